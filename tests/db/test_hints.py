"""SQLite reads the index that a statement names."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlmodel import col

from campaign.db import Database
from campaign.models import Delivery


def test_a_hint_reaches_sqlite_and_an_index_that_cannot_serve_is_an_error(sqlite_database: Database) -> None:
    query = sa.select(col(Delivery.id)).with_hint(Delivery, "INDEXED BY ix_delivery_counted", "sqlite")
    counted = query.where(sa.text("delivery.state = 'published' AND delivery.part = ''"))
    with sqlite_database.read() as session:
        assert session.scalars(counted).all() == []
        with pytest.raises(sa.exc.OperationalError, match="no query solution"):
            session.scalars(query)

"""``post_figures`` says what the samples say, whoever wrote them and in whatever order; also for an older database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlmodel import Session, select

import campaign.db
from campaign.db import Database
from campaign.models import PostFigures
from tests.reach.ledger import Ledger

T0 = datetime(2026, 11, 1, tzinfo=UTC)
ROWS = [
    ("views", 2, 90, "native"), ("views", 1, 60, "native"), ("views", 2, 91, "by hand"), ("shares", 0, 7, "native"),
    ("followers", 5, 4, "native"),
]  # fmt: skip
"""(metric, hours after T0, value, native name) as they come in; ``followers`` is no figure of a post."""


def kept(session: Session) -> tuple[object, ...]:
    row = session.exec(select(PostFigures)).one()
    return (row.views, row.views_at, row.views_by_hand, row.shares, row.shares_by_hand, row.reach, row.newest_at)


EXPECTED = (91, T0 + timedelta(hours=2), True, 7, False, None, T0 + timedelta(hours=5))


def test_the_newest_sample_of_each_metric_is_kept_in_whatever_order_they_come(ledger: Ledger) -> None:
    ledger.channel("facebook")
    post = ledger.post(ledger.item("1a"), "facebook", "2026-11-01T07:00")
    for metric, hours, value, native_name in ROWS:
        at = (T0 + timedelta(hours=hours)).isoformat()
        ledger.sample(post, at, by_hand=native_name == "by hand", **{metric: value})
    ledger.sample(None, "2026-11-09T07:00", "facebook", followers=9)
    with ledger.database.read() as session:
        assert kept(session) == EXPECTED


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_from_before_gets_them_from_its_samples(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}" if kind == "sqlite" else request.getfixturevalue("postgresql_url")
    database = Database(url)
    if kind == "postgresql":
        with database.engine.begin() as connection:
            connection.execute(sa.text("DROP SCHEMA public CASCADE"))
            connection.execute(sa.text("CREATE SCHEMA public"))
    _upgrade(database, "0006")
    with database.engine.begin() as connection:
        _a_post_with_samples(connection)
    _upgrade(database, "head")
    with database.read() as session:
        assert kept(session) == EXPECTED
        assert session.execute(sa.text("SELECT code, count FROM click")).all() == [("ma", 3)]
    database.close()


def _upgrade(database: Database, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(campaign.db.__file__).parent / "migrations"))
    with database.engine.execution_options(immediate=True).connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


def _a_post_with_samples(connection: sa.Connection) -> None:
    """As a program of revision 0006 wrote them: its own columns, whatever the models say today."""
    tables = sa.MetaData()
    tables.reflect(connection, only=["channel", "item", "delivery", "link", "click", "metric_sample"])

    def add(name: str, **values: object) -> None:
        empty = {column.name: _empty(column) for column in tables.tables[name].columns if not column.nullable}
        empty.pop("id", None)
        connection.execute(tables.tables[name].insert(), {**empty, **values})

    add("channel", key="kenh")
    add("item", id=1)
    add("delivery", id=1, item_id=1, channel_key="kenh", state="published")
    add("click", code="ma", minute=T0, count=3)
    for metric, hours, value, native_name in ROWS:
        at = T0 + timedelta(hours=hours)
        add("metric_sample", delivery_id=1, metric=metric, taken_at=at, value=value, native_name=native_name)


def _empty(column: sa.Column[Any]) -> object:
    """Something of the column's type, that says nothing."""
    empty = {bool: False, int: 0, float: 0.0, str: "", datetime: T0, object: {}}
    return empty[column.type.python_type]

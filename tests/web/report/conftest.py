from __future__ import annotations

from collections.abc import Iterator

import pytest

from campaign.db import Database
from campaign.settings import Settings
from tests.web.conftest import Served, serving
from tests.web.report import newsroom


@pytest.fixture
def reporting(sqlite_database: Database, settings: Settings) -> Iterator[Served]:
    """The pages over the known posts."""
    with sqlite_database.write() as session:
        now = sqlite_database.now(session)
        newsroom.plan(session, now)
        newsroom.posts(session, now)
    with serving(sqlite_database, settings) as running:
        yield running

from __future__ import annotations

from collections.abc import Iterator

import pytest

from campaign.db import Database
from campaign.reach.charts import later
from campaign.settings import Settings
from tests.filled import Filled
from tests.web.conftest import Served, serving
from tests.web.report import newsroom


@pytest.fixture
def drawing(sqlite_database: Database, settings: Settings, filled: Filled) -> Iterator[Served]:
    """The pages over the known posts, with their charts."""
    filled(sqlite_database, newsroom.fill)
    with serving(sqlite_database, settings) as running:
        yield running


@pytest.fixture
def reporting(drawing: Served, monkeypatch: pytest.MonkeyPatch) -> Served:
    """The same for tests that look at no chart: each process that draws costs a second."""
    monkeypatch.setattr(later, "_begin", lambda *asked: None)
    return drawing

"""The stage on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign.db import Database
from tests.delivery import stage as scene


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Iterator[scene.Stage]:
    with scene.stage(database, tmp_path) as made:
        yield made

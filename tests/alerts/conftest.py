"""Fixtures of the alerts' tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign.db import Database
from tests.alerts.newsroom import Listener, Newsroom, Post, listener, mail_server
from tests.delivery import stage as scene


@pytest.fixture
def newsroom(sqlite_database: Database, tmp_path: Path) -> Iterator[Newsroom]:
    with scene.stage(sqlite_database, tmp_path) as stage:
        stage.add_plan()
        yield Newsroom(stage)


@pytest.fixture
def on_both(database: Database, tmp_path: Path) -> Iterator[Newsroom]:
    """The same on SQLite and on PostgreSQL."""
    with scene.stage(database, tmp_path) as stage:
        stage.add_plan()
        yield Newsroom(stage)


@pytest.fixture
def post() -> Iterator[Post]:
    with mail_server() as running:
        yield running


@pytest.fixture
def ear() -> Iterator[Listener]:
    with listener() as running:
        yield running

"""A desk with people and a plan, and a newspaper to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import select

from campaign.db import Database
from campaign.desk import feeds
from campaign.desk.feed_polling import Polled, poll_all
from campaign.models import Feed, Item, Revision
from campaign.settings import Settings
from tests.desk.conftest import newsroom
from tests.feeds.newspaper import Newspaper, newspaper

__all__ = ["newsroom"]


@dataclass
class Desk:
    database: Database
    settings: Settings

    def add(self, *urls: str, **rules: object) -> None:
        feeds.add_feeds(self.database, self.settings, "cli", urls, feeds.Rules(**rules))  # type: ignore[arg-type]

    def poll(self) -> list[Polled]:
        return poll_all(self.database, self.settings, "cli")

    def counts(self) -> list[tuple[int, int]]:
        polled = self.poll()
        assert [each.error for each in polled if each.error] == []
        return [(each.new, each.changed) for each in polled]

    def said(self) -> dict[str, Revision]:
        """What each item says now, by its slug."""
        with self.database.read() as session:
            rows = session.exec(
                select(Item, Revision).where(Revision.item_id == Item.id, Revision.number == Item.revision)
            )
            return {item.slug: revision for item, revision in rows}

    def states(self) -> dict[str, str]:
        with self.database.read() as session:
            return {item.slug: item.state for item in session.exec(select(Item))}

    def feed(self) -> Feed:
        with self.database.read() as session:
            return session.exec(select(Feed)).one()


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    with newspaper() as made:
        yield made


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    return Settings(workspace=tmp_path, database_url=database.url, allow_private_feeds=True)


@pytest.fixture
def desk(newsroom: Database, settings: Settings) -> Desk:
    return Desk(newsroom, settings)

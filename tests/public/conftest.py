"""The newsroom on both databases, on SQLite alone, and behind a real HTTP server."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from campaign.db import Database
from tests.public.newsroom import Newsroom


@pytest.fixture
def newsroom(sqlite_database: Database, tmp_path: Path) -> Iterator[Newsroom]:
    """On SQLite: for everything that the database has no say in."""
    opened = Newsroom(sqlite_database, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def both(database: Database, tmp_path: Path) -> Iterator[Newsroom]:
    """On both databases."""
    opened = Newsroom(database, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def served(newsroom: Newsroom) -> Iterator[tuple[Newsroom, int]]:
    """The same behind uvicorn on loopback, started and stopped as ``serve`` does; with its port."""
    with running(newsroom) as port:
        yield newsroom, port


class running:
    """``with running(newsroom) as port``: startup, uvicorn in a thread, shutdown at the end."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        config = uvicorn.Config(newsroom.app, host="127.0.0.1", port=0, lifespan="off", log_level="warning")
        self.server = uvicorn.Server(config)
        self.up = threading.Event()
        self.thread = threading.Thread(target=self._run)

    def __enter__(self) -> int:
        self.thread.start()
        assert self.up.wait(10)
        return int(self.server.servers[0].sockets[0].getsockname()[1])

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join(20)
        assert not self.thread.is_alive()

    def _run(self) -> None:
        asyncio.run(self._live())

    async def _live(self) -> None:
        await self.newsroom.app.startup()
        config = self.server.config
        config.load()
        self.server.lifespan = config.lifespan_class(config)
        await self.server.startup()
        self.up.set()
        await self.server.main_loop()
        await self.server.shutdown()
        await self.newsroom.app.shutdown()

"""The pages served over real HTTP on loopback, and a client that keeps cookies."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from campaign.db import Database
from campaign.net.listening import listen
from campaign.reach.charts import later
from campaign.settings import Settings
from campaign.web.app import create_web
from campaign.web.rehearsal.running import Running
from tests.filled import Filled
from tests.web import seed

SAME_SITE = {"sec-fetch-site": "same-origin"}
PATIENCE_S = 60.0
"""For a machine whose cores are busy with other tests; no test waits for it to pass."""
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Shared by all clients: each would read the machine's certificates anew, which takes longer than a request here."""


@dataclass
class Served:
    """A running application and what it runs on."""

    app: FastAPI
    database: Database
    settings: Settings
    url: str

    def client(self, role: str = "", unit: str = "") -> httpx.Client:
        """A browser of a person with this role; without a role nobody is signed in."""
        client = httpx.Client(base_url=self.url, verify=NO_TLS, trust_env=False, headers=SAME_SITE, timeout=PATIENCE_S)
        if role:
            with self.database.write() as session:
                now = self.database.now(session)
                secret = seed.session_secret(session, now, role, unit)
            client.cookies.set("campaign", secret, domain="127.0.0.1")
        return client

    def code(self, role: str = "manager") -> str:
        """A fresh one-time code."""
        with self.database.write() as session:
            return seed.sign_in_code(session, self.database.now(session), role)


class Server(uvicorn.Server):
    """Ends when it is told to; uvicorn's own looks every tenth of a second whether it should."""

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        with asyncio.Runner() as runner:
            self.loop, self.told = runner.get_loop(), asyncio.Event()
            self.ready.set()
            runner.run(self.serve(sockets=sockets))

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.told.wait()

    def end(self) -> None:
        self.ready.wait()
        self.loop.call_soon_threadsafe(self.told.set)


@contextmanager
def serving(database: Database, settings: Settings) -> Iterator[Served]:
    app = create_web(database, settings)
    listener = listen("127.0.0.1", 0)
    server = Server(uvicorn.Config(app, log_level="critical", lifespan="off", access_log=False, proxy_headers=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield Served(app, database, settings, f"http://127.0.0.1:{listener.getsockname()[1]}")
    finally:
        server.end()
        thread.join()
        listener.close()
        app.state.site.kept_forecast.wait()


@pytest.fixture(scope="session")
def filled(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    return Filled(migrated_sqlite, tmp_path_factory.mktemp("filled"))


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that press every button: no rehearsal and no drawing begins in a process of its own, which would go on
    after the test."""
    monkeypatch.setattr(Running, "begin", lambda running: None)
    monkeypatch.setattr(later, "_begin", lambda *asked: None)


@pytest.fixture
def settings(tmp_path: Path, sqlite_database: Database) -> Settings:
    return Settings(workspace=tmp_path, database_url=sqlite_database.url, secret_key_file=tmp_path / "secret.key")


@pytest.fixture
def served(sqlite_database: Database, settings: Settings, filled: Filled) -> Iterator[Served]:
    """The pages over a database in which every kind of row stands."""
    filled(sqlite_database, seed.add_everything)
    with serving(sqlite_database, settings) as running:
        yield running


@pytest.fixture
def served_https(sqlite_database: Database, settings: Settings) -> Iterator[Served]:
    """The same behind a public https address."""
    with serving(sqlite_database, replace(settings, public_url="https://lich.example.vn")) as running:
        yield running

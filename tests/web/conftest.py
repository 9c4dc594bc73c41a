"""The pages served over real HTTP on loopback, and a client that keeps cookies."""

from __future__ import annotations

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
from campaign.settings import Settings
from campaign.web.app import create_web
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


@contextmanager
def serving(database: Database, settings: Settings) -> Iterator[Served]:
    app = create_web(database, settings)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="critical", lifespan="off", access_log=False, proxy_headers=False)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield Served(app, database, settings, f"http://127.0.0.1:{listener.getsockname()[1]}")
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
        app.state.site.kept_forecast.wait()


@pytest.fixture
def settings(tmp_path: Path, sqlite_database: Database) -> Settings:
    return Settings(workspace=tmp_path, database_url=sqlite_database.url, secret_key_file=tmp_path / "secret.key")


@pytest.fixture
def served(sqlite_database: Database, settings: Settings) -> Iterator[Served]:
    """The pages over a database in which every kind of row stands."""
    with sqlite_database.write() as session:
        seed.add_everything(session, sqlite_database.now(session))
    with serving(sqlite_database, settings) as running:
        yield running


@pytest.fixture
def served_https(sqlite_database: Database, settings: Settings) -> Iterator[Served]:
    """The same behind a public https address."""
    with serving(sqlite_database, replace(settings, public_url="https://lich.example.vn")) as running:
        yield running

"""A newsroom behind the API, on both databases, asked over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import select

from campaign.db import Database
from campaign.models import AuditEntry, Channel
from campaign.people import api_tokens
from campaign.people.users import add_user, find
from campaign.settings import Settings
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan
from tests.conftest import START
from tests.desk.conftest import PLAN
from tests.web import seed
from tests.web.conftest import NO_TLS, PATIENCE_S, Served, serving


@dataclass
class Programs:
    """The running API, and clients of it."""

    served: Served

    @property
    def database(self) -> Database:
        return self.served.database

    def client(self, role: str = "editor", unit: str = "", scope: str = "write") -> httpx.Client:
        """A program that acts for a person of this role; each has its own API token."""
        headers = {"authorization": f"Bearer {self.token(role, unit, scope)}"}
        url = f"{self.served.url}/api/v1"
        return httpx.Client(base_url=url, verify=NO_TLS, trust_env=False, headers=headers, timeout=PATIENCE_S)

    def token(self, role: str, unit: str = "", scope: str = "write") -> str:
        email = email_of(role, unit)
        with self.database.write() as session:
            now = self.database.now(session)
            user = find(session, email) or add_user(session, now, email, role.title(), role, unit)
            count = len(api_tokens.list_all(session, user))
            return api_tokens.add(session, now, user, f"{scope}-{count}", scope, actor="cli")

    def audit(self) -> list[tuple[str, str, str]]:
        """(actor, action, subject) of everything on record."""
        with self.database.read() as session:
            rows = session.exec(select(AuditEntry).order_by(AuditEntry.id))  # type: ignore[arg-type]
            return [(row.actor, row.action, row.subject) for row in rows]


def email_of(role: str, unit: str = "") -> str:
    return f"{role}{'-' + unit if unit else ''}@hg.vn"


def an_item(client: httpx.Client, **keys: Any) -> dict[str, Any]:
    """A new item; returns it as the API shows it."""
    answer = client.post("/items", json={"title": "Mã OTP", **keys})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


@pytest.fixture
def programs(database: Database, tmp_path: Path) -> Iterator[Programs]:
    with database.write() as session:
        store_plan(session, START, Plan.model_validate(PLAN), "Asia/Ho_Chi_Minh")
        seed.add_channels(session, START)
        for key, template in (("rss", "{{ item.title }}\n{{ link }}"), ("telegram", "{{ item.title }}")):
            session.get_one(Channel, key).template = template
    settings = Settings(workspace=tmp_path, database_url=database.url, secret_key_file=tmp_path / "secret.key")
    with serving(database, settings) as served:
        yield Programs(served)

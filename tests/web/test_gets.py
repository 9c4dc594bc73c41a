"""Looking changes nothing, and no answer of any route goes without its protection."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from campaign.db import Database
from campaign.models.person import ROLES
from campaign.settings import Settings
from campaign.web.routes import ROUTES
from tests.web.everything import Everything, everything
from tests.web.test_headers import EXPECTED

TOUCHED = "web_session"
"""The one table that a look may change: when its session was last used."""


@pytest.fixture
def full(sqlite_database: Database, settings: Settings) -> Iterator[Everything]:
    with everything(sqlite_database, settings) as made:
        yield made


def digest(database: Database) -> dict[str, str]:
    """A hash of each table's rows."""
    with database.read() as session:
        tables = [table for name, table in SQLModel.metadata.tables.items() if name != TOUCHED]
        return {
            table.name: hashlib.sha256(repr(sorted(map(repr, session.execute(sa.select(table))))).encode()).hexdigest()
            for table in tables
        }


@pytest.mark.parametrize("role", ["", *ROLES])
def test_no_get_of_any_route_changes_a_row_for_any_role(full: Everything, role: str) -> None:
    with full.served.client(role) as client, full.served.client("admin") as first:
        first.get("/account")  # makes the installation's own key for web push, once: nobody's state
        before = digest(full.served.database)
        statuses = {address: client.get(address).status_code for address in full.addresses()}
        for address in statuses if role == "reporter" else ():
            client.head(address)
    after = digest(full.served.database)
    assert [name for name in before if before[name] != after[name]] == []
    assert [address for address, status in statuses.items() if status >= 500] == []
    assert len({status for status in statuses.values()}) > 1


@pytest.mark.parametrize("role", ["", "reporter", "admin"])
def test_every_answer_of_every_route_carries_every_header(full: Everything, role: str) -> None:
    asked = [("GET", address) for address in full.addresses()]
    asked += [(method, full.address(path)) for method, path, _, _ in ROUTES if method != "GET"]
    seen = set()
    with full.served.client(role) as client:
        for method, address in asked:
            answer = client.request(method, address)
            seen.add(answer.status_code)
            for name, value in EXPECTED.items():
                assert value in answer.headers.get(name, ""), (method, address, name)
            kept = answer.headers["cache-control"]
            assert kept == "no-store" or re.fullmatch(r"private.*|no-cache", kept), (method, address, kept)
    assert seen & {401, 404, 422}

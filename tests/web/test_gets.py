"""Looking changes nothing, and no answer of any route goes without its protection."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import httpx
import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from campaign.db import Database
from campaign.models.person import ROLES
from campaign.settings import Settings
from campaign.web.routes import ROUTES
from tests.web.everything import Everything, everything
from tests.web.test_headers import EXPECTED

pytestmark = pytest.mark.usefixtures("alone")
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


def protected(answer: httpx.Response) -> bool:
    """Whether the answer carries every header that protects, and nobody but its reader keeps it."""
    kept = answer.headers["cache-control"]
    headers = all(value in answer.headers.get(name, "") for name, value in EXPECTED.items())
    return headers and (kept == "no-store" or re.fullmatch(r"private.*|no-cache", kept) is not None)


@pytest.mark.parametrize("role", ["", *ROLES])
def test_no_get_of_any_route_changes_a_row_or_goes_unprotected_for_any_role(full: Everything, role: str) -> None:
    with full.served.client(role) as client:
        before = digest(full.served.database)
        answers = {address: client.get(address) for address in full.addresses()}
        for address in answers if role == "reporter" else ():
            client.head(address)
    after = digest(full.served.database)
    assert [name for name in before if before[name] != after[name]] == []
    assert [address for address, answer in answers.items() if answer.status_code >= 500] == []
    assert [address for address, answer in answers.items() if not protected(answer)] == []
    assert len({answer.status_code for answer in answers.values()}) > 1


@pytest.mark.parametrize("role", ["", "reporter", "admin"])
def test_no_answer_of_a_route_that_changes_something_goes_unprotected(full: Everything, role: str) -> None:
    asked = [(method, full.address(path)) for method, path, _, _ in ROUTES if method != "GET"]
    with full.served.client(role) as client:
        answers = {(method, address): client.request(method, address) for method, address in asked}
    assert [each for each, answer in answers.items() if not protected(answer)] == []
    assert {answer.status_code for answer in answers.values()} & {401, 404, 422}

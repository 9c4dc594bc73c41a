"""English pages: what the program says is English; names and what people wrote stay, and are marked as Vietnamese."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col

from campaign.db import Database
from campaign.models import AuditEntry, Channel, Pause, Revision, Slot, SpecialDay, User
from campaign.packs.table import PACKS
from campaign.sentences.said import say
from campaign.settings import Settings
from tests.desk.conftest import PLAN
from tests.web.conftest import Served
from tests.web.english import vietnamese_in
from tests.web.everything import everything

NAMED: tuple[type[SQLModel], ...] = (Channel, Pause, Revision, Slot, SpecialDay, User)
DOCUMENTS = ("/report", "/activities/import")
"""The report is a Vietnamese document; a table's columns are Vietnamese words to be typed."""


def words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from words(each)


def names_in(database: Database) -> list[str]:
    """What people named or wrote."""
    with database.read() as session:
        rows = [row.model_dump(mode="json") for model in NAMED for row in session.scalars(sa.select(model))]
    return list(
        words([{**row, "closed_reason": ""} for row in rows] + [PLAN] + [pack.title for pack in PACKS.values()])
    )


def test_no_page_says_anything_of_its_own_in_vietnamese(sqlite_database: Database, settings: Settings) -> None:
    loose, untold = {}, {}
    with everything(sqlite_database, settings) as pages, pages.served.client("admin") as client:
        addresses, names = pages.pages(), names_in(sqlite_database)
        assert client.post("/language", data={"lang": "en"}).status_code == 303
        for address in addresses:
            outside, inside = vietnamese_in(client.get(address).text, names)
            loose[address] = outside
            untold[address] = [text for text in inside if say(text, "en") != text]
    assert {address: said for address, said in loose.items() if said} == {}
    assert {address: said for address, said in untold.items() if said and not address.startswith(DOCUMENTS)} == {}


@pytest.mark.parametrize(
    ("path", "form", "said"),
    [
        ("/deliveries/9999/retry", {}, "There is no such delivery."),
        ("/calendar/pauses", {"begins": "2026-12-02T00:00", "ends": "2026-12-01T00:00", "reason": "Lễ"},
         "A pause must end after it begins."),
    ],
)  # fmt: skip
def test_a_refusal_is_english(served: Served, path: str, form: dict[str, str], said: str) -> None:
    with served.client("admin") as client:
        client.post("/language", data={"lang": "en"})
        refused = client.post(path, data=form)
    assert refused.status_code in (400, 404, 409)
    assert said in refused.text


def test_a_program_reads_the_language_that_it_accepts(served: Served) -> None:
    with served.client() as client:
        english = client.get("/api/v1/items", headers={"accept-language": "fr, en-GB;q=0.9, vi;q=0.5"})
        vietnamese = client.get("/api/v1/items")
    assert english.json()["detail"].startswith("Send an API token: ")
    assert (english.headers["content-language"], english.headers["vary"]) == ("en", "accept-language")
    assert vietnamese.json()["detail"].startswith("Hãy gửi mã truy cập: ")


def test_one_word_or_the_other_by_the_number(served: Served) -> None:
    template = served.app.state.site.pages.environment("en").from_string("{% trans n=n %}{{ n }} phút{% endtrans %}")
    assert [template.render(n=n) for n in (1, "1", 20)] == ["1 minute", "1 minute", "20 minutes"]


def test_the_language_chosen_on_the_pages_is_the_one_in_which_a_person_is_told(served: Served) -> None:
    with served.client("editor") as client:
        client.post("/language", data={"lang": "en"})
        client.post("/language", data={"lang": "en"})
    with served.database.read() as session:
        chosen = session.scalars(sa.select(col(User.language)).where(col(User.language) != "")).all()
        audits = session.scalars(
            sa.select(col(AuditEntry.action)).where(col(AuditEntry.action) == "user.language")
        ).all()
    assert (list(chosen), list(audits)) == (["en"], ["user.language"])

"""Hostile words in every field, then every page in a real browser: they are read, and nothing of them runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from campaign.db import Database
from campaign.desk.editing import edit_item
from campaign.library.fields import ItemFields
from campaign.library.revisions import NewItem, create_all
from campaign.models import Channel, Delivery
from campaign.people.users import add_user
from campaign.settings import Settings
from tests.browsing import NEEDS_CHROMIUM, browser, open_questions
from tests.media.files import jpeg
from tests.web import month, seed
from tests.web.everything import Everything, everything
from tests.web.hostile import HOSTILE
from tests.web.media.test_uploading import upload
from tests.web.test_every_page_browser import look

pytestmark = NEEDS_CHROMIUM
__all__ = ["browser"]
ALL = "\n\n".join(HOSTILE)
STATES = ("published", "scheduled", "failed", "uncertain", "held")
RUNS = """() => {
    const all = [...document.querySelectorAll('*')];
    const never = 'iframe, object, embed, base, meta[http-equiv], marquee, math, animate, style';
    const goes = it => it.href || new URL(it.getAttribute('action'), location).href;
    const odd = all.filter(it => it.matches(never)
        || (it.matches('script') && !it.src.startsWith(location.origin))
        || (it.matches('link') && !it.href.startsWith(location.origin))
        || (it.matches('a[href], form[action]') && !/^(https?|mailto|tel):/.test(goes(it)))
        || [...it.attributes].some(({name}) => /^(on|hx-on)/i.test(name))
        || (it.hasAttribute('hx-get') && !it.getAttribute('hx-get').startsWith('/')));
    return odd.map(it => it.outerHTML.slice(0, 160));
}"""


@pytest.fixture
def full(sqlite_database: Database, settings: Settings) -> Iterator[Everything]:
    with everything(sqlite_database, settings) as made:
        with sqlite_database.write() as session:
            _rows(session)
        made.things["slug"] = _forms(made)
        yield made


def _rows(session: Session) -> None:
    """An item for each text, all its fields full of it, and one delivery of it in some state."""
    now = month.MIDDLE
    new = [
        NewItem(
            f"doc-{number}",
            ItemFields(
                title=text, body=text, summary=text, tags=[text], audience=[text], source=text, kind="tip", sms=text,
                variants={"facebook": {"text": text}},
            ),
            "reporter@example.vn",
        )
        for number, text in enumerate(HOSTILE)
    ]  # fmt: skip
    for number, item in enumerate(create_all(session, now, new)):
        state = STATES[number % len(STATES)]
        minutes = number * 7 if state == "scheduled" else -number * 7
        row = session.get_one(Delivery, seed.add_delivery(session, now, "rss", minutes, item_id=item.id, state=state))
        row.error_message = row.text = HOSTILE[number]
        row.held_reason = "preflight" if state == "held" else None
        row.published_at = now - timedelta(minutes=number) if state == "published" else None
        item.state = ("draft", "submitted", "returned")[number % 3]
    for number, channel in enumerate(session.exec(select(Channel))):
        channel.title, channel.account_name = HOSTILE[number], HOSTILE[number + 12]
        channel.closed_at, channel.closed_by, channel.closed_reason = now, HOSTILE[number + 20], HOSTILE[number + 30]
    for number, text in enumerate(HOSTILE[:40]):
        add_user(session, now, f"doc-{number}@example.vn", text[:100], "reporter")


def _forms(full: Everything) -> str:
    """What only a form can say, as long as its field allows; the slug of an item that holds everything."""
    with full.served.client("reporter") as client:
        name = '"><img src=x onerror=alert(90)>.jpg'
        sha256 = str(upload(client, name, jpeg(quality=33)).json()["sha256"])
    said = {
        "title": HOSTILE[0] + HOSTILE[12],
        "body": ALL,
        "summary": ALL[:500],
        "media": [{"file": sha256, "alt": ALL[:400]}],
    }
    slug = edit_item(full.served.database, "reporter@example.vn", None, said | {"kind": "tip"}).slug
    with full.served.client("admin") as client:
        sent: tuple[tuple[str, dict[str, str]], ...] = (
            (f"/inbox/{slug}/submit", {}),
            (f"/inbox/{slug}/return", {"reason": ALL[:1900]}),
            ("/channels-close", {"reason": ALL[:490]}),
            ("/people", {"email": "moi@example.vn", "name": HOSTILE[14], "role": "reporter", "unit": ""}),
            (
                "/calendar/days",
                {"name": HOSTILE[13], "kind": "press", "calendar": "solar", "month": "12", "day": "20", "year": ""},
            ),
            ("/calendar/pauses", {"begins": "2026-12-18T08:00", "ends": "2026-12-19T08:00", "reason": ALL[:400]}),
        )
        answers = {path: client.post(path, data=fields).status_code for path, fields in sent}
    assert {path: status for path, status in answers.items() if status >= 400} == {}
    edit_item(full.served.database, "reporter@example.vn", slug, {"body": ALL + "\n\n" + ALL})
    return slug


@pytest.mark.parametrize("part", range(2))
def test_whatever_is_typed_is_shown_as_words_and_nothing_of_it_runs(browser: Any, full: Everything, part: int) -> None:
    looking = look(browser, full.served, "admin")
    dialogs: list[str] = []
    looking.page.on("dialog", lambda dialog: dialogs.append(f"{dialog.type} {looking.at} {dialog.message}"))
    looking.page.on("dialog", lambda dialog: dialog.accept())
    pages = [*full.pages(part, 2), *(f"/library/doc-{number}" for number in range(12 * part, len(HOSTILE), 24))]
    for address in pages:
        looking.at = address
        looking.page.goto(full.served.url + address)
        open_questions(looking.page)
        if ran := looking.page.evaluate(RUNS):
            looking.found.append((address, ran))
    ran_by_itself = [said for said in dialogs if not said.startswith("beforeunload")]  # "leave without saving?" is ours
    assert [*ran_by_itself, *looking.found] == []


def test_no_text_is_a_template(full: Everything) -> None:
    with full.served.client("admin") as client:
        page = client.get("/library?q=7*7").text + client.get("/library").text
    assert "{{ 7*7 }}" in page
    assert "49" not in client_words(page)


def client_words(page: str) -> str:
    """What stands in titles of the list."""
    return " ".join(part.split("</a>")[0] for part in page.split('class="title"')[1:])

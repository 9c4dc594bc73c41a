"""Every route that names a thing, asked about one's own thing and about another unit's."""

from __future__ import annotations

import re

import pytest
from sqlmodel import Session, select

from campaign.models import Item
from campaign.people import users
from campaign.web.late import LateRoute
from campaign.web.routes import ROUTES
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan
from tests.conftest import START
from tests.desk.conftest import PLAN
from tests.web import newsroom, seed
from tests.web.conftest import Served

THINGS = ("delivery_id", "key", "person_id", "slug")
NO_UNIT = (
    "feed_id", "code", "form", "activity_id", "return_id", "share_id", "pause_id", "day_id", "browser_id", "upload_id",
    "sha256", "number", "pack", "log",
)  # fmt: skip
"""Secrets of their own, forms of a file, activities, returns and links (report/test_owned.py), rows of the calendar
that belong to everybody, rows of one person (test_alerts.py), uploads of one person (media/test_uploading.py), hashes
that nobody can guess, a revision number within its item, and the packs and logs that the program itself names."""
FORMS = {
    "now": {"sure": "yes"}, "cancel": {"sure": "yes"}, "absent": {"sure": "yes"}, "disable": {"sure": "yes"},
    "reset": {"sure": "yes"}, "close": {"reason": "Bảo trì"}, "place": {"role": "editor", "unit": "dai"},
    "return": {"reason": "Thiếu nguồn"}, "bypass": {"reason": "Không ai trực"},
    "/evergreen/{slug}": {"revision": "1"}, "/library/{slug}/place": {"when": "next"}, "restore": {"revision": "1"},
    "/library/{slug}/edit": {"place": "owned"},
}  # fmt: skip
"""By path, else by its last word."""
OURS = ("/deliveries/{delivery_id}/now", "/deliveries/{delivery_id}/release", "/deliveries/{delivery_id}/cancel",
    "/deliveries/{delivery_id}/retry", "/deliveries/{delivery_id}/published", "/deliveries/{delivery_id}/absent",
    "/channels/{key}/close", "/channels/{key}/open", "/channels/{key}/trial", "/channels/{key}/connect",
    "/people/{person_id}/link",
    "/people/{person_id}/place", "/people/{person_id}/disable", "/people/{person_id}/enable",
    "/people/{person_id}/reset",
    "/inbox/{slug}/submit", "/inbox/{slug}/approve", "/inbox/{slug}/return", "/inbox/{slug}/urgent",
    "/inbox/{slug}/bypass", "/corrections/{slug}", "/corrections/{slug}/again",
    "/evergreen/{slug}", "/library/{slug}/edit", "/library/{slug}/place",
    "/library/{slug}/versions/{number}/restore")  # fmt: skip


def test_every_kind_of_thing_that_a_route_names_is_known_here(served: Served) -> None:
    routes = [route for route in served.app.routes if isinstance(route, LateRoute)]
    named = {name for route in routes for name in re.findall(r"{(\w+)}", route.path)}
    assert named - {*THINGS, *NO_UNIT} == set()
    assert set(OURS) <= {path for _, path, _, _ in ROUTES}


@pytest.mark.parametrize("own", [True, False], ids=["own", "foreign"])
def test_a_thing_of_another_unit_is_not_there_for_any_route(served: Served, own: bool) -> None:
    unit, channel = ("dai", "youtube") if own else ("bao", "rss")
    for path in OURS:
        with served.database.write() as session:
            store_plan(session, START, Plan.model_validate(PLAN), "Asia/Ho_Chi_Minh")
            things: dict[str, object] = {
                "delivery_id": seed.add_delivery(session, START, channel, OURS.index(path) * 7 + 500, item_id=2),
                "key": channel,
                "number": 1,
                "person_id": seed.add_person(session, START, "reporter", unit).id,
                "slug": _owned(session, unit),
            }
            users.find(session, "admin-dai@example.vn") or seed.add_person(session, START, "admin", "dai")
        address = path.format(**things)
        with served.client("admin", unit="dai") as client:
            data = FORMS.get(path, FORMS.get(path.rsplit("/", 1)[1], {}))
            status = client.post(address, data=data).status_code
        assert status not in (401, 403, 422), path
        assert (status != 404) if own else (status == 404), path


def _owned(session: Session, unit: str) -> str:
    """The slug of an item of that unit, the same at every asking."""
    if session.scalars(select(Item).where(Item.slug == "owned")).first() is None:
        newsroom.add_item(session, START, "owned", unit=unit)
    return "owned"

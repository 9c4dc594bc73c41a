"""Who may ask for what: every role on every route, and nothing of another unit."""

from __future__ import annotations

import re

import pytest

from campaign.models.person import ROLES
from campaign.web.late import LateRoute
from tests.web import seed
from tests.web.conftest import Served

LEAST_ROLE = {
    ("GET", "/"): "reporter",
    ("GET", "/parts/status"): "reporter",
    ("GET", "/parts/clock"): "reporter",
    ("GET", "/calendar"): "reporter",
    ("GET", "/parts/calendar"): "reporter",
    ("GET", "/calendar/deliveries/{delivery_id}"): "reporter",
    ("POST", "/calendar/deliveries/{delivery_id}/move"): "editor",
    ("GET", "/calendar/place"): "editor",
    ("POST", "/calendar/place"): "editor",
    ("GET", "/calendar/pauses"): "reporter",
    ("POST", "/calendar/pauses"): "manager",
    ("GET", "/calendar/pauses/new"): "manager",
    ("GET", "/calendar/pauses/{pause_id}"): "manager",
    ("POST", "/calendar/pauses/{pause_id}"): "manager",
    ("POST", "/calendar/pauses/{pause_id}/remove"): "manager",
    ("POST", "/calendar/pauses/{pause_id}/fallen"): "manager",
    ("POST", "/calendar/occasions"): "reporter",
    ("GET", "/calendar/days"): "reporter",
    ("POST", "/calendar/days"): "manager",
    ("POST", "/calendar/days/{day_id}"): "manager",
    ("POST", "/calendar/days/{day_id}/remove"): "manager",
    ("GET", "/inbox"): "reporter",
    ("GET", "/inbox/{slug}"): "reporter",
    ("GET", "/parts/inbox/{slug}"): "reporter",
    ("POST", "/inbox/{slug}/submit"): "reporter",
    ("POST", "/inbox/{slug}/approve"): "editor",
    ("POST", "/inbox/{slug}/return"): "editor",
    ("POST", "/inbox/{slug}/bypass"): "manager",
    ("GET", "/inbox/{slug}/urgent"): "editor",
    ("POST", "/inbox/{slug}/urgent"): "editor",
    ("GET", "/corrections"): "reporter",
    ("GET", "/corrections/{slug}"): "reporter",
    ("GET", "/parts/corrections/{slug}"): "reporter",
    ("POST", "/corrections/{slug}"): "editor",
    ("POST", "/corrections/{slug}/again"): "editor",
    ("GET", "/rehearsal"): "reporter",
    ("GET", "/parts/rehearsal"): "reporter",
    ("POST", "/rehearsal"): "editor",
    ("GET", "/library"): "reporter",
    ("POST", "/library/tags"): "reporter",
    ("POST", "/library/schedule"): "editor",
    ("POST", "/library/archive"): "editor",
    ("POST", "/library/unarchive"): "editor",
    ("GET", "/library/{slug}"): "reporter",
    ("GET", "/queue"): "reporter",
    ("GET", "/parts/queue"): "reporter",
    ("POST", "/deliveries/{delivery_id}/retract"): "editor",
    ("GET", "/feeds"): "reporter",
    ("POST", "/feeds"): "editor",
    ("GET", "/feeds.opml"): "reporter",
    ("POST", "/feeds/import"): "editor",
    ("POST", "/feeds/poll"): "editor",
    ("POST", "/feeds/{feed_id}/poll"): "editor",
    ("POST", "/feeds/{feed_id}/rules"): "editor",
    ("POST", "/feeds/{feed_id}/trust"): "manager",
    ("POST", "/feeds/{feed_id}/remove"): "editor",
    ("GET", "/packs"): "reporter",
    ("GET", "/packs/{pack}"): "reporter",
    ("POST", "/packs/{pack}"): "editor",
    ("POST", "/packs/returns/{log}"): "reporter",
    ("GET", "/packs/returns/{log}/empty.csv"): "reporter",
    ("GET", "/import"): "editor",
    ("POST", "/import"): "editor",
    ("POST", "/import/decide"): "editor",
    ("POST", "/import/drop"): "editor",
    ("GET", "/channels"): "reporter",
    ("GET", "/parts/channels"): "reporter",
    ("POST", "/channels/{key}/verify"): "manager",
    ("POST", "/channels/{key}/trial"): "manager",
    ("GET", "/channels/{key}/connect"): "manager",
    ("POST", "/channels/{key}/connect"): "manager",
    ("GET", "/report"): "reporter",
    ("GET", "/report/evidence"): "reporter",
    ("GET", "/report/patterns"): "reporter",
    ("GET", "/report/file/{form}"): "reporter",
    ("POST", "/report/issue"): "manager",
    ("GET", "/report/issued"): "reporter",
    ("GET", "/report/issued/{sha256}/{form}"): "reporter",
    ("GET", "/report/shares"): "manager",
    ("POST", "/report/shares"): "manager",
    ("POST", "/report/shares/{share_id}/revoke"): "manager",
    ("GET", "/share/{code}"): None,
    ("GET", "/activities"): "reporter",
    ("GET", "/activities/new"): "reporter",
    ("POST", "/activities/new"): "reporter",
    ("POST", "/activities/{activity_id}/confirm"): "editor",
    ("POST", "/activities/{activity_id}/refuse"): "editor",
    ("GET", "/activities/{activity_id}/evidence/{number}"): "reporter",
    ("GET", "/activities/import"): "reporter",
    ("POST", "/activities/import"): "reporter",
    ("GET", "/activities/import/empty.csv"): "reporter",
    ("GET", "/activities/registers"): "reporter",
    ("POST", "/activities/registers"): "manager",
    ("GET", "/activities/returns"): "reporter",
    ("POST", "/activities/returns"): "manager",
    ("POST", "/activities/returns/{return_id}/accept"): "manager",
    ("POST", "/activities/returns/{return_id}/back"): "manager",
    ("POST", "/activities/returns/{return_id}/revoke"): "manager",
    ("GET", "/returns/{code}"): None,
    ("POST", "/returns/{code}"): None,
    ("POST", "/returns/{code}/drop"): None,
    ("POST", "/returns/{code}/send"): None,
    ("GET", "/sign-in"): None,
    ("GET", "/sign-in/{code}"): None,
    ("POST", "/sign-in/{code}"): None,
    ("POST", "/sign-in"): None,
    ("GET", "/second-step"): None,
    ("POST", "/second-step"): None,
    ("GET", "/set-up/{code}"): None,
    ("POST", "/set-up/{code}"): None,
    ("GET", "/account"): "reporter",
    ("POST", "/account/password"): "reporter",
    ("POST", "/account/leave-others"): "reporter",
    ("GET", "/account/phone"): "reporter",
    ("POST", "/account/phone"): "reporter",
    ("POST", "/account/phone-off"): "reporter",
    ("POST", "/account/programs"): "reporter",
    ("POST", "/account/programs-revoke"): "reporter",
    ("GET", "/library/new"): "reporter",
    ("POST", "/library/new"): "reporter",
    ("GET", "/library/{slug}/edit"): "reporter",
    ("POST", "/library/{slug}/edit"): "reporter",
    ("POST", "/library/{slug}/place"): "editor",
    ("POST", "/parts/compose"): "reporter",
    ("POST", "/parts/compose/typed"): "reporter",
    ("POST", "/parts/compose/typed/drop"): "reporter",
    ("POST", "/account/alerts"): "reporter",
    ("POST", "/account/browsers"): "reporter",
    ("POST", "/account/browsers/{browser_id}/remove"): "reporter",
    ("GET", "/alerts"): "reporter",
    ("GET", "/sw.js"): None,
    ("GET", "/help"): "reporter",
    ("GET", "/help/keys"): "reporter",
    ("GET", "/people"): "admin",
    ("POST", "/people"): "admin",
    ("POST", "/people/{person_id}/link"): "admin",
    ("POST", "/people/{person_id}/place"): "admin",
    ("POST", "/people/{person_id}/disable"): "admin",
    ("POST", "/people/{person_id}/enable"): "admin",
    ("POST", "/people/{person_id}/reset"): "admin",
    ("GET", "/media/uploads"): "reporter",
    ("POST", "/media/uploads"): "reporter",
    ("GET", "/media/uploads/{upload_id}"): "reporter",
    ("PATCH", "/media/uploads/{upload_id}"): "reporter",
    ("DELETE", "/media/uploads/{upload_id}"): "reporter",
    ("POST", "/media/uploads/{upload_id}/finish"): "reporter",
    ("POST", "/media/files"): "reporter",
    ("GET", "/media-library"): "reporter",
    ("GET", "/media-library/{sha256}/about"): "reporter",
    ("POST", "/media-library/{sha256}/remove"): "manager",
    ("GET", "/embeds"): "reporter",
    ("GET", "/evergreen"): "reporter",
    ("POST", "/evergreen/{slug}"): "editor",
    ("GET", "/media-library/{sha256}"): "reporter",
    ("GET", "/media-library/{sha256}/small"): "reporter",
    ("GET", "/media-library/{sha256}/row"): "reporter",
    ("POST", "/media-library/{sha256}/cut"): "reporter",
    ("GET", "/library/{slug}/versions"): "reporter",
    ("POST", "/library/{slug}/versions/{number}/restore"): "reporter",
    ("GET", "/audit"): "manager",
    ("GET", "/audit.csv"): "manager",
    ("POST", "/sign-out"): "reporter",
    ("GET", "/oauth/zalo"): None,
    ("POST", "/language"): None,
    ("POST", "/deliveries/{delivery_id}/now"): "editor",
    ("POST", "/deliveries/{delivery_id}/release"): "editor",
    ("POST", "/deliveries/{delivery_id}/cancel"): "editor",
    ("POST", "/deliveries/{delivery_id}/retry"): "editor",
    ("POST", "/deliveries/{delivery_id}/published"): "editor",
    ("POST", "/deliveries/{delivery_id}/absent"): "editor",
    ("POST", "/deliveries/{delivery_id}/figures"): "editor",
    ("POST", "/channels/{key}/close"): "manager",
    ("POST", "/channels/{key}/open"): "manager",
    ("POST", "/channels-close"): "manager",
    ("POST", "/channels-open"): "manager",
}


def test_every_route_stands_in_the_table(served: Served) -> None:
    routes = [route for route in served.app.routes if isinstance(route, LateRoute)]
    assert {(method, route.path) for route in routes for method in route.methods - {"HEAD"}} == set(LEAST_ROLE)
    assert [route.path for route in served.app.routes if not isinstance(route, LateRoute)] == ["/api/v1", "/static"]  # type: ignore[attr-defined]


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("role", [None, *ROLES])
def test_each_role_gets_what_the_table_says_and_no_more(served: Served, role: str | None) -> None:
    with served.client(role or "") as client:
        for (method, path), least in sorted(LEAST_ROLE.items(), key=lambda row: row[0][1] == "/sign-out"):
            address = re.sub(r"\{\w+\}", "nothing", path.replace("{delivery_id}", "4242"))
            status = client.request(method, address).status_code
            if least is None or (role and ROLES.index(role) >= ROLES.index(least)):
                assert status not in (401, 403), (method, path)
            else:
                assert status == (403 if role else 401), (method, path)


def test_a_person_of_another_unit_sees_nothing_and_gets_404_not_403(served: Served) -> None:
    with served.database.write() as session:
        ours = seed.add_delivery(session, served.database.now(session), "youtube", 90, item_id=2)
    with served.client("manager", unit="dai") as client:
        page = client.get("/").text
        assert "Kênh YouTube của Đài" in page
        assert "Báo Hậu Giang trên Facebook" not in page
        for action in ("cancel", "now"):
            assert client.post(f"/deliveries/1/{action}", data={"sure": "yes"}).status_code == 404
        for action in ("release", "retry", "published"):
            assert client.post(f"/deliveries/1/{action}").status_code == 404
        assert client.post("/deliveries/1/absent", data={"sure": "yes"}).status_code == 404
        assert client.post("/channels/facebook/close", data={"reason": "x"}).status_code == 404
        assert client.post("/channels/telegram/open").status_code == 404
        foreign, unknown = (client.post(f"/deliveries/{number}/retry").text for number in (1, 4242))
        assert foreign == unknown
        assert client.post(f"/deliveries/{ours}/cancel", data={"sure": "yes"}).status_code == 303


def test_closing_all_channels_closes_only_those_of_ones_unit(served: Served) -> None:
    with served.client("manager", unit="dai") as client:
        assert client.post("/channels-close", data={"reason": "Bảo trì"}).status_code == 303
    with served.database.read() as session:
        rows = session.connection().exec_driver_sql("SELECT key FROM channel WHERE closed_reason = 'Bảo trì'").all()
    assert [row[0] for row in rows] == ["youtube"]


def test_a_reader_sees_no_button_that_would_not_work(served: Served) -> None:
    with served.client("reporter") as client:
        page = client.get("/").text
    assert set(re.findall(r'action="([^"]+)"', page)) == {"/language", "/sign-out"}


def test_no_form_can_set_what_it_does_not_show(served: Served) -> None:
    with served.client("admin") as client:
        for field in ("state", "due_at", "held_reason", "actor", "role"):
            assert client.post("/deliveries/1/release", data={field: "published"}).status_code == 422


def test_what_cannot_be_undone_needs_its_answer(served: Served) -> None:
    with served.client("admin") as client:
        for action in ("now", "cancel", "absent"):
            assert client.post(f"/deliveries/1/{action}").status_code == 422
        assert client.post("/channels/rss/close", data={"reason": "   "}).status_code == 422

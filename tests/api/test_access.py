"""Every role, scope and unit on every address of the API; an address that is not in the table fails."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute

from campaign.models import Channel
from campaign.models.person import ROLES
from campaign.people import users
from tests.api.conftest import Programs, an_item, email_of
from tests.web import seed
from tests.web.conftest import NO_TLS

LEAST_ROLE = {
    ("GET", "/items"): "reporter",
    ("POST", "/items"): "reporter",
    ("GET", "/items/{slug}"): "reporter",
    ("PATCH", "/items/{slug}"): "reporter",
    ("POST", "/items/{slug}/submit"): "reporter",
    ("POST", "/items/{slug}/approve"): "editor",
    ("POST", "/items/{slug}/return"): "editor",
    ("GET", "/deliveries"): "reporter",
    ("POST", "/deliveries"): "editor",
    ("GET", "/deliveries/{delivery_id}"): "reporter",
    ("POST", "/deliveries/{delivery_id}/cancel"): "editor",
    ("POST", "/deliveries/{delivery_id}/reschedule"): "editor",
    ("POST", "/deliveries/{delivery_id}/release"): "editor",
    ("POST", "/deliveries/{delivery_id}/resolve"): "editor",
    ("POST", "/deliveries/{delivery_id}/retry"): "editor",
    ("POST", "/deliveries/{delivery_id}/retract"): "editor",
    ("GET", "/channels"): "reporter",
    ("POST", "/channels/{key}/close"): "manager",
    ("POST", "/channels/{key}/open"): "manager",
    ("GET", "/report"): "reporter",
    ("GET", "/activities"): "reporter",
    ("POST", "/activities"): "reporter",
    ("GET", "/openapi.json"): "reporter",
}
BODIES: dict[str, dict[str, Any]] = {
    "return": {"reason": "Thiếu nguồn"}, "close": {"reason": "Bảo trì"}, "retract": {"reason": "Sai"},
    "reschedule": {"at": "2026-12-05T07:00"}, "resolve": {"outcome": "published"},
}  # fmt: skip
"""What an address needs to be asked at all."""


def fill(path: str, slug: str = "nothing", delivery: int = 4242, key: str = "nothing") -> str:
    return re.sub(r"\{\w+\}", "?", path.format(slug=slug, delivery_id=delivery, key=key))


def ask(client: httpx.Client, method: str, address: str) -> httpx.Response:
    body = BODIES.get(address.rsplit("/", 1)[-1], {}) if method == "POST" else {}
    return client.request(method, address, json=body if method != "GET" else None)


def test_every_address_stands_in_the_table(programs: Programs) -> None:
    api = next(route.app.made for route in programs.served.app.routes if getattr(route, "name", "") == "api")  # type: ignore[attr-defined]
    routes = [route for route in api.routes if isinstance(route, APIRoute)]
    assert {(method, route.path) for route in routes for method in route.methods} == set(LEAST_ROLE)
    assert len(routes) == len(api.routes)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says_and_no_more(programs: Programs, role: str) -> None:
    with programs.client(role) as client:
        for (method, path), least in LEAST_ROLE.items():
            status = ask(client, method, fill(path)).status_code
            allowed = ROLES.index(role) >= ROLES.index(least)
            assert (status not in (401, 403)) if allowed else (status == 403), (method, path, status)


def test_a_token_that_only_reads_changes_nothing(programs: Programs) -> None:
    with programs.client("admin", scope="read") as client:
        for method, path in LEAST_ROLE:
            status = ask(client, method, fill(path)).status_code
            assert (status == 403) is (method != "GET"), (method, path, status)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer nothing", "Basic YTpi", "bearer cmp_x", "Bearer \xe9"])
def test_nobody_gets_anything(programs: Programs, header: str | None) -> None:
    headers = {} if header is None else {b"authorization": header.encode("latin-1")}
    with httpx.Client(base_url=f"{programs.served.url}/api/v1", verify=NO_TLS, trust_env=False, timeout=60) as client:
        for method, path in LEAST_ROLE:
            answer = client.request(
                method,
                fill(path),
                headers={**headers, b"sec-fetch-site": b"same-origin"},  # type: ignore[dict-item]
            )
            assert answer.status_code == 401, (method, path)
            assert answer.headers["www-authenticate"] == "Bearer"
            assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("own", [True, False], ids=["own", "foreign"])
def test_things_of_another_unit_are_not_there(programs: Programs, own: bool) -> None:
    unit = "dai" if own else "bao"
    with programs.client("editor", unit) as author:
        slug = an_item(author, slug="cua-don-vi")["slug"]
    with programs.database.write() as session:
        session.get_one(Channel, "youtube").unit = unit
        delivery = seed.add_delivery(session, programs.database.now(session), "youtube", 60, item_id=1)
    with programs.client("manager", "dai") as client:
        for method, path in (pair for pair in LEAST_ROLE if "{" in pair[1]):
            status = ask(client, method, fill(path, slug, delivery, "youtube")).status_code
            assert (status != 404) if own else (status == 404), (method, path, status)
        for listed in ("items", "deliveries", "channels"):
            assert bool(client.get(f"/{listed}").json()[listed]) is own, listed
        new = client.post("/deliveries", json={"item": slug, "channel": "youtube", "at": "2026-12-09T07:00"})
        assert new.status_code == (201 if own else 404)


def test_what_is_foreign_and_what_is_nowhere_sound_the_same(programs: Programs) -> None:
    with programs.client("editor", "bao") as author:
        slug = an_item(author, slug="cua-bao")["slug"]
    with programs.client("admin", "dai") as client:
        for path in ("/items/{}", "/items/{}/submit", "/items/{}/approve"):
            method = "GET" if path == "/items/{}" else "POST"
            foreign, nowhere = (client.request(method, path.format(name)).json() for name in (slug, "khong-co"))
            assert foreign == nowhere
        assert client.patch(f"/items/{slug}", json={"title": "X"}).json() == foreign
        foreign, nowhere = (client.post(f"/channels/{key}/open").json() for key in ("rss", "khong-co"))
        assert foreign == nowhere


def test_a_revoked_token_and_a_disabled_person_are_out_at_once(programs: Programs) -> None:
    from campaign.desk.tokens import revoke_api_token

    with programs.client("editor") as first, programs.client("reporter") as second:
        assert first.get("/items").status_code == second.get("/items").status_code == 200
        revoke_api_token(programs.database, "cli", "write-0", email_of("editor"))
        with programs.database.write() as session:
            person = users.get_user(session, email_of("reporter"))
            users.disable(session, programs.database.now(session), person, actor="cli")
        assert first.get("/items").status_code == second.get("/items").status_code == 401


def test_a_signed_in_browser_may_ask_too_but_only_from_our_own_pages(programs: Programs) -> None:
    with programs.served.client("editor") as browser:
        assert browser.get("/api/v1/items").status_code == 200
        assert browser.post("/api/v1/items", json={"title": "A"}).status_code == 201
        foreign = browser.post("/api/v1/items", json={"title": "B"}, headers={"sec-fetch-site": "cross-site"})
        assert foreign.status_code == 403
        assert foreign.headers["content-type"] == "application/problem+json"
        beside = {"sec-fetch-site": "cross-site", "authorization": f"Bearer {programs.token('editor')}"}
        assert browser.post("/api/v1/items", json={"title": "C"}, headers=beside).status_code == 403


def test_a_program_needs_no_form_token_and_a_cookie_beside_its_token_counts_for_nothing(programs: Programs) -> None:
    with programs.client("reporter") as program:
        assert program.post("/items", json={"title": "A"}).status_code == 201
        assert program.post("/items", json={"title": "A"}, headers={"origin": "https://x.example"}).status_code == 201
    with programs.served.client("admin") as browser:
        headers = {"authorization": f"Bearer {programs.token('reporter')}"}
        assert browser.post("/api/v1/channels/rss/close", json={"reason": "x"}, headers=headers).status_code == 403


def test_the_last_use_of_a_token_is_known_and_its_secret_is_stored_nowhere(programs: Programs) -> None:
    from campaign.desk.tokens import list_api_tokens

    with programs.client("editor") as client:
        client.get("/items")
        client.get("/items")  # the write follows the answer; on one connection this one comes after it
        secret = client.headers["authorization"].removeprefix("Bearer ")
    with programs.database.read() as session:
        listed = list_api_tokens(session)
        dump = str(session.connection().exec_driver_sql("SELECT * FROM api_token").all())
    assert listed[0]["last_used_at"] == "2026-12-01T00:00:00Z"
    assert secret.startswith("cmp_")
    assert secret not in dump + str(listed)

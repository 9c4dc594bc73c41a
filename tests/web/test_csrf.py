"""Only our own pages may change anything: twelve ways to ask, on every route that changes something."""

from __future__ import annotations

import re

import httpx
import pytest

from campaign.web.csrf import REFUSED, form_token
from campaign.web.late import LateRoute
from tests.web import seed
from tests.web.conftest import NO_TLS, PATIENCE_S, Served

OWN, ELSEWHERE = "own", "https://evil.example"
COMBINATIONS = (
    # Sec-Fetch-Site, Origin, token, let through
    ("same-origin", OWN, "", True),
    ("same-origin", None, "", True),
    ("none", None, "", True),
    ("same-site", OWN, "good", False),
    ("cross-site", ELSEWHERE, "", False),
    ("cross-site", OWN, "good", False),
    (None, OWN, "", True),
    (None, ELSEWHERE, "good", False),
    (None, "null", "good", False),
    (None, None, "good", True),
    (None, None, "wrong", False),
    (None, None, "", False),
)


def unknown(served: Served) -> httpx.Client:
    """A client that says nothing of itself."""
    return httpx.Client(base_url=served.url, verify=NO_TLS, trust_env=False, timeout=PATIENCE_S)


def unsafe_routes(served: Served) -> list[tuple[str, str]]:
    """(method, path) of every route that may change something, as the application itself lists them."""
    routes = [route for route in served.app.routes if isinstance(route, LateRoute)]
    pairs = [(method, route.path) for route in routes for method in route.methods - {"GET", "HEAD", "OPTIONS"}]
    return [(method, re.sub(r"\{delivery_id\}", "4242", re.sub(r"\{\w+\}", "nothing", path))) for method, path in pairs]


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(("site", "origin", "token", "passes"), COMBINATIONS)
def test_every_unsafe_route_judges_where_the_request_comes_from(
    served: Served, site: str | None, origin: str | None, token: str, passes: bool
) -> None:
    with served.database.write() as session:
        secret = seed.session_secret(session, served.database.now(session), "admin")
    headers = {"cookie": f"campaign={secret}"}
    if site:
        headers["sec-fetch-site"] = site
    if origin:
        headers["origin"] = served.url if origin == OWN else origin
    fields = {"csrf": form_token(secret) if token == "good" else token} if token else {}
    routes = unsafe_routes(served)
    assert len(routes) >= 13
    with unknown(served) as client:
        for method, path in routes:
            client.cookies.clear()
            answer = client.request(method, path, headers=headers, data=fields)
            assert (REFUSED not in answer.text) is passes, (method, path)
            assert (answer.status_code != 403) is passes, (method, path)


def test_the_public_address_is_an_origin_of_ours_behind_a_proxy(served_https: Served) -> None:
    with unknown(served_https) as client:
        ours = client.post("/language", data={"lang": "en"}, headers={"origin": "https://lich.example.vn"})
        other = client.post(
            "/language", data={"lang": "en"}, headers={"origin": "https://lich.example.vn.evil.example"}
        )
    assert (ours.status_code, other.status_code) == (303, 403)


def test_a_client_that_says_nothing_of_itself_signs_in_by_the_form_as_printed(served: Served) -> None:
    with unknown(served) as client:
        path = f"/sign-in/{served.code()}"
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', client.get(path).text))
        assert client.post(path).status_code == 403
        assert client.post(path, data={"csrf": fields["csrf"], "next": "/"}).status_code == 303
        assert client.get("/").status_code == 200


def test_the_token_of_another_browser_is_worth_nothing(served: Served) -> None:
    with unknown(served) as ours, unknown(served) as theirs:
        token = re.search(r'name="csrf" value="(\w+)"', theirs.get("/sign-in").text)
        assert token
        ours.get("/sign-in")
        assert ours.post("/language", data={"lang": "en", "csrf": token[1]}).status_code == 403
        assert ours.post("/language", data={"lang": "en"}, headers={"x-csrf-token": token[1]}).status_code == 403

"""Where a request comes from: nobody can write it into a header, save the proxies that the installation names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import select

from campaign.errors import Mistake
from campaign.models import AuditEntry
from campaign.settings import Settings, read_settings
from campaign.web.peer import behind_proxies
from tests.web.conftest import Served, serving


def trusting(settings: Settings, proxies: str) -> Settings:
    read = read_settings(settings.workspace, {"CAMPAIGN_TRUSTED_PROXIES": proxies})
    return replace(settings, trusted_proxies=read.trusted_proxies)


@pytest.mark.parametrize(
    ("proxies", "peer", "headers", "found"),
    [
        ("", "203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("10.0.0.1", "10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", "10.0.0.1", ["198.51.100.66, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", "10.0.0.1", ["198.51.100.66", "198.51.100.1"], "198.51.100.1"),
        ("10.0.0.0/24", "10.0.0.1", ["198.51.100.1, 10.0.0.7"], "198.51.100.1"),
        ("10.0.0.1", "10.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
        ("10.0.0.1", "10.0.0.1", ["[2001:db8::1]:4711"], "2001:db8::1"),
        ("10.0.0.1", "::ffff:10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", "10.0.0.1", ["198.51.100.1, unknown"], "10.0.0.1"),
        ("10.0.0.1", "10.0.0.1", [], "10.0.0.1"),
    ],
)
def test_only_what_a_named_proxy_passed_on_is_believed(
    settings: Settings, proxies: str, peer: str, headers: list[str], found: str
) -> None:
    assert behind_proxies(peer, headers, trusting(settings, proxies)) == found


def test_a_proxy_that_is_no_address_is_a_mistake(settings: Settings) -> None:
    with pytest.raises(Mistake, match="CAMPAIGN_TRUSTED_PROXIES"):
        trusting(settings, "proxy.example.vn")


@pytest.mark.parametrize("named", [False, True])
def test_a_forged_header_neither_escapes_the_wait_nor_enters_the_audit(served: Served, named: bool) -> None:
    settings = trusting(served.settings, "127.0.0.1" if named else "192.0.2.1")
    with served.client("editor"), serving(served.database, settings) as running, running.client() as client:
        wrong = {"email": "editor@example.vn", "password": "không phải thế"}
        statuses = []
        for number in range(7):
            forged = f"198.51.100.{number}, 203.0.113.5"
            statuses.append(client.post("/sign-in", data=wrong, headers={"x-forwarded-for": forged}).status_code)
    assert statuses[-1] == 429
    with served.database.read() as session:
        refused = session.exec(select(AuditEntry).where(AuditEntry.action == "sign-in.refused")).one()
    assert refused.detail["address"] == ("203.0.113.5" if named else "127.0.0.1")

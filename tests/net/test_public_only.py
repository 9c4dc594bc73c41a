"""Where strangers name an address, this machine and its own network are never called, whatever a name leads to."""

from __future__ import annotations

import pytest

from campaign.net import client
from campaign.net.client import AddressRefused, NotConnected, fetch
from campaign.net.deadline import Deadline
from campaign.net.watch import is_public
from tests.alerts.newsroom import listener


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("2606:4700::1111", True),
        ("127.0.0.1", False), ("10.1.2.3", False), ("192.168.1.1", False), ("172.16.0.1", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False),
        ("::1", False), ("::", False), ("fe80::1%eth0", False), ("fc00::1", False), ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True), ("2002:7f00:1::", False), ("2002:a00:1::", False),
    ],
)  # fmt: skip
def test_which_addresses_are_the_internets(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_an_address_of_ours_is_refused_before_anything_is_connected() -> None:
    with listener() as ear:
        for url in (ear.url, ear.url.replace("127.0.0.1", "localhost")):
            with pytest.raises(AddressRefused):
                fetch(url, Deadline.after(5), public_only=True)
        assert fetch(ear.url, Deadline.after(5)).status == 201
    assert len(ear.heard) == 1


def test_a_name_that_leads_elsewhere_a_moment_later_gets_no_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_refuse_private", lambda url: None)
    with listener() as ear, pytest.raises(NotConnected):
        fetch(ear.url, Deadline.after(5), method="POST", data=b"x", public_only=True)
    assert ear.heard == []

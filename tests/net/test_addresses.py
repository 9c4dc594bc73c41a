"""Sixty addresses and the ways to write them: which belong to the internet, and which are never called."""

from __future__ import annotations

import pytest

from campaign.net.addresses import UnknownName, is_public, numeric_addresses
from campaign.net.outside import Refused, fetch_outside

PUBLIC = (
    "1.1.1.1", "8.8.8.8", "9.9.9.9", "93.184.216.34", "113.160.0.1", "203.162.4.190", "100.63.255.255", "100.128.0.1",
    "172.15.0.1", "172.32.0.1", "192.167.0.1", "169.253.0.1", "2606:4700::1111", "2001:4860:4860::8888",
    "2405:4800::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
)  # fmt: skip
OURS = (
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "127.0.0.1", "127.1.2.3", "100.64.0.1", "100.127.255.254",
    "169.254.169.254", "169.254.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255", "192.0.0.1",
    "192.0.0.170", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:7f00:1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:c0a8:1::1", "3fff::1", "5f00::1",
    "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "::1%eth0", "fec0::1", "ff02::1", "ff05::2", "tuổi trẻ",
)  # fmt: skip
WRITTEN = (
    "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/", "http://0/", "http://[::]/",
    "http://[::ffff:7f00:1]/", "http://[::1%25eth0]/", "http://localhost/", "http://LOCALHOST./", "http://[64:ff9b::7f00:1]/",
)  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", OURS)
def test_an_address_of_a_private_or_special_network_is_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("url", WRITTEN)
def test_no_way_of_writing_this_machine_leads_to_it(url: str) -> None:
    with pytest.raises(Refused) as refused:
        fetch_outside(url, max_bytes=1000, allow_private=False)
    assert refused.value.code in ("private_address", "unknown_name", "address")


def test_a_name_that_is_none_is_unknown() -> None:
    for name in ("khong-co.invalid", "a..b", "x" * 70 + ".vn"):
        with pytest.raises(UnknownName):
            numeric_addresses(name, 80, 5)

"""Where a request really comes from: what sign-in counts its tries by and the audit writes down.

``X-Forwarded-For`` is what anybody may write. It is believed from the right end on, as far as those who wrote it are
proxies that the installation names (CAMPAIGN_TRUSTED_PROXIES); without any, the peer's own address counts alone.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from fastapi import Request

from campaign.settings import Settings

HEADER = "x-forwarded-for"
MAX_HOPS = 20


def address_of(request: Request, settings: Settings) -> str:
    """The numeric address of whoever asks; empty where the server does not know its peer."""
    peer = request.client.host if request.client else ""
    return behind_proxies(peer, request.headers.getlist(HEADER), settings)


def behind_proxies(peer: str, headers: Sequence[str], settings: Settings) -> str:
    """The nearest address that is no trusted proxy's; what is no address ends the search at whoever passed it on."""
    hops = ",".join(headers).split(",")[-MAX_HOPS:] if headers else []
    found = peer
    for hop in reversed(hops):
        if not _is_trusted(found, settings):
            return found
        named = _address(hop)
        if not named:
            return found
        found = named
    return found


def _is_trusted(address: str, settings: Settings) -> bool:
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return False
    number = getattr(number, "ipv4_mapped", None) or number
    return any(number in network for network in settings.trusted_proxies)


def _address(hop: str) -> str:
    """One entry without its port: "192.0.2.1:4711", "[2001:db8::1]:4711"; empty for what is none."""
    text = hop.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""

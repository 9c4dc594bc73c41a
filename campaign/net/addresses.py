"""Which numeric addresses belong to the internet, and what a name leads to within a time.

The registries that decide: https://www.iana.org/assignments/iana-ipv4-special-registry/ and
https://www.iana.org/assignments/iana-ipv6-special-registry/. ``ipaddress`` of older Pythons knows fewer of their rows
(https://github.com/python/cpython/issues/113171), so those stand here by themselves.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""RFC 6052: the last four bytes are the IPv4 address that is meant."""
_NEVER = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "::/96", "64:ff9b:1::/48", "100::/64",
        "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fec0::/10",
    )
)  # fmt: skip


class UnknownName(OSError):
    """The name leads nowhere, or was not answered in time."""


def is_public(address: str) -> bool:
    """Is this numeric address one of the internet? An IPv4 address inside an IPv6 one (mapped, 6to4, NAT64) counts as
    itself; anything that is no address is not."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inside = found.ipv4_mapped or found.sixtofour
        if inside is None and found in _NAT64:
            inside = ipaddress.IPv4Address(found.packed[-4:])
        if inside is not None:
            return is_public(str(inside))
    return found.is_global and not found.is_multicast and not found.is_unspecified and not _is_listed(found)


def numeric_addresses(host: str, port: int, within_s: float) -> list[str]:
    """What the name leads to now. Raises UnknownName. The system's resolver has no deadline of its own, so it is asked
    in a thread that is left behind when the time is over."""
    told: queue.SimpleQueue[list[str] | None] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, ValueError):  # ValueError: a label that is empty or too long for IDNA
            told.put(None)
        else:
            told.put(list(dict.fromkeys(str(each[4][0]) for each in found)))

    threading.Thread(target=ask, name="resolving", daemon=True).start()
    try:
        addresses = told.get(timeout=max(within_s, 0.001))
    except queue.Empty:
        addresses = None
    if not addresses:
        raise UnknownName("the name is not known")
    return addresses


def _is_listed(found: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return any(found.version == network.version and found in network for network in _NEVER)

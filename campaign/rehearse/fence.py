"""Nothing leaves the machine: while a rehearsal runs, this process reaches no address but loopback's.

An audit hook sees every connection and every name that Python's own sockets are asked for, whichever library asks
(https://docs.python.org/3/library/audit_events.html: socket.connect, socket.sendto, socket.getaddrinfo). A library that
connects in C (the PostgreSQL driver) it does not see; a rehearsal uses none. Hooks cannot be taken away again, so there
is one, which lets everything pass outside a rehearsal.
"""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

ADDRESSED = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
NAMED = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})
_closed = 0


class LeavesTheMachine(OSError):
    """Something wanted to go further than a rehearsal may."""


@contextmanager
def nothing_leaves() -> Iterator[None]:
    """Within the block every connection of this process to another machine raises LeavesTheMachine."""
    global _closed
    _install()
    _closed += 1
    try:
        yield
    finally:
        _closed -= 1


@cache
def _install() -> None:
    sys.addaudithook(_look)


def _look(event: str, given: tuple[Any, ...]) -> None:
    if _closed and (event in ADDRESSED or event in NAMED) and not _stays(event, given):
        raise LeavesTheMachine(f"a rehearsal reaches no other machine ({event})")


def _stays(event: str, given: tuple[Any, ...]) -> bool:
    address = given[-1] if event in ADDRESSED else given[0]
    if isinstance(address, tuple):
        address = address[0]
    elif event in ADDRESSED:
        return True  # a path of this machine (AF_UNIX), netlink's number, or what connect has looked at
    name = address.decode("ascii", "replace") if isinstance(address, bytes) else str(address or "")
    if name in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False

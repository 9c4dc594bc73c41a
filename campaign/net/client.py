"""The one client of the platforms' plain HTTP: strict about time, size and where it goes.

* The deadline is total: DNS aside, connecting, sending and a body that drips a byte a second all end with it.
* Nothing is tried twice and no redirect is followed: a 302 is an answer like any other.
* Environment proxies and ``.netrc`` are ignored. Plain http is for loopback only.

Errors say what is known, and none inherits from another: ``AddressRefused`` and ``NotConnected`` (no byte of the
request left), ``NoReply`` (it may have arrived), ``ReplyTooLarge`` (it arrived).
"""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from campaign.net.deadline import Deadline
from campaign.net.watch import WATCH, Watch, WatchedAdapter, is_public

MAX_BYTES = 5_000_000
CONNECT_S = 10.0
CHUNK = 65_536


class AddressRefused(Exception):
    """This address is never called: not http(s), or plain http beyond loopback. Nothing was sent."""


class NotConnected(Exception):
    """No connection was made (name, refusal, TLS, time). Nothing was sent."""


class NoReply(Exception):
    """The request left, wholly or in part, and no complete answer came back."""


class ReplyTooLarge(Exception):
    """An answer came and was larger than was asked for."""


@dataclass(frozen=True)
class Reply:
    """A complete answer. ``headers`` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


def fetch(
    url: str,
    deadline: Deadline,
    *,
    method: str = "GET",
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    data: Any = None,
    json: Any = None,
    files: Any = None,
    max_bytes: int = MAX_BYTES,
    public_only: bool = False,
    hidden: bool = False,
) -> Reply:
    """One request, one complete answer of any status. Raises the four errors of this module; their texts hold no
    address (a token may stand in one). ``public_only``: for addresses that a stranger named; this machine and its own
    network are then refused. ``hidden``: the address is itself a secret, and no library logs it either."""
    refuse_plain_http(url)
    if public_only:
        _refuse_private(url)
    if deadline.passed:
        raise NotConnected("the time was over before the request began")
    watch = Watch(deadline, public_only, hidden)
    told = WATCH.set(watch)
    try:
        with watch, session_for_one_call() as session:
            return _exchange(session, watch, max_bytes, method, url, params, headers, data, json, files)
    finally:
        WATCH.reset(told)


def refuse_plain_http(url: str) -> None:
    """Raise AddressRefused unless ``url`` is https, or http to this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        raise AddressRefused("not an address") from None
    if not host or parts.scheme not in ("http", "https"):
        raise AddressRefused("only http and https addresses are called")
    if parts.scheme == "http" and not is_loopback(host):
        raise AddressRefused("plain http is only for this machine: use https")


def _refuse_private(url: str) -> None:
    """Raise AddressRefused where the name leads to no public address, before anything is connected; what it leads to a
    moment later is looked at again once connected (campaign.net.watch)."""
    parts = urlsplit(url)
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        raise NotConnected("the name is not known") from None
    if not all(is_public(str(each[4][0])) for each in found):
        raise AddressRefused("only public addresses are called here")


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _exchange(session: requests.Session, watch: Watch, max_bytes: int, method: str, url: str, *sent: Any) -> Reply:
    params, headers, data, json, files = sent
    left = max(watch.deadline.left, 0.001)
    problem: Exception
    try:
        with session.request(
            method, url, params=params, headers=headers, data=data, json=json, files=files,
            allow_redirects=False, stream=True, timeout=(min(CONNECT_S, left), left),
        ) as response:  # fmt: skip
            body = _read(response, max_bytes)
            if watch.cut:
                raise NoReply("the time was over before the answer was complete")
            return Reply(response.status_code, {k.lower(): v for k, v in response.headers.items()}, body)
    except (NoReply, ReplyTooLarge):
        raise
    except (requests.RequestException, OSError) as error:
        problem = _meaning(error, watch)
    raise problem  # out here, so that no address hangs on it as context


def _meaning(error: Exception, watch: Watch) -> Exception:
    what = "the time was over" if watch.cut else type(error).__name__
    return NoReply(what) if watch.connected else NotConnected(what)


def _read(response: requests.Response, max_bytes: int) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(CHUNK):
        body += chunk
        if len(body) > max_bytes:
            raise ReplyTooLarge(f"more than {max_bytes} bytes")
    return bytes(body)


class _Hidden(logging.Filter):
    """Drops urllib3's lines, which hold the address (and at a wrong header a traceback), of calls whose address
    is a secret or a stranger's."""

    def filter(self, record: logging.LogRecord) -> bool:
        watch = WATCH.get(None)
        return watch is None or not watch.hidden


for _name in ("urllib3.connectionpool", "urllib3.connection", "urllib3.response"):
    logging.getLogger(_name).addFilter(_Hidden())


class _OneAnswer(requests.Session):
    """Looks at no redirect: ``requests`` would prepare the next request even where none is made, and to that end read
    the redirect's whole body, of whatever size."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


@contextlib.contextmanager
def session_for_one_call() -> Iterator[requests.Session]:
    """A session for one call: nothing of another call (cookies, idle connections) can touch it."""
    with _OneAnswer() as session:
        session.trust_env = False
        for scheme in ("http://", "https://"):
            session.mount(scheme, WatchedAdapter(max_retries=0))
        yield session

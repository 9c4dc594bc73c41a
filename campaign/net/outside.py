"""The client for addresses that a person named: feeds and the pictures in them. A stranger may stand behind each.

* The address is judged when it is connected to, after it was resolved, and the connection goes to what was judged
  (campaign.net.watch), so a name that changes its answer in between gains nothing. Ports 80 and 443 only.
* Redirects are followed by hand, three at most, each judged anew; no header of ours but the plain ones goes along.
* Ten seconds in all, and a number of bytes *after* unpacking, counted while it is unpacked.
* One request at a time to one host. Environment proxies, cookies and ``.netrc`` play no part.

``allow_private`` (CAMPAIGN_ALLOW_PRIVATE_FEEDS=1) lets private addresses and any port, for intranets and tests.
Why not requests-hardened alone: docs/decisions/0019-feeds-from-strangers.md.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

import requests
from urllib3.exceptions import HTTPError

from campaign.net.addresses import UnknownName
from campaign.net.client import CHUNK, CONNECT_S, session_for_one_call
from campaign.net.deadline import Deadline
from campaign.net.unpacking import TooLarge, Undecodable, Unpacked
from campaign.net.watch import WATCH, Watch

SECONDS = 10.0
FEED_BYTES = 5_000_000
MEDIA_BYTES = 20_000_000
MOST_REDIRECTS = 3
PORTS = (80, 443)
USER_AGENT = "campaign-feeds/1"
_REDIRECTS = (301, 302, 303, 307, 308)
_TURNS = tuple(threading.Lock() for _ in range(64))
"""A host's turn is the lock that its name falls on; two hosts may share one, which only makes one of them wait."""


class Refused(Exception):
    """Nothing usable came. ``code``: address | credentials | port | private_address | unknown_name | not_connected |
    certificate | no_reply | timeout | too_large | encoding | redirects. The text holds no address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Found:
    """An answer of any status but a redirect. ``headers`` have lower-case names. ``moved_to``: where every redirect on
    the way said that it is for good; "" otherwise."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    moved_to: str = ""


def fetch_outside(
    url: str, *, max_bytes: int, allow_private: bool, headers: Mapping[str, str] | None = None, seconds: float = SECONDS
) -> Found:
    """GET, redirects followed. ``seconds`` are for everything, save waiting for one's turn. Raises Refused."""
    deadline = Deadline.after(seconds)
    sent = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate", **(headers or {})}
    here, for_good = url, True
    for _ in range(MOST_REDIRECTS + 1):
        problem = address_problem(here, allow_private=allow_private)
        if problem:
            raise Refused(problem)
        with _TURNS[hash((urlsplit(here).hostname or "").lower()) % len(_TURNS)]:
            answer = _ask(here, deadline, sent, max_bytes, allow_private)
        target = answer.headers.get("location", "")
        if answer.status not in _REDIRECTS or not target:
            moved_to = here if for_good and here != url else ""
            return Found(answer.status, answer.headers, answer.body, here, moved_to)
        for_good = for_good and answer.status in (301, 308)
        here = _joined(here, target)
    raise Refused("redirects")


def address_problem(url: str, *, allow_private: bool) -> str:
    """A code of Refused for an address that is never asked, or "". Where it leads is judged when it is connected to."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "address"
    if parts.scheme not in ("http", "https") or not host or any(ord(letter) <= 0x20 for letter in url):
        return "address"
    if parts.username is not None or parts.password is not None:
        return "credentials"
    if not allow_private and port not in (None, *PORTS):
        return "port"
    return ""


def _joined(here: str, target: str) -> str:
    """The next address, without a user's name and password: those are for nobody. Raises Refused."""
    try:
        parts = urlsplit(urljoin(here, target))
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=""))
    except ValueError:
        raise Refused("address") from None


def _ask(url: str, deadline: Deadline, headers: Mapping[str, str], max_bytes: int, allow_private: bool) -> Found:
    if deadline.passed:
        raise Refused("timeout")
    watch = Watch(deadline, public_only=not allow_private, hidden=True)
    watch.pinned = True
    told = WATCH.set(watch)
    code = ""
    try:
        with watch, session_for_one_call() as session:
            left = max(deadline.left, 0.001)
            with session.get(
                url, headers=dict(headers), allow_redirects=False, stream=True, timeout=(min(CONNECT_S, left), left)
            ) as response:
                found = {name.lower(): value for name, value in response.headers.items()}
                body = _body(response, found, max_bytes, deadline)
                if watch.cut:
                    code = "timeout"
                else:
                    return Found(response.status_code, found, body, url)
    except TooLarge:
        code = "too_large"
    except Undecodable:
        code = "encoding"
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        code = _code(error, watch)
    finally:
        WATCH.reset(told)
    raise Refused(code)  # out here, so that no address hangs on it as context


def _body(response: requests.Response, headers: Mapping[str, str], max_bytes: int, deadline: Deadline) -> bytes:
    if response.status_code in _REDIRECTS and "location" in headers:
        return b""
    said = headers.get("content-length", "")
    if said.isdigit() and int(said) > max_bytes:
        raise TooLarge
    unpacked = Unpacked(headers.get("content-encoding", ""), max_bytes)
    for chunk in response.raw.stream(CHUNK, decode_content=False):
        unpacked.add(chunk)
        if deadline.passed:
            raise OSError("the time was over")
    return unpacked.finished()


def _code(error: Exception, watch: Watch) -> str:
    if watch.refused:
        return "private_address"
    if watch.cut or watch.deadline.passed or isinstance(error, requests.Timeout):
        return "timeout"
    if _caused_by(error, UnknownName):
        return "unknown_name"
    if isinstance(error, requests.exceptions.SSLError):
        return "certificate"
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema | ValueError):
        return "no_reply" if watch.connected else "address"
    return "no_reply" if watch.connected else "not_connected"


def _caused_by(error: BaseException | None, kind: type[BaseException]) -> bool:
    """Libraries wrap an error in several of their own, as an argument or as the context."""
    seen: list[BaseException] = []
    rest = [error]
    while rest:
        one = rest.pop()
        if one is None or one in seen:
            continue
        if isinstance(one, kind):
            return True
        seen.append(one)
        rest += [one.__cause__, one.__context__, *(each for each in one.args if isinstance(each, BaseException))]
        rest.append(getattr(one, "reason", None) if isinstance(getattr(one, "reason", None), BaseException) else None)
    return False

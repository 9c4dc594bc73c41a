"""An answer as bytes, made once and sent many times, and what is read of a request.

Every answer carries the same protection, errors included: a strict CSP, nosniff, a referrer policy, no framing.
Facts: https://www.w3.org/TR/CSP3/, https://asgi.readthedocs.io/en/stable/specs/www.html
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, replace
from typing import Any

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Header = tuple[bytes, bytes]

PAGE_POLICY = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""For stored files: even if a browser took one for a page, nothing in it would run."""

NO_STORE = "no-store"
REVALIDATE = "no-cache"
"""Kept by a browser, and asked about before each use: an ETag makes that cheap."""
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, every header but HSTS, and the whole body."""

    status: int
    headers: tuple[Header, ...]
    body: bytes = b""

    def header(self, name: bytes) -> bytes:
        return next((value for key, value in self.headers if key == name), b"")


def answer(
    status: int,
    kind: str,
    body: bytes = b"",
    *,
    cache: str = NO_STORE,
    policy: str = PAGE_POLICY,
    more: Iterable[tuple[str, str]] = (),
) -> Answer:
    """An answer of content type ``kind`` (empty: a body-less one)."""
    lines = [("content-type", kind)] if kind else []
    lines += [("content-length", str(len(body))), ("cache-control", cache), *protection(policy), *more]
    return Answer(status, encode_headers(lines), body)


EMBED_POLICY = PAGE_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
"""For columns that stand on other sites: everything else stays as strict."""


def protection(policy: str) -> list[tuple[str, str]]:
    """The headers that no answer goes without. ``x-frame-options`` cannot say "everywhere": it is left out there."""
    framed = [("x-frame-options", "DENY")] if policy != EMBED_POLICY else []
    return [
        ("content-security-policy", policy),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        *framed,
        ("cross-origin-opener-policy", "same-origin"),
    ]


def encode_headers(lines: Iterable[tuple[str, str]]) -> tuple[Header, ...]:
    """Raises UnicodeEncodeError for what cannot stand in a header, ValueError for a line break in one."""
    encoded = []
    for name, value in lines:
        if "\r" in value or "\n" in value or "\0" in value:
            raise ValueError(f"header {name} holds a control character")
        encoded.append((name.encode("ascii"), value.encode("ascii")))
    return tuple(encoded)


def not_modified(full: Answer) -> Answer:
    """304 for ``full``: the same validators and rules, no body, nothing about a body."""
    kept = tuple(line for line in full.headers if line[0] not in (b"content-type", b"content-length"))
    return replace(full, status=304, headers=kept, body=b"")


@dataclass(frozen=True, slots=True)
class Ask:
    """A request, as far as the public pages look at one: its body is never read, its sender's address never seen."""

    method: str
    path: str
    headers: Iterable[Header]
    query: str = ""

    def header(self, name: bytes) -> str:
        """The header's value, several joined as the protocol says; empty when absent."""
        found = [value.decode("latin-1") for key, value in self.headers if key == name]
        return ", ".join(found)

    @property
    def has_body(self) -> bool:
        return self.header(b"content-length") not in ("", "0") or bool(self.header(b"transfer-encoding"))

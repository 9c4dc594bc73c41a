"""Sends pages compressed (RFC 9110, 8.4; RFC 1952), where that gives nothing away.

A compressed page that repeats what an attacker chose, next to a secret, tells the secret by its length (BREACH,
https://breachattack.com). Such an attacker makes the victim's browser ask from another site; browsers say so in
Sec-Fetch-Site, and those answers go out plain. See docs/decisions/0008-compressed-pages.md.
"""

from __future__ import annotations

import asyncio
import gzip

from campaign.web.asgi import ASGIApp, Message, Receive, Scope, Send, header

KINDS = (b"text/html", b"application/json", b"text/plain")
LEAST_BYTES = 1024
LEVEL = 6
OTHER_SITES = ("cross-site", "same-site")
"""same-site: a neighbour under the same domain may be in other hands."""
VARY = (b"vary", b"accept-encoding, sec-fetch-site")


class Compressed:
    """Gzip for whole answers of text. What is streamed, short, or already encoded goes through as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _wants(scope):
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, _Squeezing(send))


class _Squeezing:
    """A ``send`` that holds the start back until it has seen the whole body, or that there is more to come."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            return
        if self.start is not None:
            start, self.start = self.start, None
            if _fits(start, message):
                body = await asyncio.to_thread(gzip.compress, message["body"], LEVEL, mtime=0)
                start, message = _encoded(start, body), {**message, "body": body}
            await self.send(start)
        await self.send(message)


def _wants(scope: Scope) -> bool:
    offered = [part.partition(";")[0].strip() for part in (header(scope, b"accept-encoding") or "").split(",")]
    return "gzip" in offered and header(scope, b"sec-fetch-site") not in OTHER_SITES


def _fits(start: Message, first: Message) -> bool:
    headers = {name.lower(): value for name, value in start.get("headers", ())}
    whole = not first.get("more_body") and len(first.get("body", b"")) >= LEAST_BYTES
    return whole and b"content-encoding" not in headers and headers.get(b"content-type", b"").startswith(KINDS)


def _encoded(start: Message, body: bytes) -> Message:
    kept = [(name, value) for name, value in start["headers"] if name.lower() not in (b"content-length", b"vary")]
    added = [(b"content-encoding", b"gzip"), (b"content-length", str(len(body)).encode()), VARY]
    return {**start, "headers": [*kept, *added]}

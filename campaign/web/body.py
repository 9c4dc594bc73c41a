"""Reads the body of a request before anything looks at it: with a limit of size and of time.

uvicorn has no deadline on receiving a request, so a client could hold one open with a byte a minute.
"""

from __future__ import annotations

import asyncio

from campaign.web.asgi import API, ASGIApp, Message, Receive, Scope, Send, header, refuse

MAX_BYTES = 256 * 1024
"""The forms of these pages are a few hundred bytes."""
API_MAX_BYTES = 4 * 1024 * 1024
"""A whole item: half a million letters of the body, and the variants."""
PART_MAX_BYTES = 1024 * 1024
"""One part of an upload (campaign.media.uploads.PART_BYTES)."""
FILE_MAX_BYTES = 8 * 1024 * 1024 + 64 * 1024
"""A small file in one piece, from a form without scripts."""
UPLOADS, FILES = "/media/uploads/", "/media/files"
WITH_EVIDENCE = ("/activities/new", "/activities/import", "/returns/", "/import", "/feeds/import", "/packs/returns/")
"""Forms that bring files of evidence, or a table."""
WHOLE_ITEMS = (API, "/library/", "/parts/compose")
"""What is asked under these may hold one."""
MAX_SECONDS = 20.0
FILE_MAX_SECONDS = 120.0
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
BODY = "campaign.body"
"""Key of the read body in the scope."""


class BodyLimit:
    """413 over ``max_bytes``, 408 after ``max_seconds``; else the body stands in ``scope[BODY]`` and is given on."""

    def __init__(self, app: ASGIApp, max_bytes: int = MAX_BYTES, max_seconds: float = MAX_SECONDS) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.max_seconds = max_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            await self.app(scope, receive, send)
            return
        length = header(scope, b"content-length") or "0"
        most = self._most(scope)
        large = scope["path"] == FILES or scope["path"].startswith(WITH_EVIDENCE)
        longest = FILE_MAX_SECONDS if large else self.max_seconds
        if not length.isdigit() or int(length) > most:
            await self._too_large(scope, send, most)
            return
        try:
            async with asyncio.timeout(longest):
                body = await self._read(receive, most)
        except TimeoutError:
            await refuse(scope, send, 408, "Gửi quá lâu. Hãy thử lại.")
            return
        if body is None:
            await self._too_large(scope, send, most)
            return
        await self.app({**scope, BODY: body}, _again(body, receive), send)

    def _most(self, scope: Scope) -> int:
        path = scope["path"]
        if path.startswith(WHOLE_ITEMS):
            return API_MAX_BYTES
        if path == FILES or path.startswith(WITH_EVIDENCE):
            return FILE_MAX_BYTES
        return PART_MAX_BYTES if path.startswith(UPLOADS) and scope["method"] == "PATCH" else self.max_bytes

    async def _read(self, receive: Receive, most: int) -> bytes | None:
        """The whole body; None once it is over the limit."""
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return b"".join(parts)
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > most:
                return None
            if not message.get("more_body"):
                return b"".join(parts)

    async def _too_large(self, scope: Scope, send: Send, most: int) -> None:
        await refuse(scope, send, 413, f"Nội dung gửi lên quá lớn (nhiều nhất {most // 1024} KB).")


def _again(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that gives the read body once and then what still comes (a disconnect)."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay

"""Sends one stored file of an item: fixed type, byte ranges, nothing in it is run. No address names a path on disk."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import Executor
from typing import BinaryIO, Protocol

from campaign.errors import Mistake, NotFound
from campaign.models import MediaRow
from campaign.public.answer import FILE_POLICY, FOR_EVER, Answer, Ask, Header, Send, encode_headers, protection
from campaign.public.conditional import range_still_good, still_good
from campaign.public.pages import notice
from campaign.public.ranges import Span, Unsatisfiable, parse_range

log = logging.getLogger(__name__)

CHUNK = 256 * 1024
SHOWN_IN_PLACE = frozenset(
    {"image/jpeg", "image/png", "image/gif", "image/webp", "text/vtt"}
    | {"video/mp4", "video/webm", "video/quicktime"}
    | {"audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/webm"}
)
OFFERED = frozenset({"application/pdf", "application/x-subrip"})
"""For download, under their own type. Anything else is bytes without a meaning, so that no browser interprets it."""
SHORT_CACHE = "public, max-age=300"


class MediaFiles(Protocol):
    """Where the bytes are; raises NotFound for what is not there, Mistake while a common store does not answer."""

    def open(self, sha256: str) -> BinaryIO: ...


def plan_file(ask: Ask, row: MediaRow) -> tuple[Answer, Span | None]:
    """What to answer, without touching the disk: the head of the answer and which bytes follow (None: no body)."""
    etag = f'"{row.sha256[:32]}"'
    head = _head(row, etag)
    if still_good(ask, etag):
        return Answer(304, encode_headers(head)), None
    whole = Span(0, row.size - 1)
    try:
        wanted = ask.header(b"range") if ask.method == "GET" and range_still_good(ask, etag) else ""
        span = parse_range(wanted, row.size)
    except Unsatisfiable:
        refused = notice(416)
        return Answer(416, (*refused.headers, (b"content-range", f"bytes */{row.size}".encode())), refused.body), None
    content = [("content-type", _kind(row)), ("content-length", str((span or whole).length))]
    if span is None:
        return Answer(200, encode_headers([*head, *content])), whole
    content.append(("content-range", f"bytes {span.first}-{span.last}/{row.size}"))
    return Answer(206, encode_headers([*head, *content])), span


async def send_file(
    send: Send, ask: Ask, row: MediaRow, store: MediaFiles, executor: Executor, more: tuple[Header, ...]
) -> None:
    """Answer ``ask`` with the file. One that the disk has lost is a 404; one cut short ends the connection there."""
    head, span = plan_file(ask, row)
    loop = asyncio.get_running_loop()
    file: BinaryIO | None = None
    if span is not None and ask.method == "GET":
        try:
            file = await loop.run_in_executor(executor, store.open, row.sha256)
        except NotFound:
            head = notice(404)
        except Mistake:
            head = notice(503)
    await send({"type": "http.response.start", "status": head.status, "headers": [*head.headers, *more]})
    if file is None or span is None:
        await send({"type": "http.response.body", "body": b"" if ask.method == "HEAD" else head.body})
        return
    try:
        await loop.run_in_executor(executor, file.seek, span.first)
        left = span.length
        while left > 0:
            chunk = await loop.run_in_executor(executor, file.read, min(CHUNK, left))
            if not chunk:
                log.error("stored file %s is shorter than its row says", row.sha256)
                return
            left -= len(chunk)
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    finally:
        file.close()
    await send({"type": "http.response.body", "body": b""})


def _head(row: MediaRow, etag: str) -> list[tuple[str, str]]:
    """A name that carries the hash never changes its bytes, so it may be kept for ever."""
    bound = row.sha256[:8] in row.name
    place = "inline" if row.mime in SHOWN_IN_PLACE else "attachment"
    return [
        *protection(FILE_POLICY),
        ("etag", etag),
        ("cache-control", FOR_EVER if bound else SHORT_CACHE),
        ("accept-ranges", "bytes"),
        ("content-disposition", f'{place}; filename="{_plain_name(row.name)}"'),
    ]


def _kind(row: MediaRow) -> str:
    return row.mime if row.mime in SHOWN_IN_PLACE | OFFERED else "application/octet-stream"


def _plain_name(name: str) -> str:
    return "".join(char if char.isascii() and (char.isalnum() or char in "._-") else "_" for char in name)

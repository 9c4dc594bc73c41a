"""What stands in a sendMediaGroup request, and what a recording's bytes are.

https://core.telegram.org/bots/api#sendmediagroup : 2-10 photos and videos, each
``attach://<name>`` a file of the request.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from campaign.sandbox.telegram.markup import Marked
from campaign.sandbox.telegram.parameters import caption_of, json_of, upload_of
from campaign.sandbox.telegram.refusals import bad_request
from campaign.sandbox.wire import Call, Upload

FEWEST, MOST = 2, 10
KNOWN = {
    "type", "media", "caption", "parse_mode", "caption_entities", "show_caption_above_media", "has_spoiler",
    "thumbnail", "cover", "start_timestamp", "width", "height", "duration", "supports_streaming",
}  # fmt: skip


@dataclass(frozen=True)
class Grouped:
    """One photo or video of an album."""

    kind: str
    upload: Upload
    caption: Marked
    size: tuple[int, int]


def group_of(call: Call) -> list[Grouped]:
    """The album, or a refusal."""
    wanted = json_of(call, "media", [])
    if not isinstance(wanted, list) or not FEWEST <= len(wanted) <= MOST:
        raise bad_request("group send failed: an album has 2-10 items")
    return [_grouped(call, each) for each in wanted]


def _grouped(call: Call, wanted: Any) -> Grouped:
    if not isinstance(wanted, dict) or wanted.get("type") not in ("photo", "video") or set(wanted) - KNOWN:
        raise bad_request("can't parse InputMedia: photos and videos only are taken here")
    source = str(wanted.get("media", ""))
    if not source.startswith("attach://"):
        raise bad_request("wrong file identifier/HTTP URL specified")
    upload = upload_of(call, source.removeprefix("attach://"))
    if wanted["type"] == "video" and upload.content[4:8] != b"ftyp":
        raise bad_request("VIDEO_CONTENT_TYPE_INVALID")
    said = {name: str(wanted[name]) for name in ("caption", "parse_mode") if wanted.get(name)}
    caption = caption_of(Call(call.method, call.writes, params=said))
    return Grouped(wanted["type"], upload, caption, (int(wanted.get("width") or 0), int(wanted.get("height") or 0)))


def audio_type(content: bytes) -> str:
    """MP3 or M4A by the bytes; empty for what Telegram would show as a plain file."""
    if content[:3] == b"ID3" or (len(content) > 1 and content[0] == 0xFF and content[1] & 0xE0 == 0xE0):
        return "audio/mpeg"
    return "audio/mp4" if content[4:8] == b"ftyp" else ""

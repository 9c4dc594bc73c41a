"""Reads an article as create and update take it: every field known, of its type and within its limit.

https://developers.zalo.me/docs/official-account/bai-viet
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from campaign.sandbox.zalo.refusals import Refusal, invalid
from campaign.sandbox.zalo.world import World

TITLE, DESCRIPTION, AUTHOR = 150, 300, 50
BOTH = {"type", "title", "description", "status", "comment"}
NORMAL = BOTH | {"author", "cover", "body", "tracking_link"}
VIDEO = BOTH | {"video_id", "avatar"}
PIECES: dict[str, set[str]] = {
    "text": {"type", "content"},
    "image": {"type", "url", "caption"},
    "video": {"type", "url", "video_id", "thumb"},
    "product": {"type", "id"},
}
UNSAFE = re.compile(r"<\s*(script|iframe|style|object|img|video)\b|\son\w+\s*=|javascript:", re.IGNORECASE)


def read_article(world: World, sent: Mapping[str, Any], extra: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The fields of an article. Raises Refusal."""
    kind = sent.get("type")
    if kind not in ("normal", "video"):
        raise invalid("type accept only 2 value normal and video.")
    only(sent, (NORMAL if kind == "normal" else VIDEO) | extra, "article")
    _text(sent, "title", TITLE)
    _text(sent, "description", DESCRIPTION)
    for name in ("status", "comment"):
        if sent.get(name, "show") not in ("show", "hide"):
            raise invalid(f"{name} is invalid")
    if kind == "normal":
        _text(sent, "author", AUTHOR)
        _cover(world, sent.get("cover"))
        _body(world, sent.get("body"))
    else:
        _video_id(world, sent.get("video_id"))
        _address(sent.get("avatar"), "avatar")
    return {name: value for name, value in sent.items() if name != "id"}


def only(sent: Mapping[str, Any], allowed: set[str] | frozenset[str], where: str) -> None:
    """Raises Refusal for a field that is not known."""
    unknown = sorted(set(sent) - allowed)
    if unknown:
        raise invalid(f"{where}: unknown field {unknown[0]}")


def _text(sent: Mapping[str, Any], name: str, limit: int) -> None:
    value = sent.get(name)
    if not isinstance(value, str) or not value.strip():
        raise invalid(f"{name} is required")
    if len(value) > limit:
        raise Refusal(-210, f"{name} over limit {limit}")


def _cover(world: World, cover: object) -> None:
    if not isinstance(cover, Mapping):
        raise invalid("cover is required")
    if cover.get("cover_type") not in ("photo", "video"):
        raise invalid("cover_type is invalid")
    if cover.get("status") not in ("show", "hide"):
        raise invalid("create media fail")
    if cover["cover_type"] == "photo":
        only(cover, {"cover_type", "photo_url", "status"}, "cover")
        _address(cover.get("photo_url"), "photo_url")
        return
    only(cover, {"cover_type", "video_id", "cover_view", "status"}, "cover")
    _video_id(world, cover.get("video_id"))
    if cover.get("cover_view") not in ("horizontal", "vertical", "square"):
        raise invalid("cover_view is invalid")


def _body(world: World, body: object) -> None:
    if not isinstance(body, list) or not body:
        raise invalid("body is required")
    for piece in body:
        if not isinstance(piece, Mapping) or piece.get("type") not in PIECES:
            raise invalid("body type is invalid")
        only(piece, PIECES[piece["type"]], "body")
        if piece["type"] == "text":
            content = piece.get("content")
            if not isinstance(content, str) or not content.strip() or UNSAFE.search(content):
                raise invalid("content is invalid")
        elif piece["type"] == "image":
            _address(piece.get("url"), "url")
        elif piece["type"] == "video":
            _address(piece.get("thumb"), "thumb")
            if "video_id" in piece:
                _video_id(world, piece["video_id"])
            else:
                _address(piece.get("url"), "url")


def _video_id(world: World, video_id: object) -> None:
    if video_id not in world.videos:
        raise invalid("video_id is invalid")


def _address(value: object, name: str) -> None:
    if not isinstance(value, str) or not re.match(r"https?://[^/\s]+/", value):
        raise invalid(f"{name} must be a public url")

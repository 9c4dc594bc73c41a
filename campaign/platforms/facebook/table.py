"""The ``[facebook]`` table of a channel.toml, read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

API_VERSION = "v26.0"  # 29 Jul 2026, https://developers.facebook.com/docs/graph-api/changelog
API_URL = "https://graph.facebook.com"
UPLOAD_URL = "https://rupload.facebook.com"
WEB_URL = "https://www.facebook.com"
LIMIT_KEYS = ("text_limit", "photo_limit", "photo_mb", "video_mb", "video_minutes")


@dataclass(frozen=True)
class Table:
    """Which Page, over which addresses, and how it wants its posts."""

    page_id: str
    api_version: str
    api_url: str
    upload_url: str
    web_url: str
    link_in_comment: bool
    video_thumb: bool
    """Is a video sent with the item's first image as its thumbnail?"""
    limits: Mapping[str, float]
    """Those of ``LIMIT_KEYS`` that the table sets."""


def read_table(options: Mapping[str, Any]) -> Table:
    """The options with their defaults."""
    return Table(
        page_id=str(options.get("page_id", "")).strip(),
        api_version=str(options.get("api_version") or API_VERSION).strip("/"),
        api_url=str(options.get("api_url") or API_URL).rstrip("/"),
        upload_url=str(options.get("upload_url") or UPLOAD_URL).rstrip("/"),
        web_url=str(options.get("web_url") or WEB_URL).rstrip("/"),
        video_thumb=options.get("video_thumb") is not False,
        link_in_comment=options.get("first_comment") == "link",
        limits={key: float(options[key]) for key in LIMIT_KEYS if options.get(key) is not None},
    )


def full_link(table: Table, permalink: object, remote_id: str) -> str:
    """Where a post is seen: as Facebook says (video nodes answer with a bare path), else by its id."""
    said = permalink if isinstance(permalink, str) else ""
    if said.startswith(("https://", "http://")):
        return said
    return f"{table.web_url}{said}" if said.startswith("/") else f"{table.web_url}/{remote_id}"

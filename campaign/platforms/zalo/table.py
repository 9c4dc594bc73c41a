"""The ``[zalo]`` table of a channel.toml, read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

API_URL = "https://openapi.zalo.me"
OAUTH_URL = "https://oauth.zaloapp.com"
WEB_URL = "https://zalo.me"
PERMALINK = "https://post.oa.zalo.me/d/{oa_id}?id={id}&pageId={oa_id}"
"""UNVERIFIED: the form in which links of articles have been seen."""
AUTHOR = "Ban biên tập"
HTML_TAGS = ("p", "br", "strong", "em", "u", "a")
"""UNVERIFIED which tags Zalo keeps; p and br are known to be used."""
WINDOW = "06:00-21:59"
PER_DAY = 1
"""A follower gets one broadcast a day; more are right only where their audiences do not overlap."""
EVERYBODY = {"gender": "0"}
"""UNVERIFIED whether an empty target is allowed: 0 stands for everybody (broadcast page of the documentation)."""


@dataclass(frozen=True)
class Table:
    """Which account, where it answers, and how it wants its articles."""

    oa_id: str
    app_id: str
    api_url: str
    oauth_url: str
    web_url: str
    author: str
    comments: bool
    html_tags: frozenset[str]
    permalink: str
    broadcast: Mapping[str, Any] | None
    broadcast_window: str
    broadcast_per_month: int | None
    broadcast_per_day: int
    appsecret_proof: bool


def read_table(options: Mapping[str, Any]) -> Table:
    """The options with their defaults."""
    target = options.get("broadcast")
    return Table(
        oa_id=str(options.get("oa_id", "")),
        app_id=str(options.get("app_id", "")),
        api_url=str(options.get("api_url") or API_URL).rstrip("/"),
        oauth_url=str(options.get("oauth_url") or OAUTH_URL).rstrip("/"),
        web_url=str(options.get("web_url") or WEB_URL).rstrip("/"),
        author=str(options.get("author") or AUTHOR),
        comments=bool(options.get("comments", True)),
        html_tags=frozenset(options.get("html_tags") or HTML_TAGS),
        permalink=str(options.get("permalink") or PERMALINK),
        broadcast=None if target is None else (dict(target) or EVERYBODY),
        broadcast_window=str(options.get("broadcast_window") or WINDOW),
        broadcast_per_month=options.get("broadcast_per_month"),
        broadcast_per_day=int(options.get("broadcast_per_day") or PER_DAY),
        appsecret_proof=bool(options.get("appsecret_proof", False)),
    )


def permalink(table: Table, article_id: str) -> str:
    """An article's address in the form that was seen."""
    return table.permalink.replace("{oa_id}", table.oa_id).replace("{id}", article_id)

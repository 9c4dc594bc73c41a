"""Which feed is asked for: a channel's whole feed, or what of it carries one tag or counts for one task item.

Addresses: ``/feeds/<path>``, ``/feeds/<path>/tag/<tag>``, ``/feeds/<path>/task/<slug>``, each with an ending. A tag
stands there in plain letters ("Lừa đảo" -> "lua-dao"): tags that read alike without marks share a feed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from campaign.workspace.folding import fold

ENDINGS = ("podcast.xml", "xml", "json")
_PLAIN = re.compile(r"[a-z0-9_-]{1,100}")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class WantedFeed:
    """``about``: "" (everything), "tag" or "task"; ``name``: that tag or task item in plain letters. ``episodes``: only
    entries with sound or video."""

    path: str
    about: Literal["", "tag", "task"] = ""
    name: str = ""
    episodes: bool = False

    @property
    def address(self) -> str:
        """Below ``/feeds/`` and ``/embed/``, without an ending."""
        return f"{self.path}/{self.about}/{self.name}" if self.about else self.path


def plain_tag(tag: str) -> str:
    """The tag as its feed's address has it; "" for one without a letter or digit (an emoji): it has no feed."""
    return _NOT_PLAIN.sub("-", fold(tag)).strip("-")[:100].strip("-")


def plain_tags(tags: Iterable[str]) -> set[str]:
    return {plain_tag(tag) for tag in tags} - {""}


def read_feed_address(parts: list[str]) -> tuple[WantedFeed, str] | None:
    """The feed and the ending that the parts of a path after ``/feeds/`` ask for; None where no feed can be there."""
    last, _, ending = parts[-1].partition(".")
    if ending not in ENDINGS:
        return None
    wanted = read_place([*parts[:-1], last], episodes=ending == "podcast.xml")
    return (wanted, ending) if wanted else None


def read_place(parts: list[str], *, episodes: bool = False) -> WantedFeed | None:
    """The feed that these parts name: ``[path]``, ``[path, "tag", tag]`` or ``[path, "task", slug]``."""
    if not all(_PLAIN.fullmatch(part) for part in parts):
        return None
    match parts:
        case [path]:
            return WantedFeed(path, episodes=episodes)
        case [path, "tag", name]:
            return WantedFeed(path, "tag", name, episodes)
        case [path, "task", name]:
            return WantedFeed(path, "task", name, episodes)
    return None

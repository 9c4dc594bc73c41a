"""The platforms that the program can post to. One line each; adapters load when first asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from campaign.platforms.seam import Platform

ADAPTERS = {
    "facebook": "campaign.platforms.facebook:FacebookPlatform",
    "zalo": "campaign.platforms.zalo:ZaloPlatform",
    "telegram": "campaign.platforms.telegram:TelegramPlatform",
    "rss": "campaign.platforms.rss:RssPlatform",
    "manual": "campaign.platforms.manual:ManualPlatform",
}

DECLARED = tuple(ADAPTERS)
"""Every platform that a channel.toml may name."""


@cache
def platform(name: str) -> Platform:
    """The adapter of that platform. Raises KeyError for a platform without one."""
    module, _, attribute = ADAPTERS[name].partition(":")
    return cast("Platform", getattr(import_module(module), attribute)())


def by_hand(name: str) -> bool:
    """Is this a platform on which a person posts, and tells us afterwards?"""
    return name in ADAPTERS and bool(getattr(platform(name), "by_hand", False))

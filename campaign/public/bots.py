"""Which requests for a short link are visits (CONTRACT section 7): each GET by something that is not a known bot.

Facts: link preview and crawler agents by their makers' pages (https://developers.facebook.com/docs/sharing/webmasters/web-crawlers,
https://developers.google.com/search/docs/crawling-indexing/google-common-crawlers); prefetch: https://wicg.github.io/nav-speculation/prefetch.html
"""

from __future__ import annotations

import re
from functools import lru_cache

from campaign.public.answer import Ask

PREVIEWS = (
    "facebookexternalhit",
    "facebookcatalog",
    "facebot",
    "meta-externalagent",
    "meta-externalfetcher",
    "telegrambot",
    "twitterbot",
    "linkedinbot",
    "slackbot",
    "slack-imgproxy",
    "discordbot",
    "whatsapp/",
    "skypeuripreview",
    "pinterestbot",
    "redditbot",
    "embedly",
    "iframely",
)
"""Fetch a page to draw its card, right after it was posted."""

CRAWLERS = (
    "googlebot",
    "google-inspectiontool",
    "googleother",
    "google-extended",
    "google-read-aloud",
    "apis-google",
    "adsbot-google",
    "mediapartners-google",
    "feedfetcher-google",
    "storebot-google",
    "bingbot",
    "bingpreview",
    "adidxbot",
    "msnbot",
    "coccocbot",
    "yandexbot",
    "baiduspider",
    "duckduckbot",
    "applebot",
    "petalbot",
    "sogou web spider",
    "seznambot",
    "yeti/",
    "naverbot",
    "bytespider",
    "amazonbot",
    "ccbot",
    "gptbot",
    "oai-searchbot",
    "chatgpt-user",
    "claudebot",
    "claude-user",
    "perplexitybot",
    "ahrefsbot",
    "semrushbot",
    "mj12bot",
    "dotbot",
    "dataforseobot",
    "barkrowler",
    "archive.org_bot",
    "ia_archiver",
    "screaming frog",
)
WATCHERS = (
    "uptimerobot",
    "pingdom",
    "statuscake",
    "betteruptime",
    "feedly/",
    "feedbin",
    "inoreader",
    "newsblur",
    "theoldreader",
    "feedvalidator",
    "w3c_validator",
    "w3c-checklink",
)
_KNOWN = re.compile("|".join(re.escape(token) for token in PREVIEWS + CRAWLERS + WATCHERS))

_EARLY_FETCH = re.compile(r"\b(?:prefetch|prerender|preview)\b")
_EARLY_HEADERS = (b"sec-purpose", b"purpose", b"x-purpose", b"x-moz")


@lru_cache(1024)
def is_known_bot(agent: str) -> bool:
    """By its User-Agent. Never by the bare word "bot": Cubot is a telephone.

    Zalo's preview names itself and no browser; its in-app browser names both, and a person holds it.
    """
    agent = agent.lower()
    if _KNOWN.search(agent):
        return True
    return "zalo" in agent and "applewebkit" not in agent and "gecko" not in agent


def is_visit(ask: Ask) -> bool:
    """Does this request count as a click?"""
    if ask.method != "GET" or is_known_bot(ask.header(b"user-agent")):
        return False
    return not any(_EARLY_FETCH.search(ask.header(name).lower()) for name in _EARLY_HEADERS)

"""The few fixed files that the public pages use, read once, named by their content where a page asks for them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from campaign.public.answer import FILE_POLICY, FOR_EVER, REVALIDATE
from campaign.public.conditional import Validated, validated
from campaign.public.favicon import icon

_FOLDER = Path(__file__).parent / "static"
ROBOTS = b"User-agent: *\nDisallow: /api/\n"
"""Short links stay allowed: a platform's preview follows them to draw the card of a post."""


@cache
def style() -> bytes:
    return (_FOLDER / "style.css").read_bytes()


@cache
def style_path() -> str:
    """The address that pages print: another content, another address."""
    return f"/public/style-{hashlib.sha256(style()).hexdigest()[:12]}.css"


@cache
def embed_style() -> bytes:
    return (_FOLDER / "embed.css").read_bytes()


@cache
def embed_style_path() -> str:
    return f"/public/embed-{hashlib.sha256(embed_style()).hexdigest()[:12]}.css"


@cache
def static_answers() -> dict[str, Validated]:
    """path -> answer."""
    svg = (_FOLDER / "favicon.svg").read_bytes()
    return {
        style_path(): _fixed("text/css; charset=utf-8", style(), FOR_EVER),
        "/public/style.css": _fixed("text/css; charset=utf-8", style(), REVALIDATE),
        embed_style_path(): _fixed("text/css; charset=utf-8", embed_style(), FOR_EVER),
        "/favicon.svg": _fixed("image/svg+xml", svg, "public, max-age=86400"),
        "/favicon.ico": _fixed("image/x-icon", icon(), "public, max-age=86400"),
        "/robots.txt": _fixed("text/plain; charset=utf-8", ROBOTS, "public, max-age=86400"),
    }


def _fixed(kind: str, body: bytes, cache_rule: str) -> Validated:
    return validated(kind, body, cache=cache_rule, policy=FILE_POLICY)

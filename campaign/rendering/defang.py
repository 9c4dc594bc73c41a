"""Writes dangerous addresses so that nobody can tap them: ``https://bad.example`` becomes ``hxxps://bad[.]example``."""

from __future__ import annotations

import re

_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_SCHEMED = re.compile(r"(?P<scheme>https?)://(?P<authority>(?:(?!https?://)[^\s/?#<>\"'()\[\]{},;|])*)", re.IGNORECASE)
_BARE = re.compile(rf"(?<![\w@.-])(?:{_LABEL}\.)+[^\W\d_][\w-]*[^\W_](?![\w@])")
_BARE_ENDING = re.compile(r"[a-z]{2,24}|xn--[a-z0-9-]+")
_SENTENCE_MARKS = ".:!…*_~`"


def defang(text: str) -> str:
    """Every web address in ``text``, with a scheme or without, made harmless and still readable. E-mail stays."""
    return _BARE.sub(_bare, _SCHEMED.sub(_schemed, text))


def _schemed(match: re.Match[str]) -> str:
    """All of the authority: names, numbers, and "trusted.example@" before the real host."""
    scheme, authority = match["scheme"].lower().replace("http", "hxxp"), match["authority"]
    named = authority.rstrip(_SENTENCE_MARKS)
    return f"{scheme}://{_broken(named)}{authority[len(named) :]}"


def _bare(match: re.Match[str]) -> str:
    """Up to the last label that can end a host; a capital after a full stop without a space begins a sentence."""
    host = match[0]
    if host.lower().startswith("www."):
        return _broken(host)
    labels = host.split(".")
    for end in range(len(labels) - 1, 0, -1):
        if _BARE_ENDING.fullmatch(labels[end]) or labels[end - 1].lower() == "www":
            return ".".join([_broken(".".join(labels[: end + 1])), *labels[end + 1 :]])
    return host


def _broken(host: str) -> str:
    return host.replace(".", "[.]")

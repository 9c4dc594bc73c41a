"""Writes dangerous addresses so that nobody can tap them: ``https://bad.example`` becomes ``hxxps://bad[.]example``."""

from __future__ import annotations

import re

_ADDRESS = re.compile(
    r"(?<![\w@.-])(?P<scheme>https?://)?(?P<host>(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9])(?![\w@])",
    re.IGNORECASE,
)
_BARE_ENDING = re.compile(r"\.[a-z]{2,24}$")


def defang(text: str) -> str:
    """Every web address in ``text``, with a scheme or without, made harmless and still readable."""
    return _ADDRESS.sub(_harmless, text)


def _harmless(match: re.Match[str]) -> str:
    scheme, host = match["scheme"] or "", match["host"]
    if not scheme and not _BARE_ENDING.search(host):
        return match[0]  # a capital after a full stop without a space is a sentence, not an address
    return re.sub("^http", "hxxp", scheme, flags=re.IGNORECASE) + host.replace(".", "[.]")

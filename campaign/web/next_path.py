"""Where to go after a form: only ever a page of ours."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

HOME = "/"


def next_path(wanted: str) -> str:
    """``wanted`` if it is a plain local path, else the first page.

    Browsers read a backslash as a slash and drop tabs and line breaks, so ``/\\evil`` and ``/<tab>/evil`` leave the
    site: https://url.spec.whatwg.org/#concept-basic-url-parser
    """
    decoded = wanted
    for _ in range(3):
        decoded = unquote(decoded)
        if not decoded.startswith("/") or decoded.startswith("//") or "\\" in decoded or not decoded.isprintable():
            return HOME
    parts = urlsplit(wanted)
    return HOME if parts.scheme or parts.netloc or not wanted.isascii() else wanted


def with_done(path: str, done: str) -> str:
    """The page, told what was just done; its mark (``#...``) stays at the end."""
    page, sharp, mark = path.partition("#")
    return f"{page}{'&' if '?' in page else '?'}done={done}{sharp}{mark}"

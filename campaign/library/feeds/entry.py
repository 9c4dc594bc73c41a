"""What one entry of a feed says, and what makes it that entry and no other."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

COUNTS_VISITORS = re.compile(r"(?:utm_.*|fbclid|gclid|dclid|msclkid|zarsrc|mc_[ce]id|igshid|_ga|_gl)", re.IGNORECASE)
"""Parts of an address that say where a reader came from, never what is read."""


@dataclass(frozen=True)
class Entry:
    """Texts are clean, ``body`` is Markdown without raw HTML, addresses are http(s) or empty."""

    guid: str
    title: str
    link: str = ""
    summary: str = ""
    body: str = ""
    author: str = ""
    published_at: str = ""
    """ISO 8601 in UTC, or "" where the feed does not say."""
    picture: str = ""
    picture_alt: str = ""
    picture_credit: str = ""

    @property
    def sha256(self) -> str:
        """Of everything that it says: another hash is an edited entry."""
        return hashlib.sha256(json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class ReadFeed:
    """A feed as it was read. ``ttl_s``: how long it asks to be left alone; 0: it does not say. ``note``: what was
    wrong with it and read all the same, a Vietnamese sentence or ""."""

    title: str
    site: str
    language: str
    ttl_s: int
    note: str
    entries: tuple[Entry, ...]


def plain_link(link: str) -> str:
    """The address without what counts visitors and without its fragment."""
    try:
        parts = urlsplit(link)
        kept = [
            pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not COUNTS_VISITORS.fullmatch(pair[0])
        ]
        same = len(kept) == len(parse_qsl(parts.query, keep_blank_values=True))
        return urlunsplit(parts._replace(query=parts.query if same else urlencode(kept), fragment=""))
    except ValueError:
        return ""


def link_key(link: str) -> str:
    """An address as compared: without scheme, www, default port and the last slash; "" for none."""
    if not link:
        return ""
    parts = urlsplit(plain_link(link))
    host = re.sub(r"^(?:www|m|amp)\.|:(?:80|443)$", "", parts.netloc.lower())
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}" if host else ""


def title_key(title: str, day: date) -> str:
    """The same words on the same day (of the plan's zone), whatever their case and spacing."""
    words = " ".join(unicodedata.normalize("NFC", title).casefold().split())
    return hashlib.sha256(f"{words}\n{day.isoformat()}".encode()).hexdigest()

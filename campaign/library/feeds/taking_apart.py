"""feedparser's dictionaries -> plain, clean values. Runs in the reading child alone."""

from __future__ import annotations

import hashlib
from calendar import timegm
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from campaign.library.feeds.entry import plain_link
from campaign.library.feeds.to_markdown import to_markdown, to_text
from campaign.workspace.links import link_problem
from campaign.workspace.text import clean_text

LONGEST_TITLE = 300
LONGEST_SUMMARY = 1000
LONGEST_BODY = 200_000
"""Characters."""
YEARS = range(1990, 2101)


def feed_of(parsed: Any, url: str) -> dict[str, Any]:
    """What the feed says of itself."""
    about = parsed.feed
    ttl = str(about.get("ttl", ""))
    return {
        "title": _line(about.get("title", ""), 200),
        "site": _link(about.get("link", ""), url),
        "language": str(about.get("language", ""))[:10],
        "ttl_s": int(ttl) * 60 if ttl.isascii() and ttl.isdigit() and len(ttl) < 6 else 0,
    }


def entries_of(entries: list[Any], url: str) -> list[dict[str, str]]:
    """Every entry that says anything, once by its guid: the first one stands, as feeds list the newest first."""
    read: dict[str, dict[str, str]] = {}
    for entry in entries:
        one = _entry(entry, url)
        if one["title"]:
            read.setdefault(one["guid"], one)
    return list(read.values())


def _entry(entry: Any, url: str) -> dict[str, str]:
    link = plain_link(_link(entry.get("feedburner_origlink") or entry.get("link", ""), url))
    content, summary = _content(entry), str(entry.get("summary", "") or "")
    raw = content or summary
    body = clean_text(to_markdown(raw, link or url))
    short = to_text(summary) if content else ""
    title = _line(entry.get("title", ""), LONGEST_TITLE) or _shortened(to_text(raw), 120) or link
    published = _moment(entry)
    picture = _picture(entry, raw, link or url)
    said = {
        "title": title,
        "link": link,
        "summary": _shortened(clean_text(short), LONGEST_SUMMARY) if short != to_text(content) else "",
        "body": body[:LONGEST_BODY].strip(),
        "author": _line(entry.get("author", ""), 200),
        "published_at": published,
        **picture,
    }
    return {"guid": _guid(entry, said), **said}


def _guid(entry: Any, said: dict[str, str]) -> str:
    """The entry's own name, else its link, else its title and day. Long ones by their hash."""
    own = clean_text(str(entry.get("id", "") or "")).strip()
    name = own or said["link"] or f"{said['title']} {said['published_at'][:10]}".strip()
    return name if len(name) <= 500 else "sha256:" + hashlib.sha256(name.encode()).hexdigest()


def _content(entry: Any) -> str:
    """The longest of its contents that is text."""
    kinds = ("text/html", "application/xhtml+xml", "text/plain", "")
    values = [str(each.get("value", "")) for each in entry.get("content", []) if each.get("type", "") in kinds]
    return max(values, key=len, default="")


def _moment(entry: Any) -> str:
    for name in ("published_parsed", "updated_parsed"):
        said = entry.get(name)
        if said is not None and said[0] in YEARS:
            try:
                return datetime.fromtimestamp(timegm(said), UTC).isoformat()
            except (ValueError, OverflowError, OSError):
                continue
    return ""


def _picture(entry: Any, raw: str, base: str) -> dict[str, str]:
    """The first of: media:content, an enclosure, media:thumbnail, an <img> of the text."""
    credits = entry.get("media_credit") or [{}]
    credit = _line(credits[0].get("content", "") if isinstance(credits[0], dict) else "", 200)
    alt = _line(entry.get("media_description", "") or entry.get("media_title", ""), 500)
    for each in entry.get("media_content", []):
        if each.get("medium") == "image" or str(each.get("type", "")).startswith("image/"):
            return _shown(each.get("url", ""), alt, credit, base)
    for each in entry.get("enclosures", []):
        if str(each.get("type", "")).startswith("image/"):
            return _shown(each.get("href", ""), alt, credit, base)
    for each in entry.get("media_thumbnail", []):
        return _shown(each.get("url", ""), alt, credit, base)
    images = _Images()
    images.feed(raw)
    return _shown(images.src, images.alt or alt, credit, base)


def _shown(address: str, alt: str, credit: str, base: str) -> dict[str, str]:
    link = _link(address, base)
    if not link:
        return {"picture": "", "picture_alt": "", "picture_credit": ""}
    return {"picture": link, "picture_alt": _line(alt, 500), "picture_credit": credit}


class _Images(HTMLParser):
    """The first picture of a text that has an address; one that is declared a pixel wide only counts readers."""

    def __init__(self) -> None:
        super().__init__()
        self.src = self.alt = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "img" and not self.src and said.get("width") not in ("0", "1"):
            self.src, self.alt = said.get("src") or "", said.get("alt") or ""


def _link(said: object, base: str) -> str:
    """An http(s) address that can be followed, relative ones from ``base``; else ""."""
    given = str(said or "").strip()
    if not given:
        return ""
    try:
        address = urljoin(base, given)
    except ValueError:
        return ""
    return "" if link_problem(address) else address


def _line(said: object, longest: int) -> str:
    return _shortened(clean_text(to_text(str(said or ""))), longest)


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"

"""Judges feeds by their specifications and by what the W3C's validator is known to tell. Each fault is one line.

https://www.rssboard.org/rss-specification, https://www.rssboard.org/rss-profile, https://validator.w3.org/feed/docs/,
https://www.jsonfeed.org/version/1.1/, https://help.apple.com/itc/podcasts_connect/#/itcb54353390
"""

from __future__ import annotations

import json
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from tests.public.newsroom import Elements

NAMES = {
    "{http://www.w3.org/2005/Atom}": "atom:", "{http://purl.org/rss/1.0/modules/content/}": "content:",
    "{http://purl.org/dc/elements/1.1/}": "dc:", "{http://www.itunes.com/dtds/podcast-1.0.dtd}": "itunes:",
    "{https://podcastindex.org/namespace/1.0}": "podcast:",
}  # fmt: skip
CHANNEL = {"title", "link", "description", "language", "lastBuildDate", "ttl", "atom:link", "item"}
SHOW = {"itunes:image", "itunes:category", "itunes:explicit", "itunes:author", "itunes:owner", "itunes:type",
        "podcast:guid", "podcast:locked"}  # fmt: skip
ITEM = {"title", "link", "guid", "pubDate", "description", "content:encoded", "dc:language", "category", "enclosure"}
EPISODE = {"itunes:duration", "itunes:explicit", "itunes:episodeType", "podcast:transcript"}
MANY = {"item", "category", "podcast:transcript"}
RFC822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
MIME = re.compile(r"[a-z]+/[a-z0-9.+-]+")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
DANGEROUS = {"script", "style", "iframe", "object", "embed", "form", "meta", "link", "base", "applet"}
CATEGORIES = {"Arts", "Business", "Comedy", "Education", "Fiction", "Government", "Health & Fitness", "History",
              "Kids & Family", "Leisure", "Music", "News", "Religion & Spirituality", "Science", "Society & Culture",
              "Sports", "Technology", "True Crime", "TV & Film"}  # fmt: skip
HEARD = {"audio/mpeg", "audio/x-m4a", "video/mp4", "video/x-m4v", "video/quicktime"}


def rss_faults(body: bytes, address: str, *, podcast: bool = False) -> list[str]:
    """Everything that is wrong in an RSS document that was fetched from ``address``; ``podcast``: as directories read
    it."""
    text = body.decode("utf-8")
    found = ["a control character" for _ in CONTROL.findall(text)]
    found += [] if text.startswith('<?xml version="1.0" encoding="UTF-8"?>') else ["no XML declaration"]
    root = fromstring(body, forbid_dtd=True)
    channels = root.findall("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or len(channels) != 1:
        return [*found, "not rss 2.0 with one channel"]
    channel = channels[0]
    found += _children(channel, CHANNEL | (SHOW if podcast else set()), ("title", "link", "description"))
    found += _said(channel)
    links = [each for each in channel if name(each) == "atom:link"]
    if [(each.get("rel"), each.get("href"), each.get("type")) for each in links] != [
        ("self", address, "application/rss+xml")
    ]:
        found.append("atom:link is not the address itself")
    for each in channel.findall("item"):
        found += _children(each, ITEM | (EPISODE if podcast else set()), ("title", "guid"))
        found += _said(each)
        found += _item(each)
        found += _episode(each) if podcast else []
    guids = Counter(each.findtext("guid") for each in channel.findall("item"))
    found += [f"guid twice: {guid}" for guid, count in guids.items() if count > 1]
    return found + (list(_show(channel)) if podcast else [])


def name(element: Element) -> str:
    space, _, local = element.tag.rpartition("}")
    return NAMES.get(f"{space}}}", "?") + local if space else local


def _children(parent: Element, known: set[str], required: tuple[str, ...]) -> Iterator[str]:
    counts = Counter(name(each) for each in parent)
    yield from (f"unknown element {each}" for each in counts.keys() - known)
    yield from (f"{each} {count} times" for each, count in counts.items() if count > 1 and each not in MANY)
    yield from (f"no {each}" for each in required if not (parent.findtext(each) or "").strip())


def _said(parent: Element) -> Iterator[str]:
    """What every element is held to, wherever it stands."""
    for each in parent:
        said, kind = each.text or "", name(each)
        if kind in ("pubDate", "lastBuildDate"):
            moment = parsedate_to_datetime(said) if RFC822.fullmatch(said) else None
            if moment is None or f"{moment:%a}" != said[:3]:
                yield f"{kind} is no RFC 822 date: {said}"
        if kind in ("language", "dc:language") and not LANGUAGE.fullmatch(said):
            yield f"no language: {said}"
        if kind == "link" and not web(said):
            yield f"link is no full address: {said}"
        if kind == "ttl" and not (said.isdigit() and int(said) > 0):
            yield f"ttl: {said}"
        if kind == "category" and not said.strip():
            yield "an empty category"
        if kind in ("description", "content:encoded"):
            yield from _html(said)
        yield from (
            f"{kind}: {key} is no full address" for key in ("url", "href") if not web(each.get(key, "http://x"))
        )


def _html(markup: str) -> Iterator[str]:
    inner = Elements(markup)
    yield from (f"dangerous element {each}" for each in DANGEROUS & inner.names)
    yield from (f"dangerous attribute {each}" for each in inner.attributes if each.startswith("on") or each == "style")
    yield from (f"relative address {each}" for each in inner.addresses if not (web(each) or each.startswith("mailto:")))


def _item(item: Element) -> Iterator[str]:
    guid = item.find("guid")
    if guid is not None and guid.get("isPermaLink", "true") != "false" and not web(guid.text or ""):
        yield "a guid that says it is an address and is none"
    for each in item.findall("enclosure"):
        if not (each.get("length", "").isdigit() and MIME.fullmatch(each.get("type", "")) and web(each.get("url", ""))):
            yield f"enclosure: {each.attrib}"


def _show(channel: Element) -> Iterator[str]:
    said = {name(each): each for each in channel}
    missing = ("itunes:image", "itunes:category", "itunes:explicit", "itunes:author", "language")
    yield from (f"no {each}" for each in missing if each not in said)
    if not re.search(r"\.(jpg|png)$", said["itunes:image"].get("href", "")):
        yield "the cover's address does not end as a picture's"
    if said["itunes:category"].get("text") not in CATEGORIES:
        yield f"no category of the directories: {said['itunes:category'].get('text')}"
    if said["itunes:explicit"].text not in ("true", "false"):
        yield "itunes:explicit"
    if str(uuid.UUID(said["podcast:guid"].text or "")) != said["podcast:guid"].text:
        yield "podcast:guid"
    if "itunes:owner" in said and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", said["itunes:owner"][1].text or ""):
        yield "itunes:email"


def _episode(item: Element) -> Iterator[str]:
    enclosures = item.findall("enclosure")
    if len(enclosures) != 1 or enclosures[0].get("type") not in HEARD or enclosures[0].get("length") == "0":
        yield f"an episode needs one file that directories play: {[each.attrib for each in enclosures]}"
    said = {name(each): each.text or "" for each in item}
    if not said.get("itunes:duration", "1").isdigit() or said.get("itunes:episodeType", "full") != "full":
        yield "itunes:duration or episodeType"


def json_faults(body: bytes, address: str) -> list[str]:
    """Everything that is wrong in a JSON Feed 1.1 that was fetched from ``address``."""
    document = json.loads(body.decode("utf-8"))
    found = [] if document.get("version") == "https://jsonfeed.org/version/1.1" else ["version"]
    found += ["a control character" for _ in CONTROL.findall(json.dumps(document, ensure_ascii=False))]
    found += [] if document.get("title") else ["no title"]
    found += [] if document.get("feed_url") == address else ["feed_url is not the address itself"]
    known = {"version", "title", "home_page_url", "feed_url", "description", "language", "items"}
    found += [f"unknown key {key}" for key in document.keys() - known]
    ids = Counter(each.get("id") for each in document["items"])
    found += [f"id twice: {each}" for each, count in ids.items() if count > 1]
    return found + [fault for each in document["items"] for fault in _json_item(each)]


def _json_item(item: dict[str, Any]) -> Iterator[str]:
    known = {"id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "date_published",
             "date_modified", "tags", "language", "attachments"}  # fmt: skip
    yield from (f"unknown key {key}" for key in item.keys() - known if not re.fullmatch(r"_[a-z][^.]*", key))
    if not isinstance(item.get("id"), str) or not item["id"]:
        yield "no id"
    if not isinstance(item.get("content_html", item.get("content_text")), str):
        yield "neither content_html nor content_text"
    yield from _html(item.get("content_html", ""))
    yield from (
        f"{key} is no full address" for key in ("url", "external_url", "image") if not web(item.get(key, "http://x"))
    )
    for key in ("date_published", "date_modified"):
        if not RFC3339.fullmatch(item[key]) or datetime.fromisoformat(item[key]).tzinfo is None:
            yield f"{key} is no RFC 3339 date: {item[key]}"
    if not LANGUAGE.fullmatch(item["language"]) or not all(isinstance(tag, str) and tag for tag in item["tags"]):
        yield "language or tags"
    for each in item["attachments"]:
        if not (web(each["url"]) and MIME.fullmatch(each["mime_type"]) and each["size_in_bytes"] >= 0):
            yield f"attachment: {each}"


def web(address: str) -> bool:
    """A whole http(s) address in ASCII, without what an address may not hold."""
    parts = urlsplit(address)
    return bool(parts.scheme in ("http", "https") and parts.netloc and re.fullmatch(r"[!#-;=?-\[\]_a-z~]+", address))

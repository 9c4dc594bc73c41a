"""Lists of feeds as other readers exchange them. http://opml.org/spec2.opml"""

from __future__ import annotations

import html
from collections.abc import Iterable
from xml.parsers import expat

from campaign.workspace.text import clean_text

MOST_FEEDS = 1000


def feeds_in(body: bytes) -> list[dict[str, str]]:
    """``[{"url", "title"}]`` of every outline that names a feed, however deep. Runs in the reading child; raises
    Unusable."""
    from campaign.library.feeds.child import Unusable

    found: dict[str, dict[str, str]] = {}
    roots: list[str] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        roots.append(name) if not roots else None
        said = {key.lower(): value for key, value in attributes.items()}
        url = said.get("xmlurl", "").strip()
        if name.lower() == "outline" and url and len(found) < MOST_FEEDS:
            title = " ".join(clean_text(said.get("title") or said.get("text") or "").split())
            found.setdefault(url, {"url": url, "title": title[:200]})

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unusable("not_opml", str(getattr(error, "lineno", 1))) from None
    if roots[0].lower() != "opml":
        raise Unusable("not_opml", "1")
    return list(found.values())


def opml_of(title: str, feeds: Iterable[tuple[str, str, str]]) -> str:
    """An OPML 2.0 document of (title, feed address, site address), the same bytes for the same feeds."""
    lines = [
        f'<outline type="rss" text="{_attribute(name or url)}" title="{_attribute(name or url)}" '
        f'xmlUrl="{_attribute(url)}"' + (f' htmlUrl="{_attribute(site)}"' if site else "") + "/>"
        for name, url, site in feeds
    ]
    head = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n<head><title>{_attribute(title)}</title></head>'
    )
    return "\n".join([head, "<body>", *lines, "</body>", "</opml>", ""])


def _attribute(text: str) -> str:
    return html.escape(clean_text(text), quote=True)

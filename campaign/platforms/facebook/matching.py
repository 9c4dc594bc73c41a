"""Is a post that stands on the Page the one that was sent? By what nothing else can hold, else by its words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from campaign.platforms.facebook.layout import shown_link
from campaign.platforms.seam import Post, Progress


def carries(item: Mapping[str, Any], post: Post, progress: Progress) -> bool:
    """Does it hold what nothing else can: the delivery's short link, or one of the photos uploaded for it?"""
    attached = list(_attached(item))
    photos = {str(photo) for photo in progress.state.get("photos", ())}
    if photos & {str((each.get("target") or {}).get("id") or "") for each in attached}:
        return True
    places = [item.get("message"), *(each.get(name) for each in attached for name in ("url", "unshimmed_url"))]
    return _holds(sent_link(post), places)


def _attached(item: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for each in (item.get("attachments") or {}).get("data") or ():
        yield each
        yield from (each.get("subattachments") or {}).get("data") or ()


def says(description: object, post: Post) -> bool:
    link = sent_link(post)
    return _holds(link, [description]) if link else plainly(description) == plainly(post.text)


def sent_link(post: Post) -> str:
    """The short link, if it went out with the post itself."""
    link = post.draft.link
    return link if link and (link in post.text or shown_link(post)) else ""


def _holds(link: str, places: list[Any]) -> bool:
    whole = re.compile(re.escape(link) + r"(?![\w-])")
    return bool(link) and any(whole.search(place) for place in places if isinstance(place, str))


def plainly(text: object) -> str:
    """Text as compared: composed letters, white space as one space."""
    return " ".join(unicodedata.normalize("NFC", text).split()) if isinstance(text, str) else ""

"""What Facebook tells by webhook: https://developers.facebook.com/docs/graph-api/webhooks/getting-started

Kinds of the events: ``published`` (a post went out: proof of one whose answer was lost), ``edited``, ``removed``,
``comment`` and ``reaction`` (facts about a post). ``data`` holds ``item``, ``verb``, ``at`` (ISO 8601) and, where told,
``text``, ``permalink``, ``comment_id``, ``reaction``, ``by_page``, and of a video ``extra`` (as in a receipt); nobody's
name. Deliveries repeat and come out of
order: an event's ``id`` is the same each time.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from campaign.errors import Rejected, Unauthorized
from campaign.platforms.facebook.answers import whole
from campaign.platforms.facebook.table import Table, full_link, read_table
from campaign.platforms.seam import Destination, Event

SIGNATURE = "x-hub-signature-256"
FACTS = {"comment": "comment", "reaction": "reaction", "like": "reaction"}
POSTS = frozenset({"status", "photo", "video", "post", "share", "album"})
VERBS = {"add": "published", "edited": "edited", "edit": "edited", "remove": "removed", "hide": "removed"}


def events(to: Destination, headers: Mapping[str, str], body: bytes) -> list[Event]:
    """Raises Unauthorized for bytes that our app secret did not sign, Rejected for signed bytes that are no events."""
    _check_signature(to.credentials.read().get("app_secret", ""), headers, body)
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Rejected("webhook", "Sự kiện của Facebook không đọc được.")
    table = read_table(to.options)
    made = (_event(table, value, at) for value, at in _changes(said, table.page_id))
    return [event for event in made if event is not None]


def _check_signature(secret: str, headers: Mapping[str, str], body: bytes) -> None:
    """HMAC-SHA256 over the bytes as they came; the old SHA1 header counts for nothing."""
    given = next((value for name, value in headers.items() if name.lower() == SIGNATURE), "")
    wanted = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if not secret or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise Unauthorized("signature", "Sự kiện không mang chữ ký của ứng dụng.")


def _changes(said: Mapping[str, Any], page: str) -> Iterator[tuple[Mapping[str, Any], int]]:
    """The feed changes of our Page, each with the entry's UNIX time."""
    if said.get("object") != "page":
        return
    for entry in said.get("entry") or ():
        if not isinstance(entry, dict) or str(entry.get("id")) != page:
            continue
        for change in entry.get("changes") or ():
            value = change.get("value") if isinstance(change, dict) and change.get("field") == "feed" else None
            if isinstance(value, dict):
                yield value, whole(entry.get("time"))


def _event(table: Table, value: Mapping[str, Any], entry_at: int) -> Event | None:
    page = table.page_id
    item, verb, post_id = str(value.get("item") or ""), str(value.get("verb") or ""), str(value.get("post_id") or "")
    kind = _kind(value, item, verb)
    if not kind or not post_id:
        return None
    at = whole(value.get("created_time")) or entry_at
    by = str((value.get("from") or {}).get("id") or "")
    comment_id, reaction = str(value.get("comment_id") or ""), str(value.get("reaction_type") or "")
    told: dict[str, Any] = {"item": item, "verb": verb, "by_page": by == page}
    told["at"] = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""
    told |= {"comment_id": comment_id} if comment_id else {}
    told |= {"reaction": reaction} if reaction else {}
    told |= {"text": str(value["message"])} if value.get("message") else {}
    told |= {"permalink": full_link(table, value.get("permalink_url"), post_id)} if kind == "published" else {}
    told |= {"extra": _of_video(value, post_id)} if item == "video" and value.get("video_id") else {}
    same = json.dumps([page, kind, item, verb, post_id, comment_id, reaction, by, at, told.get("text", "")])
    # a video is known here by its own id, which Facebook tells beside its post's
    remote_id = str(value.get("video_id") or post_id) if item == "video" else post_id
    return Event(id=hashlib.sha256(same.encode()).hexdigest()[:32], kind=kind, remote_id=remote_id, data=told)


def _of_video(value: Mapping[str, Any], post_id: str) -> dict[str, str]:
    """Its post, and its kind where the address tells: a plain video's event looks the same as a reel's."""
    kind = {"kind": "reel"} if "/reel/" in str(value.get("permalink_url") or "") else {}
    return kind | {"post_id": post_id.rpartition("_")[2]}


def _kind(value: Mapping[str, Any], item: str, verb: str) -> str:
    if item in FACTS:
        return FACTS[item]
    if item not in POSTS or (verb == "add" and value.get("published", 1) in (0, False)):
        return ""
    return VERBS.get(verb, "")


def webhook_word(secrets: Mapping[str, str]) -> str:
    """``hub.verify_token``, derived from the app's secret so that nothing more is stored."""
    app_secret = secrets.get("app_secret", "")
    return hmac.new(app_secret.encode(), b"campaign webhook", hashlib.sha256).hexdigest()[:32] if app_secret else ""

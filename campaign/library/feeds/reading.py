"""Has a body read by the child, and turns what came of it into values or one clear refusal."""

from __future__ import annotations

import json
import subprocess
import threading
from dataclasses import fields
from typing import Any

from campaign.library.feeds.entry import Entry, ReadFeed
from campaign.library.feeds.refusals import FeedRefused
from campaign.media.decoding import start_child

WALL_S = 20.0
"""The child's processor limit (4 s) normally speaks first; this one is for a machine whose cores are busy."""
AT_ONCE = threading.BoundedSemaphore(2)
_NAMES = tuple(field.name for field in fields(Entry))


def read_feed(body: bytes, url: str, content_type: str) -> ReadFeed:
    """The feed in ``body``, fetched from ``url``. Raises FeedRefused; nothing else, whatever the body is."""
    said = _ask({"mode": "feed", "url": url, "content_type": content_type}, body)
    if said.get("refused") == "not_a_feed" and said.get("more"):
        raise FeedRefused("not_a_feed", f"Trang này trỏ tới bản tin ở: {_one_word(said['more'])}")
    _refuse(said)
    entries = tuple(Entry(**{name: str(each.get(name, "")) for name in _NAMES}) for each in said["entries"])
    return ReadFeed(**said["feed"], note=_note(said), entries=entries)


def read_opml(body: bytes) -> list[tuple[str, str]]:
    """(address, title) of every feed that the list names. Raises FeedRefused."""
    said = _ask({"mode": "opml"}, body)
    if said.get("refused") == "not_opml":
        raise FeedRefused("not_opml", f"Lỗi ở dòng {said['more']}.")
    _refuse(said)
    return [(each["url"], each["title"]) for each in said["feeds"]]


def _refuse(said: dict[str, Any]) -> None:
    if "refused" in said:
        raise FeedRefused(said["refused"])


def _ask(request: dict[str, str], body: bytes) -> dict[str, Any]:
    with AT_ONCE:
        child = start_child("campaign.library.feeds.child")
        try:
            out, _ = child.communicate(json.dumps(request).encode() + b"\n" + body, timeout=WALL_S)
        except subprocess.TimeoutExpired:
            out = b""
        finally:
            child.kill()
            child.communicate()
    try:
        said = json.loads(out)
    except ValueError:  # it was ended by its limits
        said = None
    return said if isinstance(said, dict) else {"refused": "too_costly"}


def _note(said: dict[str, Any]) -> str:
    notes = []
    if said["flaw"]:
        where = f" ở dòng {said['flaw']}" if said["flaw"] != "?" else ""
        notes.append(f"Bản tin viết sai XML{where} nhưng vẫn đọc được; hãy báo bên quản lý trang.")
    if said["cut_off"]:
        notes.append("Bản tin bị cắt giữa chừng; tin dở dang được chờ lần sau.")
    if said["shortened"]:
        notes.append("Bản tin dài quá 500 tin; chỉ đọc 500 tin đầu.")
    return " ".join(notes)


def _one_word(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable() and letter != " ")[:300]

"""What a page or a program sends about an item: front-matter keys and ``body``, under the rules of the files.

The values are JSON; they are turned into the same nodes that the YAML reader makes, so that one reader judges both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.errors import Mistake
from campaign.library.fields import FIELDS, ItemFields
from campaign.models import Channel, MediaRow
from campaign.workspace.item_fields import DeclaredMedia, DeclaredVariant
from campaign.workspace.item_fields import ItemFields as Reader
from campaign.workspace.media_files import MediaFiles
from campaign.workspace.mistakes import quoted
from campaign.workspace.names import Names
from campaign.workspace.stored import stored_plan
from campaign.workspace.text import clean_text
from campaign.workspace.yaml_nodes import Node

LONGEST_BODY = 500_000
"""Characters."""


def with_changes(session: Session, before: ItemFields, sent: Mapping[str, Any]) -> ItemFields:
    """``before`` with what was sent. A null takes a key back to its default. Raises Mistake naming every wrong key."""
    values, empty = _read(session, before, sent)
    changes = {name: value for name, value in values.items() if name in FIELDS}
    changes |= {name: getattr(_DEFAULTS, name) for name in empty if name in FIELDS and name not in ("title", "kind")}
    if "body" in sent:
        changes["body"] = _body(sent["body"])
    done = replace(before, **changes)
    if not done.title:
        raise Mistake("thiếu title: mỗi bài phải có tiêu đề")
    if done.not_before and done.expires_on and done.not_before > done.expires_on:
        raise Mistake(f"expires_on ({done.expires_on}) đứng trước not_before ({done.not_before})")
    return done


_DEFAULTS = ItemFields(title="")


class StoredMedia(MediaFiles):
    """Stored files, named by the name they are served under, by their hash, or as the item's own file named them."""

    def __init__(self, session: Session, before: ItemFields) -> None:
        super().__init__(Path(), ())
        self._session = session
        self._by_file = {entry["file"]: entry["sha256"] for entry in before.media if "file" in entry}

    def path(self, name: str) -> str:
        """The file's hash. Raises ValueError with a sentence where nothing of that name is stored."""
        row = self.row(self._by_file.get(f"content/media/{name}", name))
        if row is None:
            raise ValueError(f"không có tệp {quoted(name)} trong kho; hãy tải tệp lên trước")
        return row.sha256

    def row(self, name: str) -> MediaRow | None:
        """By hash or served name."""
        found = sa.select(MediaRow).where((col(MediaRow.sha256) == name) | (col(MediaRow.name) == name))
        return self._session.scalars(found).first()

    def entries(self, media: Iterable[DeclaredMedia]) -> list[dict[str, str]]:
        """As a revision holds them."""
        files = {sha256: file for file, sha256 in self._by_file.items()}
        return [
            {
                "sha256": each.path,
                "name": self._session.get_one(MediaRow, each.path).name,
                "alt": each.alt,
                **({"file": files[each.path]} if each.path in files else {}),
            }
            for each in media
        ]


def _read(session: Session, before: ItemFields, sent: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What was given and right, and the keys that were emptied."""
    wrong: list[str] = []
    media = StoredMedia(session, before)
    reader = Reader(_names(session), media, lambda _, message: wrong.append(message))
    keys = {key: value for key, value in sent.items() if key not in ("body", "slug")}
    reader.read(_node(keys).pairs)
    if wrong:
        raise Mistake("; ".join(wrong))
    values = dict(reader.values)
    if "media" in values:
        values["media"] = media.entries(values["media"])
    if "variants" in values:
        values["variants"] = {key: _variant(variant, media) for key, variant in values["variants"].items()}
    return values, [key for key in keys if key not in values]


def _variant(variant: DeclaredVariant, media: StoredMedia) -> dict[str, Any]:
    said: dict[str, Any] = {} if variant.text is None else {"text": variant.text}
    return said if variant.media is None else {**said, "media": media.entries(variant.media)}


def _names(session: Session) -> Names:
    plan = stored_plan(session)
    keys = session.scalars(sa.select(col(Channel.key)).where(col(Channel.removed_at).is_(None)))
    return Names(frozenset(plan.unit_by_id), frozenset(plan.task_item_by_id), frozenset(plan.kinds), frozenset(keys))


def _body(value: object) -> str:
    if value is not None and not isinstance(value, str):
        raise Mistake("`body` phải là chữ")
    if value and len(value) > LONGEST_BODY:
        raise Mistake(f"`body` dài {len(value)} ký tự; tối đa {LONGEST_BODY}")
    return clean_text(value or "").strip("\n")


def _node(value: object, depth: int = 0) -> Node:
    """JSON as the YAML reader would have it. A string stays a string, whatever it looks like."""
    if depth > 5:
        raise Mistake("dữ liệu lồng nhau quá sâu")
    if value is None:
        return Node(1, "null")
    if isinstance(value, bool):
        return Node(1, "bool", str(value).lower())
    if isinstance(value, int | float):
        return Node(1, "number", str(value))
    if isinstance(value, Mapping):
        return Node(
            1, "map", pairs=[(Node(1, "text", str(key)), _node(each, depth + 1)) for key, each in value.items()]
        )
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return Node(1, "list", parts=[_node(each, depth + 1) for each in value])
    return Node(1, "text", str(value))

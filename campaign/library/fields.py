"""Everything that an item says, as one value: what a file declares, a page sends or a revision holds."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from campaign.models import Revision


@dataclass(frozen=True)
class ItemFields:
    """The fields of a revision, and the item's ``kind``. Lists and dicts are never changed in place."""

    title: str
    kind: str = "article"
    summary: str = ""
    body: str = ""
    """Markdown."""
    link: str = ""
    tags: list[str] = field(default_factory=list)
    audience: list[str] = field(default_factory=list)
    task: list[str] = field(default_factory=list)
    unit: str = ""
    language: str = "vi"
    media: list[dict[str, str]] = field(default_factory=list)
    """[{sha256, name, alt, file?}] in order; ``file``: where in content/media it came from."""
    variants: dict[str, Any] = field(default_factory=dict)
    """{channel key: {text?, media?}}; its media as above."""
    evergreen: bool = False
    not_before: date | None = None
    expires_on: date | None = None
    review_by: date | None = None
    verified: bool = True
    source: str = ""
    sms: str = ""
    defang: bool = False


FIELDS = tuple(entry.name for entry in fields(ItemFields))
OF_REVISION = tuple(name for name in FIELDS if name != "kind")


def fields_of(kind: str, revision: Revision) -> ItemFields:
    """What that revision says."""
    return ItemFields(kind=kind, **{name: getattr(revision, name) for name in OF_REVISION})

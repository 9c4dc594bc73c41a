"""The hash that an approval binds to: over everything that would be published, and over nothing else.

Dates of rotation, the audience and who may see it inside the house are not published and so do not void a yes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from campaign.library.fields import ItemFields

PUBLISHED = (
    "title", "summary", "body", "link", "tags", "kind", "task", "unit", "language", "defang", "sms", "source",
)  # fmt: skip
"""They enter as they are; media and variants by what they show. Changing this list voids every approval."""


def content_sha256(fields: ItemFields) -> str:
    """SHA-256 in hex of the canonical JSON (sorted keys, no spaces, UTF-8) of what would be published."""
    content: dict[str, Any] = {name: getattr(fields, name) for name in PUBLISHED}
    content["media"] = _shown(fields.media)
    content["variants"] = {key: _variant(variant) for key, variant in fields.variants.items()}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _shown(media: Iterable[Mapping[str, str]]) -> list[list[str]]:
    return [[entry["sha256"], entry.get("alt", "")] for entry in media]


def _variant(variant: Mapping[str, Any]) -> dict[str, Any]:
    shown = dict(variant)
    if "media" in shown:
        shown["media"] = _shown(shown["media"] or [])
    return shown

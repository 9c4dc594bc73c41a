"""The media files that declared items name: checked, taken in, and written into the items' fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from campaign.library.fields import FIELDS, ItemFields
from campaign.media.intake import examine
from campaign.models import MediaRow
from campaign.workspace.item_fields import DeclaredMedia
from campaign.workspace.items import DeclaredItem
from campaign.workspace.mistakes import MistakeAt

_IMAGE_ENDINGS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".heif")


def media_of(item: DeclaredItem) -> list[DeclaredMedia]:
    """Every file that the item names, those of its variants too."""
    named = list(item.media)
    for variant in item.variants.values():
        named.extend(variant.media or ())
    return named


def users_of_media(items: Iterable[DeclaredItem]) -> dict[str, list[str]]:
    """Path of a media file -> paths of the items that name it."""
    users: dict[str, list[str]] = {}
    for item in items:
        for media in media_of(item):
            users.setdefault(media.path, []).append(item.path)
    return users


def unused_images(root: Path, used: Iterable[str]) -> list[str]:
    """Images under content/media that no item names: they are looked at too, since the next item may."""
    found = (path.relative_to(root) for path in (root / "content" / "media").rglob("*") if _looks_like_image(path))
    unhidden = {path.as_posix() for path in found if not any(part.startswith(".") for part in path.parts)}
    return sorted(unhidden - set(used))


def media_mistakes(root: Path, paths: Sequence[str], users: Mapping[str, list[str]]) -> list[MistakeAt]:
    """Look at these files; a mistake for each that would not be taken."""
    refused = examine([root / path for path in paths])
    return [media_mistake(path.relative_to(root).as_posix(), why, users) for path, why in refused.items()]


def media_mistake(path: str, why: str, users: Mapping[str, list[str]]) -> MistakeAt:
    """One refused file, with who waits for it."""
    waiting = users.get(path, [])
    return MistakeAt(path, 1, f"{why} (dùng trong {', '.join(waiting[:3])})" if waiting else why)


def fields_with_media(item: DeclaredItem, rows: Mapping[str, MediaRow]) -> ItemFields:
    """The item's fields, its files by hash. ``rows``: by path; raises KeyError for a file that was refused."""
    said: dict[str, Any] = {name: getattr(item, name) for name in FIELDS if name not in ("media", "variants")}
    variants = {
        key: {
            **({} if variant.text is None else {"text": variant.text}),
            **({} if variant.media is None else {"media": _entries(variant.media, rows)}),
        }
        for key, variant in item.variants.items()
    }
    return ItemFields(**said, media=_entries(item.media, rows), variants=variants)


def _entries(media: Sequence[DeclaredMedia], rows: Mapping[str, MediaRow]) -> list[dict[str, str]]:
    return [
        {"sha256": rows[each.path].sha256, "name": rows[each.path].name, "alt": each.alt, "file": each.path}
        for each in media
    ]


def _looks_like_image(path: Path) -> bool:
    return path.suffix.lower() in _IMAGE_ENDINGS and path.is_file() and not path.is_symlink()

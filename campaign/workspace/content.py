"""content/{articles,clips,tips}/SLUG.md: every item, with what has not changed since it was last brought in set apart.

Reading and hashing 5,000 small files takes under a second, parsing them a few: so a file whose bytes are known is not
parsed again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from campaign.workspace.files import Found, read_bytes, walk
from campaign.workspace.items import DeclaredItem, ReadItem, read_item
from campaign.workspace.media_files import MediaFiles
from campaign.workspace.mistakes import Mistakes, nearest, quoted
from campaign.workspace.names import Names
from campaign.workspace.plan import Plan

FOLDER = "content"


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as it was last brought in; ``sha256`` is of its bytes (``DeclaredItem.file_sha256``)."""

    sha256: str
    slug: str


@dataclass(frozen=True, slots=True)
class UnchangedFile:
    """A file whose bytes are those that were last brought in."""

    path: str
    slug: str


@dataclass(frozen=True, slots=True)
class Content:
    """``right``: read, without a mistake. ``paths``: all item files, also wrong ones (which are not removed items)."""

    right: list[ReadItem] = field(default_factory=list)
    unchanged: list[UnchangedFile] = field(default_factory=list)
    paths: frozenset[str] = frozenset()

    @property
    def items(self) -> list[DeclaredItem]:
        return [read.item for read in self.right if read.item is not None]


def read_content(
    root: Path,
    names: Names,
    mistakes: Mistakes,
    known: Mapping[str, KnownFile] | None = None,
) -> Content:
    """Every item under ``root/content``, by path. ``known``: what was brought in before, by path.

    Only the item's own file is looked at; who finds that a picture has changed leaves its items out of ``known``.
    """
    known = known or {}
    found = walk(root, FOLDER, mistakes)
    paths = _item_paths(found, names, mistakes)
    media_files = MediaFiles(root, found)
    read: list[ReadItem] = []
    unchanged: list[UnchangedFile] = []
    for path in paths:
        raw = read_bytes(root, path, mistakes)
        if raw is None:
            continue
        before = known.get(path)
        if before and before.sha256 == hashlib.sha256(raw).hexdigest():
            unchanged.append(UnchangedFile(path, before.slug))
        else:
            read.append(read_item(path, raw, names, media_files, mistakes))
    return Content(_with_own_slugs(read, unchanged, known, mistakes), unchanged, frozenset(paths))


def warn_of_lapsed_units(read: Iterable[ReadItem], plan: Plan, today: date, mistakes: Mistakes) -> None:
    """New work under a name that is no longer in use: a warning, with the successor where the plan names one."""
    for each in read:
        unit = plan.unit_by_id.get(each.item.unit) if each.item else None
        if unit is None or unit.valid_to is None or not unit.lapsed(today):
            continue
        later = plan.successor_of(unit.id)
        advice = f"; đơn vị kế thừa là {later.name}, id {quoted(later.id)}" if later else ""
        message = f'tên đơn vị "{unit.name}" chỉ dùng đến hết ngày {unit.valid_to:%d/%m/%Y}{advice}'
        mistakes.warn(each.path, each.unit_line, message)


def _item_paths(found: Sequence[Found], names: Names, mistakes: Mistakes) -> list[str]:
    """The item files. Text that stands where nobody reads it is warned about: it looks published and is not."""
    paths = []
    for each in found:
        if each.is_folder or not each.path.lower().endswith((".md", ".markdown", ".txt")):
            continue
        if len(each.parts) == 3 and each.parts[1] in names.folders and each.path.lower().endswith(".md"):
            paths.append(each.path)
        elif not each.parts[-1].lower().startswith("readme"):
            hint = nearest(each.parts[1], names.folders) if len(each.parts) == 3 else ""
            known = "|".join(names.folders)
            mistakes.warn(each.path, 1, f"không đọc tệp này: bài phải nằm ở content/({known})/ten-bai.md{hint}")
    return paths


def _with_own_slugs(
    read: Sequence[ReadItem], unchanged: Sequence[UnchangedFile], known: Mapping[str, KnownFile], mistakes: Mistakes
) -> list[ReadItem]:
    """Those that are right and whose slug nobody else has. Who had a slug before keeps it; else the first by path."""
    owners = {each.slug: each.path for each in unchanged}
    newcomers_last = sorted(read, key=lambda each: (_slug_before(known, each.path) != each.slug, each.path))
    kept = []
    for each in newcomers_last:
        owner = owners.setdefault(each.slug, each.path) if each.slug else each.path
        if owner != each.path:
            mistakes.add(each.path, each.slug_line, f"slug {quoted(each.slug)} đã dùng ở {owner}")
        elif each.item is not None:
            kept.append(each)
    return sorted(kept, key=lambda each: each.path)


def _slug_before(known: Mapping[str, KnownFile], path: str) -> str:
    before = known.get(path)
    return before.slug if before else ""

"""What a pack is made from and what comes out. Makers are pure over it: the same chosen items give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from campaign.workspace.plan import Plan

PRACTICE = "BẢN THỬ: có nội dung chưa được duyệt, không đem dùng."
SAMPLE = "BẢN XEM: mã và liên kết là mẫu, chưa mở được; không đem dùng."


@dataclass(frozen=True)
class File:
    """One stored file of an item. ``kind``: image | video | audio | file. ``duration_s``: of sound and video."""

    sha256: str
    name: str
    """A safe name with the right ending."""
    alt: str
    kind: str
    mime: str
    size: int
    duration_s: float | None
    path: Path
    """Where its bytes lie; to be read, never written."""


@dataclass(frozen=True)
class ChosenItem:
    """What an item says in its latest approved revision (in practice: its current one)."""

    item_id: int
    guid: str
    slug: str
    kind: str
    revision: int
    content_sha256: str
    approved_by: tuple[str, ...]
    """E-mails, or ("files",). Empty: nobody has approved it, and the pack is for practice."""
    title: str
    summary: str
    body: str
    """Markdown."""
    link: str
    tags: tuple[str, ...]
    audience: tuple[str, ...]
    task: tuple[str, ...]
    """Task items; the first counts."""
    unit: str
    """Its id in the plan; "" for none."""
    language: str
    sms: str
    source: str
    defang: bool
    """Addresses in it are to be written harmless (rendering.defang)."""
    expires_on: date | None
    review_by: date | None
    updated_at: datetime
    media: tuple[File, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """Everything a maker is given. ``now``: the moment of making, in UTC; it may be printed, for the same moment gives
    the same bytes. ``found``: what the pack's ``prepare`` brought from the database (short links, counts)."""

    items: tuple[ChosenItem, ...]
    plan: Plan
    zone: ZoneInfo
    now: datetime
    public_url: str
    """Where our public pages stand, without the last slash; "" where the setting is not given."""
    practice: bool = False
    """Unapproved items were asked for: the pack must say so wherever a reader looks."""
    looking: bool = False
    """A look at a pack with short links: its codes are samples, none was born, and it must say so as well."""
    watermark: str = ""
    """Not empty: the workspace holds invented items, and every text must carry this sentence."""
    found: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[tuple[str, str], ...] = ()
    """(slug, why) of items that the choice would have held but that must not go out."""

    @property
    def today(self) -> date:
        """The day of making, in the plan's zone."""
        return self.now.astimezone(self.zone).date()

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences that every text of the pack carries: what is invented, what nobody approved, what is a sample."""
        said = (self.watermark, PRACTICE if self.practice else "", SAMPLE if self.looking else "")
        return tuple(sentence for sentence in said if sentence)

    def issuer(self, item: ChosenItem) -> str:
        """Who speaks: the item's unit, else whoever issued the plan, else the campaign by its own title."""
        return self.unit_name(item) or self.plan.about.issuer or self.plan.about.title

    def unit_name(self, item: ChosenItem) -> str:
        """The name of its unit, as the plan writes it; "" where it has none."""
        unit = self.plan.unit_by_id.get(item.unit)
        return unit.name if unit else ""


@dataclass(frozen=True)
class PackFile:
    """One file inside a pack. ``path``: with / between folders, ASCII; ``content``: bytes, or the path of a file."""

    path: str
    content: bytes | Path


@dataclass(frozen=True)
class Made:
    """A pack that is ready. ``name``: a file name; ``mime``: its content type; ``content``: bytes, or the path of a
    file in a scratch folder that the caller removes. ``said``: sentences worth reading beside it (items left out)."""

    name: str
    mime: str
    content: bytes | Path
    said: Sequence[str] = ()


ZIP = "application/zip"
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that the format holds. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.4.6"""
_STORED = (".mp3", ".m4a", ".mp4", ".jpg", ".jpeg", ".png", ".webp", ".pdf", ".docx", ".xlsx")
"""Compressed by themselves already."""


def bundle(files: Iterable[PackFile]) -> bytes:
    """A zip that is the same for the same files: sorted by path, fixed times, rights and system. Raises ValueError for
    two files of one path."""
    ordered = sorted(files, key=lambda file: file.path)
    if len({file.path for file in ordered}) != len(ordered):
        raise ValueError("two files of one path in a pack")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for file in ordered:
            entry = zipfile.ZipInfo(file.path, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_STORED if file.path.lower().endswith(_STORED) else zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            content = file.content if isinstance(file.content, bytes) else file.content.read_bytes()
            archive.writestr(entry, content)
    return held.getvalue()

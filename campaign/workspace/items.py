"""One item as its file declares it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date

from campaign.workspace.files import decode
from campaign.workspace.front_matter import read_front_matter
from campaign.workspace.item_fields import Complain, DeclaredMedia, DeclaredVariant, ItemFields
from campaign.workspace.kinds import Said, files_by_name, lacking
from campaign.workspace.media_files import MediaFiles
from campaign.workspace.mistakes import Mistakes, quoted
from campaign.workspace.names import Names
from campaign.workspace.table import read_key


@dataclass(frozen=True, slots=True)
class DeclaredItem:
    """An item that is right. Texts are clean; ``file_sha256`` is of the file's bytes as they stand."""

    path: str
    file_sha256: str
    slug: str
    kind: str
    title: str
    body: str
    """Markdown, not sanitised."""
    summary: str = ""
    link: str = ""
    tags: list[str] = field(default_factory=list)
    audience: list[str] = field(default_factory=list)
    task: list[str] = field(default_factory=list)
    unit: str = ""
    language: str = "vi"
    media: tuple[DeclaredMedia, ...] = ()
    variants: dict[str, DeclaredVariant] = field(default_factory=dict)
    evergreen: bool = False
    not_before: date | None = None
    expires_on: date | None = None
    review_by: date | None = None
    verified: bool = True
    source: str = ""
    sms: str = ""
    defang: bool = False


@dataclass(frozen=True, slots=True)
class ReadItem:
    """What one file gave: its slug ("" where that cannot be told), the item where nothing is wrong, and two lines."""

    path: str
    slug: str
    slug_line: int
    item: DeclaredItem | None
    unit_line: int


def read_item(path: str, raw: bytes, names: Names, media_files: MediaFiles, mistakes: Mistakes) -> ReadItem:
    """Read the bytes of content/<folder>/<slug>.md, telling everything that is wrong in it."""
    _, folder, file_name = path.split("/")
    wrong: list[int] = []

    def complain(line: int, message: str) -> None:
        wrong.append(line)
        mistakes.add(path, line, message)

    def warn(line: int, message: str) -> None:
        mistakes.warn(path, line, message)

    text = decode(raw, path, mistakes)
    matter = read_front_matter(text, complain) if text is not None else None
    fields = ItemFields(names, media_files, complain, warn)
    if matter is not None:
        fields.read(matter.pairs)
        _check_together(fields, matter.line, complain)
        _check_kind(fields, names, names.folders[folder], matter.body, complain)
    slug = _slug(fields, file_name[: -len(".md")], complain)
    item = None
    if matter is not None and not wrong:
        item = _item(fields, path, raw, slug, names.folders[folder], matter.body)
    return ReadItem(path, slug, fields.lines.get("slug", 1), item, fields.lines.get("unit", 1))


def _check_together(fields: ItemFields, line: int, complain: Complain) -> None:
    """What no key can tell by itself."""
    if fields.values.get("title", "") == "" and "title" not in fields.refused:
        complain(fields.lines.get("title", line), "thiếu title: mỗi bài phải có tiêu đề")
    starts, ends = fields.values.get("not_before"), fields.values.get("expires_on")
    if starts and ends and starts > ends:
        complain(fields.lines["expires_on"], f"expires_on ({ends}) đứng trước not_before ({starts})")


def _check_kind(fields: ItemFields, names: Names, usual: str, body: str, complain: Complain) -> None:
    """What the item's kind needs and the item does not have; what was refused is not missing."""
    rule = names.rules.get(str(fields.values.get("kind") or usual))
    if rule is None or "kind" in fields.refused or "media" in fields.refused:
        return
    said = Said(
        {**fields.values, "body": body.strip()}, files_by_name([m.file for m in fields.values.get("media", ())])
    )
    line = fields.lines.get("kind") or fields.lines.get("media") or fields.lines.get("title", 1)
    for each in lacking(rule, said):
        complain(line, each)


def _slug(fields: ItemFields, stem: str, complain: Complain) -> str:
    """The slug of the front matter, else of the file's name; "" where neither can be one."""
    if "slug" in fields.lines and fields.values.get("slug"):
        return str(fields.values["slug"])
    if "slug" in fields.refused:
        return ""
    try:
        return read_key(stem)
    except ValueError as wrong:
        complain(1, f"tên tệp {quoted(stem)} {wrong}; đổi tên tệp hoặc ghi khóa slug")
        return ""


def _item(fields: ItemFields, path: str, raw: bytes, slug: str, kind: str, body: str) -> DeclaredItem:
    values = {key: value for key, value in fields.values.items() if value not in ("", None)}
    return DeclaredItem(
        **({"kind": kind} | values | {"slug": slug}), path=path, file_sha256=hashlib.sha256(raw).hexdigest(), body=body
    )

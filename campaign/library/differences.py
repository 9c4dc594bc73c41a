"""What one revision says and another does not, field by field, in words that a person reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from campaign.library.fields import FIELDS, ItemFields
from campaign.library.word_changes import Change, whole_change, word_changes

__all__ = ["LABELS", "Change", "FieldChange", "changed_fields", "field_changes", "word_changes"]

LABELS = {
    "title": "Tiêu đề",
    "kind": "Loại",
    "summary": "Tóm tắt",
    "body": "Nội dung",
    "link": "Liên kết",
    "tags": "Thẻ",
    "audience": "Đối tượng độc giả",
    "task": "Nhiệm vụ",
    "unit": "Đơn vị",
    "language": "Ngôn ngữ",
    "media": "Ảnh, video, âm thanh",
    "variants": "Bản riêng của kênh",
    "evergreen": "Dùng lại được lâu dài",
    "not_before": "Chỉ đăng từ ngày",
    "expires_on": "Hết hạn sau ngày",
    "review_by": "Phải rà soát trước ngày",
    "verified": "Đã kiểm chứng",
    "source": "Nguồn",
    "sms": "Tin nhắn SMS",
    "defang": "Làm vô hại địa chỉ lừa đảo",
}
"""How each field of an item is called on a page."""

_BY_WORDS = ("title", "summary", "body", "source", "sms")
_AS_BASE = "(theo bản chung)"
_NO_FILE = "(không dùng tệp nào)"


@dataclass(frozen=True)
class FieldChange:
    """``name``: of ItemFields, a variant's as ``variants.<channel key>.text`` or ``.media``. ``channel``: its key."""

    name: str
    label: str
    changes: list[Change]
    channel: str = ""


def field_changes(before: ItemFields, after: ItemFields) -> list[FieldChange]:
    """Every field whose words differ, in the order of ItemFields; files are told apart by name and alternative text."""
    found: list[FieldChange] = []
    for name in FIELDS:
        one, other = getattr(before, name), getattr(after, name)
        if name == "variants":
            found += _variants(one, other)
        elif one != other:
            found.append(FieldChange(name, LABELS[name], _changes(name, one, other)))
    return [each for each in found if any(change.kind != "same" for change in each.changes)]


def changed_fields(before: ItemFields, after: ItemFields) -> list[str]:
    """The labels of the fields that differ, without comparing their words."""
    return [LABELS[name] for name in FIELDS if _compared(name, before) != _compared(name, after)]


def _compared(name: str, said: ItemFields) -> Any:
    value = getattr(said, name)
    return _files(value) if name == "media" else value


def _changes(name: str, before: Any, after: Any) -> list[Change]:
    if name == "media":
        return word_changes(_files(before), _files(after))
    if name in _BY_WORDS:
        return word_changes(before, after)
    if name in ("tags", "audience", "task"):
        return word_changes(", ".join(before), ", ".join(after))
    return whole_change(_value(before), _value(after))


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)


def _files(media: Iterable[Mapping[str, str]]) -> str:
    return "\n".join(": ".join(filter(None, (entry["name"], entry.get("alt", "")))) for entry in media)


def _variants(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FieldChange]:
    found: list[FieldChange] = []
    for key in sorted({*before, *after}):
        one, other = before.get(key, {}), after.get(key, {})
        for part, label in (("text", "Chữ riêng"), ("media", "Tệp riêng")):
            if one.get(part) != other.get(part):
                changes = _variant(part, one.get(part), other.get(part))
                found.append(FieldChange(f"variants.{key}.{part}", label, changes, key))
    return found


def _variant(part: str, before: Any, after: Any) -> list[Change]:
    if before is None or after is None:
        return whole_change(_said(part, before), _said(part, after))
    return word_changes(before, after) if part == "text" else word_changes(_said(part, before), _said(part, after))


def _said(part: str, value: Any) -> str:
    if value is None:
        return _AS_BASE
    return str(value) if part == "text" else _files(value) or _NO_FILE

"""Making one pack: its options read, its rows prepared, its files written. Who may is judged above (campaign.desk)."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from typing import Any

from sqlmodel import Session

from campaign.errors import Mistake, NotFound
from campaign.packs.shape import Chosen, ChosenItem, Made
from campaign.packs.table import PACKS
from campaign.packs.terms import Option, Pack
from campaign.rendering.blocks import blocks_of
from campaign.workspace.folding import fold
from campaign.workspace.text import clean_text

LONGEST, LONGEST_LINES = 4000, 20_000
"""Characters of one option; of one with many lines, where 300 places have room."""

MOST_TOLD = 20
"""Items left out that are named one by one."""


def pack_named(name: str) -> Pack:
    """Raises NotFound, naming the nearest and all."""
    if name not in PACKS:
        raise NotFound(f"Không có gói nào tên {name}. Gần nhất là {_nearest(name)}. Có: {', '.join(PACKS)}.")
    return PACKS[name]


def _nearest(said: str) -> str:
    """By its name or a word of its title: "loa" means loudspeakers."""
    words = {word: name for name, pack in PACKS.items() for word in re.findall("[a-z-]{3,}", fold(pack.title))}
    known = words | {name: name for name in PACKS}
    return known[get_close_matches(fold(said)[:80], known, n=1, cutoff=0.0)[0]]


def read_options(name: str, said: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Every option of the pack as its maker gets it. Raises Mistake."""
    options = {option.name: option for option in pack_named(name).options}
    unknown = [key for key in said if key not in options]
    if unknown:
        raise Mistake(
            f"Gói {name} không có --{unknown[0]}. Có: {', '.join(f'--{each}' for each in options) or 'không'}."
        )
    return {key: _read(option, said.get(key, ())) for key, option in options.items()}


def without_empty(name: str, chosen: Chosen) -> Chosen:
    """The same without items that would leave an empty place, told as left out. Raises Mistake where none is left."""
    pack = pack_named(name)
    kept = tuple(item for item in chosen.items if _filled(pack, item))
    if chosen.items and not kept:
        raise Mistake("Các mục đã chọn chỉ có tiêu đề nên gói sẽ trống. Hãy viết phần thân hoặc tóm tắt rồi tạo lại.")
    empty = [(item.slug, "chỉ có tiêu đề, gói sẽ để trống chỗ ấy") for item in chosen.items if item not in kept]
    return replace(chosen, items=kept, left_out=(*chosen.left_out, *empty)) if empty else chosen


def _filled(pack: Pack, item: ChosenItem) -> bool:
    held = {
        "words": bool(item.summary.strip() or blocks_of(item.body)), "title": True, "sms": bool(item.sms),
        "sound": any(file.kind == "audio" for file in item.media), "files": bool(item.media),
    }  # fmt: skip
    return any(held[what] for what in pack.filled_by)


def prepared(session: Session, name: str, chosen: Chosen, options: Mapping[str, str]) -> Chosen:
    """The same with what the pack needs from the database; in the caller's transaction, which writes unless
    ``chosen.looking``."""
    pack = pack_named(name)
    if not pack.prepares:
        return chosen
    return replace(chosen, found=loaded(pack.prepares)(session, chosen, options))


def made(name: str, chosen: Chosen, options: Mapping[str, str]) -> Made:
    """The pack itself: slow, and without a transaction. One for practice, or only to look at, is called so. Raises
    Mistake."""
    result: Made = loaded(pack_named(name).makes)(chosen, options)
    told = [f"Bỏ ra {slug}: {why}." for slug, why in chosen.left_out[:MOST_TOLD]]
    if len(chosen.left_out) > MOST_TOLD:
        told.append(f"Còn {len(chosen.left_out) - MOST_TOLD} mục nữa bị bỏ ra.")
    called = "ban-thu-" if chosen.practice else "ban-xem-" if chosen.looking else ""
    return replace(result, name=f"{called}{result.name}", said=[*told, *result.said])


def loaded(where: str) -> Callable[..., Any]:
    """The function that ``package.module:name`` names, its libraries read only now."""
    module, _, function = where.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def _read(option: Option, said: Sequence[str]) -> str:
    values = [clean_text(value).strip() for value in said if value.strip()]
    if option.kind == "lines":
        values = [" ".join(line.split()) for value in values for line in value.splitlines() if line.strip()]
    value = "\n".join(values) if option.kind == "lines" else (values[-1] if values else "")
    value, field = value or option.default, option.title
    if option.needed and not value:
        raise Mistake(f"Hãy cho biết “{field}” (--{option.name}).")
    longest = LONGEST_LINES if option.kind == "lines" else LONGEST
    if len(value) > longest:
        raise Mistake(f"“{field}” dài nhất {longest} ký tự.")
    _check(option, value)
    return ("1" if value in ("1", "on", "true", "yes", "có") else "") if option.kind == "yes" else value


def _check(option: Option, value: str) -> None:
    field = option.title
    if option.kind == "choice" and value not in [known for known, _ in option.choices]:
        raise Mistake(
            f"“{field}” (--{option.name}) là một trong: {', '.join(v for v, _ in option.choices)}. "
            f"{option.says}".rstrip()
        )
    if option.kind == "number" and value and not (value.isdecimal() and len(value) <= 9):
        raise Mistake(f"“{field}” (--{option.name}) phải là số nguyên từ 0 trở lên.")
    if option.kind == "day" and value:
        try:
            date.fromisoformat(value)
        except ValueError:
            raise Mistake(f"“{field}” (--{option.name}) phải viết như 2026-11-15.") from None

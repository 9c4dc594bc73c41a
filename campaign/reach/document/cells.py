"""Cells of tables: how a figure, its mark and its coverage stand in one."""

from __future__ import annotations

from typing import Any

from campaign.reach.document.parts import Cell
from campaign.reach.wording import MISSING, WINDOWS, moment, number


def words(text: str) -> Cell:
    return Cell(text)


def count(value: int | float | None) -> Cell:
    """A plain number; None is missing, never 0."""
    return Cell(number(value), value)


def figure(shown: dict[str, Any] | None) -> Cell:
    """One of the report's ``{value, mark, measured, of}``; coverage where there is any."""
    if shown is None or shown["value"] is None:
        return _missing(shown)
    return Cell(
        f"{number(shown['value'])} {shown['mark']}{_covered(shown)}", shown["value"], shown["mark"],
        shown.get("measured"), shown.get("of"),
    )  # fmt: skip


def highest(shown: dict[str, Any]) -> Cell:
    """Of distinct people only the highest of one post may be said."""
    if shown["max"] is None:
        return _missing(shown)
    return Cell(f"{number(shown['max'])}{_covered(shown)}", shown["max"], "", shown["measured"], shown["of"])


def level(shown: dict[str, Any] | None, zone: str) -> Cell:
    """What a platform said at one moment, with that moment and its window."""
    if shown is None or shown["value"] is None:
        return Cell(MISSING, None, "-")
    window = shown.get("window")
    said = ", ".join(filter(None, (window and WINDOWS.get(window, window), moment(shown["at"], zone))))
    return Cell(f"{number(shown['value'])} {shown['mark']} ({said})", shown["value"], shown["mark"], note=said)


def _missing(shown: dict[str, Any] | None) -> Cell:
    measured, of = (shown.get("measured"), shown.get("of")) if shown else (None, None)
    return Cell(MISSING, None, "-", measured, of)


def _covered(shown: dict[str, Any]) -> str:
    of = shown.get("of")
    return f" ({number(shown['measured'])}/{number(of)} bài)" if of else ""

"""Abbreviations and foreign names as the table beside this file says them; the others are spelled."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from campaign.packs.voice.letters import spelled
from campaign.packs.voice.numbers import cardinal

_CAPITALS = re.compile(r"(?<!\w)(?P<word>(?=[A-ZĐ0-9]*[A-ZĐ])[A-ZĐ0-9]{1,8})(?![\w])")
_FIGURES = re.compile(r"(?P<figures>\d+)|(?P<letters>[^\d]+)")


@cache
def known() -> Mapping[str, str]:
    """What the table of the package says, by the word as written."""
    text = files("campaign.packs.voice").joinpath("abbreviations.toml").read_text(encoding="utf-8")
    table: dict[str, str] = tomllib.loads(text)["say"]
    return table


def say_abbreviations(text: str, more: Mapping[str, str] | None = None) -> str:
    """The table's words, ``more`` before them, then whatever else is written in capitals, letter by letter."""
    table = {**known(), **(more or {})}
    longest_first = sorted(table, key=lambda word: (-len(word), word))
    named = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    return _CAPITALS.sub(_capitals, named.sub(lambda match: table[match[0]], text))


def _capitals(match: re.Match[str]) -> str:
    word = match["word"]
    if word in "AEIOUY0123456789":
        return word
    parts = (
        cardinal(int(found["figures"])) if found["figures"] else spelled(found["letters"])
        for found in _FIGURES.finditer(word)
    )
    return " ".join(parts)

"""Roman numerals where Vietnamese writes them: "Chương IV", "quý III", "thế kỷ XXI"; a lone I or V is a letter."""

from __future__ import annotations

import re

from campaign.packs.voice.numbers import cardinal, ordinal

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_FORM = re.compile(r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_BEFORE = (
    "chương|mục|phần|quý|thế kỷ|khóa|khoá|kỳ|tập|đợt|hạng|loại|cấp|bậc|giai đoạn|điểm|phụ lục|nhóm|vòng|số|đại hội|bài"
)
_NAMED = re.compile(rf"\b(?P<word>(?:lần )?thứ|{_BEFORE})\s+(?P<numeral>[IVXLC]{{1,7}})\b", re.IGNORECASE)
_ALONE = re.compile(r"(?<![\w.])(?P<numeral>[IVX]{2,7})(?![\w.])")


def value(numeral: str) -> int | None:
    """14 for "XIV"; None for letters that are no numeral."""
    if not _FORM.fullmatch(numeral):
        return None
    figures = [_VALUES[letter] for letter in numeral]
    following = [*figures[1:], 0]
    return sum(-figure if figure < after else figure for figure, after in zip(figures, following, strict=True))


def say_roman(text: str) -> str:
    """The text with its numerals in words."""
    return _ALONE.sub(_alone, _NAMED.sub(_named, text))


def _named(match: re.Match[str]) -> str:
    numeral = match["numeral"]
    number = value(numeral) if numeral.isupper() else None
    if number is None:
        return match[0]
    return f"{match['word']} {ordinal(number) if match['word'].casefold().endswith('thứ') else cardinal(number)}"


def _alone(match: re.Match[str]) -> str:
    number = value(match["numeral"])
    return match[0] if number is None else cardinal(number)

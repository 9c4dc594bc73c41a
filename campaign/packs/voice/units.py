"""Amounts: money, per cent, degrees and what is measured in units, the number in words and the unit after it."""

from __future__ import annotations

import re

from campaign.packs.voice.numbers import LARGEST_DIGITS, cardinal, decimal, digits, ordinal

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
UNITS = {
    "%": "phần trăm", "‰": "phần nghìn", "đ": "đồng", "₫": "đồng", "vnđ": "đồng", "vnd": "đồng", "usd": "đô la Mỹ",
    "k": "nghìn đồng", "tr": "triệu đồng", "km/h": "ki lô mét một giờ", "km": "ki lô mét", "cm": "xăng ti mét",
    "mm": "mi li mét", "m2": "mét vuông", "m²": "mét vuông", "m3": "mét khối", "m³": "mét khối", "m": "mét",
    "kg": "ki lô gam", "g": "gam", "ha": "héc ta", "l": "lít", "ml": "mi li lít", "°c": "độ xê", "ºc": "độ xê",
    "gb": "ghi ga bai", "mb": "mê ga bai", "kb": "ki lô bai", "tb": "tê ra bai", "mbps": "mê ga bít một giây",
    "kw": "ki lô oát", "kwh": "ki lô oát giờ", "s": "giây",
}  # fmt: skip
"""What stands behind a number, in lower case, and how it is said."""
_LONGEST_FIRST = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_WITH_UNIT = re.compile(
    rf"(?<![\w.,])(?P<number>{_NUMBER})(?P<space>\s?)(?P<unit>{_LONGEST_FIRST})(?![\w²³])",
    re.IGNORECASE,
)
_DOLLARS = re.compile(rf"\$\s?(?P<number>{_NUMBER})(?!\w)")
_RANGE = re.compile(rf"(?<![\w.,/-])(?P<first>{_NUMBER})\s?[-–]\s?(?=\d)(?P<second>{_NUMBER})(?![\w/-])")
_PAIR = re.compile(rf"(?<![\w.,/-])(?P<first>{_NUMBER})\s?/\s?(?P<second>{_NUMBER})(?![\w/-])")
_NUMBERED = re.compile(r"(?<=\d)\s?/\s?(?=[^\W\d])")
"""Of a document: 121/KH-UBND."""
_ORDINAL = re.compile(r"\b(?P<word>thứ)\s+(?P<number>\d{1,2})(?![\d.,]\d|\d)", re.IGNORECASE)
_PLAIN = re.compile(rf"(?<![\w.,])(?P<sign>[-−](?=\d))?(?P<number>{_NUMBER})(?!\w)")
_CODE = re.compile(r"(?<![\w.,])0\d+(?![\w]|,\d)")


def say_amounts(text: str) -> str:
    """ "500.000đ" -> "năm trăm nghìn đồng", "12,5%" -> "mười hai phẩy năm phần trăm", "5-10" -> "năm đến mười"."""
    text = _DOLLARS.sub(lambda match: f"{number_words(match['number'])} đô la Mỹ", text)
    text = _RANGE.sub(lambda match: f"{match['first']} đến {match['second']}", text)
    text = _WITH_UNIT.sub(_with_unit, text)
    text = _PAIR.sub(lambda match: f"{number_words(match['first'])} trên {number_words(match['second'])}", text)
    text = _NUMBERED.sub(" trên ", text)
    text = _ORDINAL.sub(lambda match: f"{match['word']} {ordinal(int(match['number']))}", text)
    text = _CODE.sub(lambda match: digits(match[0]), text)
    return _PLAIN.sub(lambda match: ("âm " if match["sign"] else "") + number_words(match["number"]), text)


def number_words(written: str) -> str:
    """As written in Vietnamese: dots between thousands, a comma before the fraction."""
    whole, _, fraction = written.partition(",")
    whole = whole.replace(".", "")
    if len(whole) > LARGEST_DIGITS:
        return digits(written)
    return decimal(whole, fraction) if fraction else cardinal(int(whole))


def _with_unit(match: re.Match[str]) -> str:
    """A lone letter behind a space ("3 m", "5 g") is a unit only where it is written small."""
    unit = match["unit"]
    if len(unit) == 1 and unit.isalpha() and unit != unit.lower():
        return match[0]
    return f"{number_words(match['number'])} {UNITS[unit.lower()]}"

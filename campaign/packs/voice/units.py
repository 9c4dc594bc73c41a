"""Amounts: money, per cent, degrees and what is measured in units, the number in words and the unit after it."""

from __future__ import annotations

import re

from campaign.packs.voice.numbers import LARGEST_DIGITS, cardinal, decimal, digits, ordinal

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
UNITS = {
    "%": "phần trăm", "‰": "phần nghìn", "đ": "đồng", "₫": "đồng", "vnđ": "đồng", "vnd": "đồng", "usd": "đô la Mỹ",
    "eur": "ơ rô", "€": "ơ rô", "£": "bảng Anh",
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
_MONEY = {"$": "đô la Mỹ", "€": "ơ rô", "£": "bảng Anh"}
_SIGN_FIRST = re.compile(rf"(?P<sign>[$€£])\s?(?P<number>{_NUMBER})(?!\w)")
_RANGE = re.compile(rf"(?<![\w.,/-])(?P<first>{_NUMBER})\s?[-–]\s?(?=\d)(?P<second>{_NUMBER})(?![\w/-])")
_PAIR = re.compile(rf"(?<![\w.,/-])(?P<first>{_NUMBER})\s?/\s?(?P<second>{_NUMBER})(?![\w/-])")
_SAME = re.compile(
    rf"(?<![\w.,])(?P<first>{_NUMBER})(?P<unit>\s?(?:{_LONGEST_FIRST}|nghìn|ngàn|triệu|tỷ|tỉ))\s?[-–]\s?"
    rf"(?=(?:{_NUMBER})(?P=unit)(?!\w))",
    re.IGNORECASE,
)
"""80% - 90%, 5 triệu - 10 triệu."""
_DOTTED = re.compile(r"(?<![\w.,])\d+(?:\.\d+)+(?!\w*\d|[.,]\d)")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
_DECIMAL = re.compile(
    rf"(?<![\w.,])(\d+)\.(\d{{1,2}})(?=\s?(?:{_LONGEST_FIRST}|nghìn|ngàn|triệu|tỷ|tỉ)(?!\w))", re.IGNORECASE
)
_EACH = "tháng|ngày|tuần|năm|giờ|phút|giây|quý"
_PER = re.compile(
    rf"(?P<what>\b(?!(?:{_EACH})\b)[^\W\d]+|%)\s?/\s?(?P<each>{_EACH})(?!\w)"
    r"|(?P<money>\bđồng)\s?/\s?(?P<one>người|hộ|tin|lượt|cuộc|em|suất|lần|máy)(?!\w)",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(r"(?<![\w/])(?P<number>\d{1,5})\s?/\s?(?P<year>(?:19|20)\d{2})\s?/\s?(?=[A-ZĐ])")
"""13/2023/NĐ-CP."""
_NUMBERED = re.compile(r"(?<=\d)\s?/\s?(?=[^\W\d])")
"""Of a document: 121/KH-UBND."""
_ORDINAL = re.compile(r"\b(?P<word>thứ)\s+(?P<number>\d{1,2})(?![\d.,]\d|\d)", re.IGNORECASE)
_PLAIN = re.compile(rf"(?<![\w.,])(?P<sign>[-−](?=\d))?(?P<number>{_NUMBER})(?!\w)")
_CODE = re.compile(r"(?<![\w.,])0\d+(?![\w]|,\d)")


def say_amounts(text: str) -> str:
    """ "500.000đ" -> "năm trăm nghìn đồng", "12,5%" -> "mười hai phẩy năm phần trăm", "5-10" -> "năm đến mười"."""
    text = _SIGN_FIRST.sub(lambda match: f"{number_words(match['number'])} {_MONEY[match['sign']]}", text)
    text = _DOCUMENT.sub(lambda match: f"{match['number']} trên {match['year']} trên ", text)
    text = _DOTTED.sub(_dotted, _DECIMAL.sub(r"\1,\2", text))
    text = _SAME.sub(lambda match: f"{match['first']}{match['unit']} đến ", text)
    text = _RANGE.sub(lambda match: f"{match['first']} đến {match['second']}", text)
    text = _PER.sub(_per, _WITH_UNIT.sub(_with_unit, text))
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


def _dotted(match: re.Match[str]) -> str:
    """A version, an address of a machine: no thousands."""
    if _GROUPED.fullmatch(match[0]):
        return match[0]
    return " chấm ".join(digits(part) if part[0] == "0" else number_words(part) for part in match[0].split("."))


def _per(match: re.Match[str]) -> str:
    """ "30%/ngày" -> "... một ngày"; "ngày/tháng/năm" are no amounts."""
    return f"{match['what'] or match['money']} một {match['each'] or match['one']}"


def _with_unit(match: re.Match[str]) -> str:
    """A lone letter behind a space ("3 m", "5 g") is a unit only where it is written small."""
    unit = match["unit"]
    if len(unit) == 1 and unit.isalpha() and unit != unit.lower():
        return match[0]
    return f"{number_words(match['number'])} {UNITS[unit.lower()]}"

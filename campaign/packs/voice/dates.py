"""Days, months and times of day in words."""

from __future__ import annotations

import re

from campaign.packs.voice.numbers import cardinal

_FRACTIONS = {(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (24, 7)}
"""Written alone these are parts of a whole, and "day and night", not days."""
_DAY = re.compile(
    r"(?P<said>\b(?:ngày|mùng|mồng)\s+)?(?<![\d/.,])(?P<day>\d{1,2})\s?[/]\s?(?P<month>\d{1,2})(?:\s?[/]\s?(?P<year>\d{4}))?(?![\d/]|\.\d)",
    re.IGNORECASE,
)
_DASHED = re.compile(
    r"(?P<said>\b(?:ngày)\s+)?(?<![\d.-])(?P<day>\d{1,2})(?P<sign>[-.])(?P<month>\d{1,2})(?P=sign)(?P<year>\d{4})(?![\d-])",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"(?P<said>\b(?:ngày)\s+)?(?<![\d-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\d-])", re.IGNORECASE
)
_MONTH = re.compile(
    r"(?P<said>\btháng\s+)?(?<![\d/])(?P<month>\d{1,2})/(?P<year>(?:19|20)\d{2})(?![\d/])", re.IGNORECASE
)
_DAYS = re.compile(r"(?<![\d/])(?P<first>\d{1,2})\s?[-–]\s?(?=\d{1,2}/\d{1,2})")
_TIME = re.compile(
    r"(?<![\d:.,])(?P<hour>[01]?\d|2[0-4])(?::|h|g|\s?giờ\s?)(?P<minute>[0-5]\d)(?:\s?(?:phút|p|'))?(?![\d:])(?!\w)"
)
_HOUR = re.compile(r"(?<![\d:.,])(?P<hour>[01]?\d|2[0-4])\s?h(?!\w)")
_TO = re.compile(r"(?P<said>giờ|phút)\s?[-–]\s?(?=(?:không|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\b)")
_QUARTER = re.compile(r"\b(?P<said>(?:quý|kỳ|đợt)\s+(?:[IVX]{1,4}|\d))\s?/\s?(?=(?:19|20)\d{2}(?!\d))", re.IGNORECASE)
_MONTH_ALONE = re.compile(r"\b(?P<said>tháng)\s+(?P<month>0?[1-9]|1[0-2])(?![\d/.,]\d|\d)", re.IGNORECASE)


def say_dates(text: str) -> str:
    """ "15/11/2026" -> "ngày mười lăm tháng mười một năm hai nghìn không trăm hai mươi sáu"; "7h30" -> "bảy giờ ba mươi
    phút". What is no day of any year stays as it is."""
    text = _QUARTER.sub(lambda match: f"{match['said']} năm ", text)
    text = _DAYS.sub(lambda match: f"{match['first']} đến ", text)
    for form in (_ISO, _DASHED, _DAY):
        text = form.sub(_day, text)
    text = _MONTH.sub(_month, text)
    text = _MONTH_ALONE.sub(lambda match: f"{match['said']} {month_words(int(match['month']))}", text)
    text = _TIME.sub(lambda match: _time(match["hour"], match["minute"]), text)
    text = _HOUR.sub(lambda match: f"{cardinal(int(match['hour']))} giờ", text)
    return _TO.sub(lambda match: f"{match['said']} đến ", text)


def month_words(month: int) -> str:
    """The fourth month is "tư"."""
    return "tư" if month == 4 else cardinal(month)


def _day(match: re.Match[str]) -> str:
    day, month, year = int(match["day"]), int(match["month"]), match.groupdict()["year"]
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return match[0]
    if not match["said"] and not year and (day, month) in _FRACTIONS:
        return match[0]
    named = match["said"] or "ngày "
    words = f"{named}{cardinal(day)} tháng {month_words(month)}"
    return f"{words} năm {cardinal(int(year))}" if year else words


def _month(match: re.Match[str]) -> str:
    month = int(match["month"])
    if not 1 <= month <= 12:
        return match[0]
    return f"{match['said'] or 'tháng '}{month_words(month)} năm {cardinal(int(match['year']))}"


def _time(hour: str, minute: str) -> str:
    words = f"{cardinal(int(hour))} giờ"
    return words if minute == "00" else f"{words} {cardinal(int(minute))} phút"

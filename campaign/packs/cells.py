"""What one cell of a table from outside says: a day, a whole number, a yes or a no. Pure."""

from __future__ import annotations

import re
from datetime import date

from campaign.errors import Mistake

EARLIEST = 2000
"""A year before it is a slip ("15/11/26")."""
_NUMBER = re.compile(r"\d+|\d{1,3}(?:[. ]\d{3})+")
YES, NO = ("có", "co", "x", "1", "true", "yes", "ok", "đã phát"), ("không", "khong", "0", "false", "no", "chưa")


def read_day(text: str, today: date) -> date:
    """2026-11-15 or 15/11/2026, not after today. Raises Mistake."""
    day, slash, rest = text.strip().partition("/")
    month, _, year = rest.partition("/")
    try:
        on = date(int(year), int(month), int(day)) if slash else date.fromisoformat(text.strip())
    except ValueError:
        raise Mistake(f"ngày {text!r} phải viết như 15/11/2026 hoặc 2026-11-15") from None
    if on > today:
        raise Mistake(f"ngày {on:%d/%m/%Y} chưa tới; chỉ ghi việc đã làm")
    if on.year < EARLIEST:
        raise Mistake(f"ngày {text!r}: hãy ghi đủ bốn chữ số của năm, như 15/11/2026")
    return on


def read_number(what: str, text: str) -> int | None:
    """A whole number from 0 up, dots between thousands allowed; None for nothing. Raises Mistake."""
    if not (written := text.strip()):
        return None
    digits = re.sub("[. ]", "", written)
    if not _NUMBER.fullmatch(written) or len(digits) > 9:
        raise Mistake(f"{what} {text!r} phải là số nguyên từ 0 trở lên; chưa biết thì bỏ trống")
    return int(digits)


def read_yes(what: str, text: str, otherwise: bool) -> bool:
    """A yes or a no; ``otherwise`` for nothing. Raises Mistake."""
    word = text.strip().casefold()
    if not word:
        return otherwise
    if word not in YES + NO:
        raise Mistake(f"{what} {text!r} phải là “có” hoặc “không”")
    return word in YES

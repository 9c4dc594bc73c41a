"""Numbers in Vietnamese words, as they are read on the air ("nghìn", "linh", "mươi mốt", "mươi tư", "mươi lăm")."""

from __future__ import annotations

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
THOUSANDS = ("", "nghìn", "triệu")
LARGEST_DIGITS = 15
"""Longer ones are no amounts but codes: read digit by digit."""


def cardinal(number: int) -> str:
    """1234 -> "một nghìn hai trăm ba mươi tư". Raises ValueError below zero."""
    if number < 0:
        raise ValueError("negative")
    if number == 0:
        return DIGITS[0]
    if number >= 10**9:
        head, rest = divmod(number, 10**9)
        return _joined(cardinal(head), "tỷ", _below_billion(rest, full=True))
    return _below_billion(number, full=False)


def digits(text: str) -> str:
    """Each figure by itself: "0912" -> "không chín một hai"."""
    return " ".join(DIGITS[int(letter)] for letter in text if letter.isdecimal())


def decimal(whole: str, fraction: str) -> str:
    """("3", "5") -> "ba phẩy năm". A fraction of one or two figures without a zero before is read as a number."""
    said = cardinal(int(fraction)) if len(fraction) <= 2 and fraction[0] != "0" else digits(fraction)
    return f"{cardinal(int(whole))} phẩy {said}"


def ordinal(number: int) -> str:
    """What stands after "thứ": nhất, hai, ba, tư, năm ..."""
    return {1: "nhất", 4: "tư"}.get(number) or cardinal(number)


def _below_billion(number: int, full: bool) -> str:
    """``full``: something stands before it, so that its hundreds are said also where they are none."""
    words = ""
    for power in (2, 1, 0):
        group = number // 1000**power % 1000
        if group:
            words = _joined(words, _group(group, full or bool(words)), THOUSANDS[power])
    return words


def _group(group: int, full: bool) -> str:
    hundreds, rest = divmod(group, 100)
    head = f"{DIGITS[hundreds]} trăm" if hundreds or full else ""
    if not rest:
        return head
    if rest < 10:
        return _joined(head, "linh" if head else "", DIGITS[rest])
    return _joined(head, _tens(rest))


def _tens(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 1:
        return _joined("mười", "lăm" if ones == 5 else DIGITS[ones] if ones else "")
    return _joined(f"{DIGITS[tens]} mươi", {0: "", 1: "mốt", 4: "tư", 5: "lăm"}.get(ones, DIGITS[ones]))


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)

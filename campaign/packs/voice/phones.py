"""Telephone numbers and hotlines, figure by figure, with a breath where the writer left a space."""

from __future__ import annotations

import re

from campaign.packs.voice.numbers import digits

_GAP = r"[ .\-]?"
_MOBILE = re.compile(rf"(?<![\w.])(?:\(?\+?84\)?{_GAP}|0)(?:\d{_GAP}){{8,9}}\d(?![\w]|\.\d)")
_SERVICE = re.compile(rf"(?<![\w.])1[89]00(?:{_GAP}\d){{2,6}}(?![\w])")
_CALLED = (
    r"gọi|tổng đài|đường dây nóng|hotline|đầu số|số điện thoại|số máy|điện thoại|gửi|nhắn tin|nhắn|soạn tin|liên hệ|"
    r"phản ánh|số khẩn cấp|SĐT|ĐT"
)
_LINE = re.compile(
    rf"(?P<words>\b(?:{_CALLED})(?:\s+(?:ngay|số|đến|tới|về|cho|theo|qua|tổng đài|điện|máy|miễn phí)|:)*\s+)"
    r"(?P<numbers>\d{3,6}(?:(?:\s*[,/]\s*|\s+(?:và|hoặc|hay)\s+(?:số\s+)?)\d{3,6})*)(?![\d.,/:%]*\d|\s*(?:đồng|đ\b|%|người|lần|tin|cuộc))",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?P<words>\b(?:mã(?: xác thực| bảo mật| kích hoạt)?(?: OTP)?|OTP|PIN|CVV|mật khẩu|số tài khoản)"
    r"(?:\s+(?:là|gồm số))?[\s:=]+)"
    r"(?P<code>\d{3,})(?![\d.,]*\d|\w)",
    re.IGNORECASE,
)
_DIALLED = re.compile(r"\*(?P<code>\d[\d*]*)#")
"""What a telephone carries out: *101#."""
_KNOWN = re.compile(
    r"(?<![\w.,/-])(?:11[1-5]|156|5656)(?=[.,;:!?)]?$|[.,;:!?)]\s|\s+(?:và|hoặc|hay|để|khi|nhận|ngay|nếu|của|tiếp|trực|theo)\b)"
)
"""Emergency and complaint lines of the country, where nothing that is counted stands behind."""


def say_phones(text: str) -> str:
    """ "0912 345 678" -> "không chín một hai, ba bốn năm, sáu bảy tám"; "gọi 113" -> "gọi một một ba"."""
    text = _DIALLED.sub(lambda match: f"sao {' sao '.join(map(digits, match['code'].split('*')))} thăng", text)
    text = _SERVICE.sub(_number, _MOBILE.sub(_number, text))
    text = _CODE.sub(lambda match: match["words"] + digits(match["code"]), text)
    return _KNOWN.sub(lambda match: digits(match[0]), _LINE.sub(_line, text))


def _line(match: re.Match[str]) -> str:
    numbers = re.sub(r"\s*/\s*", " hoặc ", match["numbers"])
    return match["words"] + re.sub(r"\d+", lambda number: digits(number[0]), numbers)


def _number(match: re.Match[str]) -> str:
    written = match[0].strip()
    plus = "cộng " if written.lstrip("(").startswith("+") else ""
    groups = [group for group in re.split(r"[ .\-()+]+", written) if group]
    if len(groups) == 1:
        groups = _grouped(groups[0])
    return plus + ", ".join(digits(group) for group in groups)


def _grouped(number: str) -> list[str]:
    """Four, then threes, and no last figure by itself: as people say a number that is written in one piece."""
    groups = [number[:4], *[number[at : at + 3] for at in range(4, len(number), 3)]]
    return groups if len(groups[-1]) > 1 else [*groups[:-2], groups[-2] + groups[-1]]

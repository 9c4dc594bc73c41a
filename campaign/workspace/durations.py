"""A duration as people write it in files: a number with s, m, h or d."""

from __future__ import annotations

import re

_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_DURATION = re.compile(r"([0-9]{1,7}(?:\.[0-9]{1,3})?) ?([smhd])")

LONGEST_S = 366 * 86_400.0
"""More than a year is a slip of the finger, and would overflow a date somewhere else."""


def duration_s(text: object) -> float:
    """Seconds of ``"90s"``, ``"5m"``, ``"1.5h"`` or ``"2d"``. Raises ValueError with a sentence for the reader."""
    match = _DURATION.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise ValueError('khoảng thời gian phải là một số kèm s, m, h hoặc d, ví dụ "5m" hay "2h"')
    seconds = float(match[1]) * _SECONDS[match[2]]
    if seconds > LONGEST_S:
        raise ValueError("khoảng thời gian dài quá một năm")
    return seconds

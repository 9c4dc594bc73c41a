"""How many segments a text message takes: 3GPP TS 23.038 (the alphabets) and TS 23.040, 9.2.3.24.1 (concatenation).

Vietnamese with its marks is not in the default alphabet, so one marked letter halves what a segment holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from campaign.workspace.text import clean_text

_ONE = frozenset(
    "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà\r"
)
_TWO = frozenset("^{}\\[~]|€\f")
"""Behind an escape: two septets each."""
SEPTETS, UNITS = (160, 153), (70, 67)
"""(a message of one segment, each of several)."""


@dataclass(frozen=True)
class Segments:
    """``used`` and ``each`` in the alphabet's own units: septets, or UTF-16 code units where ``unicode``."""

    count: int
    used: int
    each: int
    unicode: bool


def segments(text: str) -> Segments:
    """Of the text as it is kept (NFC). An empty one takes none."""
    text = clean_text(text).strip()
    unicode = any(letter not in _ONE and letter not in _TWO for letter in text)
    weights = [2 if (ord(letter) > 0xFFFF if unicode else letter in _TWO) else 1 for letter in text]
    alone, each = UNITS if unicode else SEPTETS
    used = sum(weights)
    if used <= alone:
        return Segments(1 if used else 0, used, alone, unicode)
    return Segments(_parts(weights, each), used, each, unicode)


def _parts(weights: list[int], each: int) -> int:
    """A letter of two units never stands in two segments."""
    count, room = 1, each
    for weight in weights:
        if weight > room:
            count, room = count + 1, each
        room -= weight
    return count

"""Letters by the names that Vietnamese gives them: "OTP" -> "ô tê pê"."""

from __future__ import annotations

from campaign.packs.voice.numbers import DIGITS

NAMES = {
    "a": "a", "ă": "á", "â": "ớ", "b": "bê", "c": "xê", "d": "dê", "đ": "đê", "e": "e", "ê": "ê", "f": "ép",
    "g": "giê", "h": "hát", "i": "i", "j": "gi", "k": "ca", "l": "e lờ", "m": "em mờ", "n": "en nờ", "o": "o",
    "ô": "ô", "ơ": "ơ", "p": "pê", "q": "quy", "r": "e rờ", "s": "ét xì", "t": "tê", "u": "u", "ư": "ư", "v": "vê",
    "w": "vê kép", "x": "ích xì", "y": "i dài", "z": "dét",
}  # fmt: skip


def spelled(word: str) -> str:
    """Letter by letter, figure by figure; what is neither is left out. In an abbreviation O is said "ô"."""
    return " ".join(_name(letter) for letter in word.lower() if letter in NAMES or letter in "0123456789")


def _name(letter: str) -> str:
    return "ô" if letter == "o" else NAMES.get(letter) or DIGITS[int(letter)]

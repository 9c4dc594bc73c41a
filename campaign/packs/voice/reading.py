"""A text as it is read aloud: one sentence to a line, no sign that the tongue would stumble over."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from campaign.packs.voice.abbreviations import known, say_abbreviations
from campaign.packs.voice.dates import say_dates
from campaign.packs.voice.phones import say_phones
from campaign.packs.voice.roman import say_roman
from campaign.packs.voice.units import say_amounts
from campaign.packs.voice.web_addresses import say_addresses
from campaign.workspace.text import clean_text

_BULLET = re.compile(r"^\s*(?:[•*+–—-]|(?P<number>\d{1,2})[.)])\s+")
_QUOTES = re.compile("[\"'“”„«»‘’`_~^|<>{}\\[\\]\\\\*]")
_SIGNS = (("≥", " từ "), ("≤", " đến "), (">", " lớn hơn "), ("<", " nhỏ hơn "), ("=", " bằng "), ("+", " cộng "),
          ("→", ", "), ("…", "."), ("...", "."), ("#", ""), ("@", " a còng "),
          ("&", " và "), ("‼", "!"), ("⁉", "?"))  # fmt: skip
_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_OR = re.compile(r"(?<=[^\W\d])\s?/\s?(?=[^\W\d])")
_WORD = re.compile(r"\w+(?:[&-]\w+)*")
_OVER = re.compile(r"\s?/\s?")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]")


def read_aloud(text: str, say: Mapping[str, str] | None = None) -> str:
    """Plain text (not Markdown) in words. ``say``: further abbreviations, by the word as written."""
    lines = [_line(line, say or {}) for line in clean_text(text).splitlines()]
    return "\n".join(line for line in lines if line)


def _line(line: str, say: Mapping[str, str]) -> str:
    bullet = _BULLET.match(line)
    body = line[bullet.end() :] if bullet else line
    first = f"{bullet['number']}, " if bullet and bullet["number"] else ""
    body = _EMOJI.sub("", body)
    if _shouted(body):
        body = _lowered(body, {**known(), **say})
    for read in (say_addresses, say_phones, _table_first(say), say_dates, say_roman, say_amounts):
        body = read(body)
    body = say_abbreviations(body, say)
    return _ended(_tidy(say_amounts(first) + _signs(body)))


def _table_first(say: Mapping[str, str]) -> Callable[[str], str]:
    """Words of the table that hold figures or signs ("2FA", "24/7") go before anything else reads those."""
    table = {word: said for word, said in {**known(), **say}.items() if re.search(r"\d|[&-]", word) and word != "&"}
    named = re.compile(rf"(?<![\w/])(?:{'|'.join(sorted(map(re.escape, table), key=len, reverse=True))})(?![\w/])")
    return lambda text: named.sub(lambda match: table[match[0]], text)


def _shouted(line: str) -> bool:
    """Is a whole line of several words written in capitals? Then they are words: some bear marks, as abbreviations
    never do (Đ aside)."""
    letters = [letter for letter in line if letter.isalpha()]
    marked = any(not letter.isascii() and letter != "Đ" for letter in letters)
    return marked and len(line.split()) > 2 and len(letters) > 8 and all(letter.isupper() for letter in letters)


def _lowered(line: str, table: Mapping[str, str]) -> str:
    """In small letters, what the table knows aside; "AI" is a word there ("cho ai")."""
    return _WORD.sub(lambda word: word[0] if word[0] in table and word[0] != "AI" else word[0].lower(), line)


def _signs(text: str) -> str:
    for sign, said in _SIGNS:
        text = text.replace(sign, said)
    text = re.sub(r"(?<=\w)\)(?=\s|$)", ",", _BRACKETS.sub(r", \1,", text))
    text = _OR.sub(" hoặc ", text.replace("và/hoặc", "và hoặc"))
    text = _OVER.sub(" trên ", text).replace("%", " phần trăm ")
    return _QUOTES.sub(" ", text)


def _tidy(text: str) -> str:
    text = re.sub(r"\s+[-–—]\s+", ", ", text)
    text = re.sub(r"(?<=\w)[-–](?=\w)", " ", text)
    text = re.sub(r"\s+([,.;:!?])", r"\1", " ".join(text.split()))
    text = "".join(letter for letter in text if unicodedata.category(letter)[0] != "S" and letter not in "()")
    text = re.sub(r",+(?=[,.;:!?])", "", " ".join(text.split()))
    return re.sub(r"\.{2,}", ".", text).strip(" ,")


def _ended(line: str) -> str:
    """With a capital and a full stop: a voice rests where a list point or a heading ends."""
    if not any(letter.isalpha() for letter in line):
        return ""
    line = line[0].upper() + line[1:]
    return line if line[-1] in ".!?" else line.rstrip(":;,") + "."

"""The one question of the room: how does this sentence read in that language?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from campaign.sentences.template import PLACE, Template, written

LOCALE = Path(__file__).parent / "locale"
WRITTEN_IN = "vi"
_LEAST_WEIGHT = 8
"""Letters. A lighter template ("{name} nào") is believed only inside a sentence that is known."""
_DEEPEST = 4
_LONGEST = 2000
"""Characters: longer texts are an editor's, not a sentence of ours."""
_MOST = 40
"""Sentences or things in a row; the same."""
_NAMES = frozenset({"title", "title2", "item_title", "slug", "key", "email", "unit", "unit2", "by", "address", "url"})
"""Places that hold what people named: never translated, even where a name is a word of the catalogue."""
_BREAKS = (re.compile(r"(\n+)"), re.compile(r"(?<=[.!?…])( +)"), re.compile(r"(; )"))
_LIST = re.compile(r"(, | và )")
_JOINS = {" và ": " and "}
_MOMENT = Template("{clock} {weekday} {date}", "{clock} on {weekday} {date}")
_COUNTED = Template("{count} {what}", "{count} {what}")
"""Texts without a letter of their own: no catalogue would hold them."""


@dataclass(frozen=True)
class Part:
    """A stretch of the answer. ``kept``: it stayed as it was, because nobody translated it or because it is a name."""

    text: str
    kept: bool = False


def say(sentence: str, language: str) -> str:
    """The sentence in ``language``; what no catalogue knows stays as it is."""
    return "".join(part.text for part in parts(sentence, language))


def parts(sentence: str, language: str) -> Sequence[Part]:
    """The same in stretches, so that a page can mark those that are still Vietnamese."""
    if language == WRITTEN_IN or not sentence:
        return (Part(sentence),)
    if len(sentence) > _LONGEST:
        return (Part(sentence, kept=True),)
    return _of(language).said(sentence)


class Catalogue:
    """``words``: whole texts; ``templates``: sentences with places, the heaviest first."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.words = {text: other for text, other in texts.items() if not PLACE.search(text)}
        made = [Template(text, other) for text, other in texts.items() if PLACE.search(text)]
        self.templates = sorted([*made, _MOMENT, _COUNTED], key=lambda template: -template.weight)
        self.said = lru_cache(2048)(self._said)

    def _said(self, sentence: str) -> Sequence[Part]:
        return self._whole(sentence, 0) or self._broken(sentence, 0) or (Part(sentence, kept=True),)

    def _whole(self, text: str, depth: int) -> list[Part] | None:
        """One entry of the catalogue, spaces around it apart; None when it is none."""
        core = text.strip()
        for said, before, after in ((text, "", ""), (core, *text.split(core, 1)) if core else (text, "", "")):
            if said in self.words:
                return [Part(before + self.words[said] + after)]
        for said, before, after in ((text, "", ""), (core, *text.split(core, 1)) if core else (text, "", "")):
            filled = self._filled(said, depth)
            if filled:
                return [Part(before), *filled, Part(after)]
        return None

    def _filled(self, text: str, depth: int) -> list[Part] | None:
        if depth >= _DEEPEST:
            return None
        for template in self.templates:
            if not depth and template.weight < _LEAST_WEIGHT:
                return None
            held = template.read(text)
            if held is not None:
                return [
                    part
                    for said, name in template.parts(held)
                    for part in (self._held(name, said, depth + 1) if name else [Part(said)])
                ]
        return None

    def _held(self, name: str, text: str, depth: int) -> list[Part]:
        """What stands at a place: a name, a date, or words of the catalogue again."""
        if name in _NAMES or not text:
            return [Part(text, kept=True)]
        changed = written(name, text)
        if changed != text:
            return [Part(changed)]
        return self._whole(text, depth) or self._broken(text, depth) or [Part(text, kept=True)]

    def _broken(self, text: str, depth: int) -> list[Part] | None:
        """Several sentences, lines or things in a row, when at least one of them is known (of a list: every one)."""
        for at in _BREAKS:
            pieces = at.split(text)
            if 1 < len(pieces) < 2 * _MOST:
                each = [self._whole(piece, depth) or self._broken(piece, depth) for piece in pieces]
                if any(each):
                    told = zip(each, pieces, strict=True)
                    return [part for said, piece in told for part in said or [Part(piece, kept=True)]]
        pieces = _LIST.split(text)[: 2 * _MOST + 1]
        if len(pieces) > 2 * _MOST:
            return None
        listed = [self._whole(piece, max(depth, 1)) for piece in pieces[::2]]
        if len(pieces) > 1 and all(listed):
            joins = [Part(_JOINS.get(join, join)) for join in pieces[1::2]] + [Part("")]
            return [part for said, join in zip(listed, joins, strict=True) for part in [*(said or []), join]]
        return None


@cache
def _of(language: str) -> Catalogue:
    """Reads the compiled catalogue when a language is first asked for."""
    from babel.messages.mofile import read_mo

    with (LOCALE / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        messages = [message for message in read_mo(file) if message.id and isinstance(message.id, str)]
    return Catalogue({str(message.id): str(message.string) for message in messages if message.string})

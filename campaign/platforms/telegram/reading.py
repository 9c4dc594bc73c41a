"""Two readers of Telegram's HTML: one that keeps what is allowed, one that finds what would be refused.

Allowed tags and how they nest: https://core.telegram.org/bots/api#html-style
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from itertools import groupby

NAMES = {
    "b": "b", "strong": "b", "i": "i", "em": "i", "u": "u", "ins": "u", "s": "s", "strike": "s", "del": "s",
    "span": "tg-spoiler", "tg-spoiler": "tg-spoiler", "a": "a", "tg-emoji": "tg-emoji",
    "code": "code", "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
ADDRESS = re.compile(r"(?:https?|tg)://\S+|mailto:\S+", re.IGNORECASE)


@dataclass(frozen=True)
class Tag:
    """An opened tag; ``number`` tells two neighbours of one name apart."""

    name: str
    attribute: str
    number: int

    @property
    def start(self) -> str:
        return f"<{self.name}{self.attribute}>"


class Reader(HTMLParser):
    """Lenient: every text comes through, under the tags that may stand around it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[tuple[str, tuple[Tag, ...]]] = []
        self._opened: list[Tag] = []
        self._hidden = 0
        self._count = 0

    def runs(self) -> list[tuple[str, tuple[Tag, ...]]]:
        """Neighbouring pieces under the same tags joined."""
        grouped = groupby(self._pieces, key=lambda piece: piece[1])
        return [("".join(text for text, _ in pieces), tags) for tags, pieces in grouped]

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._pieces.append((data, tuple(self._opened)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._hidden += 1
        elif tag == "br":
            self.handle_data("\n")
        else:
            attribute = _attribute(tag, dict(attrs), [opened.name for opened in self._opened])
            if attribute is not None:
                self._count += 1
                self._opened.append(Tag(NAMES[tag], attribute, self._count))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._hidden = max(self._hidden - 1, 0)
        for opened in reversed(self._opened):
            if opened.name == NAMES.get(tag):
                self._opened.remove(opened)
                break


def _attribute(tag: str, given: dict[str, str | None], around: list[str]) -> str | None:
    """What stands behind the tag's name; None: the tag may not stand here and is dropped."""
    name = NAMES.get(tag)
    if name is None or name in around or (tag == "span" and given.get("class") != "tg-spoiler"):
        return None
    if "code" in around or ("pre" in around and name != "code"):
        return None  # nothing nests in code; in pre only the language's own code
    if name == "a":
        address = (given.get("href") or "").strip()
        return f' href="{escape(address)}"' if ADDRESS.fullmatch(address) else None
    if name == "tg-emoji":
        emoji = given.get("emoji-id") or ""
        return f' emoji-id="{emoji}"' if emoji.isdigit() else None
    if name == "blockquote":
        return " expandable" if "expandable" in given else ""
    language = given.get("class") or ""
    if name == "code" and around[-1:] == ["pre"] and re.fullmatch(r"language-[\w+#-]+", language):
        return f' class="{language}"'
    return ""


class Checker(HTMLParser):
    """Reads as strictly as Telegram: only known tags, closed in order, no bare "<"."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.opened: list[str] = []
        self.found = ""

    def handle_data(self, data: str) -> None:
        if "<" in data and not self.found:
            self.found = "dấu < phải viết là &lt;"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in NAMES and not self.found:
            self.found = f"Telegram không nhận thẻ <{tag}>"
        self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if (not self.opened or self.opened.pop() != tag) and not self.found:
            self.found = f"thẻ </{tag}> không khớp với thẻ mở"

"""The words of one text message: with marks and without, as many whole sentences as its segments hold.

Segments: campaign.rendering.sms. Gateways refuse # &.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from campaign.packs.plain_text import has_marks, without_marks
from campaign.packs.sentences import sentences
from campaign.packs.shape import ChosenItem
from campaign.rendering.defang import defang
from campaign.rendering.markdown import to_plain
from campaign.rendering.sms import Segments, segments

_WHOLE, _AND = re.compile(r"://|\*\d[\d*]*#"), re.compile(r"&+")
"""Words that go as they are written; the sign for "and"."""


@dataclass(frozen=True)
class Message:
    """One item as the networks carry it. ``shortened``: not all of its sentences fitted."""

    item: ChosenItem
    link: str
    plain: str
    accented: str
    shortened: bool

    @property
    def counted(self) -> tuple[Segments, Segments]:
        return segments(self.plain), segments(self.accented)

    @property
    def note(self) -> str:
        """A sentence where the link makes more segments of the item's own words; "" elsewhere."""
        if not (self.link and self.item.sms.strip()):
            return ""
        own = [("không dấu", self.plain)] + ([("có dấu", self.accented)] if has_marks(self.item.sms) else [])
        for which, text in own:
            alone, after = segments(text.removesuffix(self.link).rstrip()).count, segments(text).count
            if after > alone:
                return (
                    f"lời nhắn riêng (bản {which}) dài {alone} đoạn, thêm liên kết thành {after} đoạn; "
                    "hãy viết ngắn lại hoặc chọn không kèm liên kết."
                )
        return ""

    @property
    def empty(self) -> bool:
        """It has no words but its title."""
        item = self.item
        return not (item.sms.strip() or item.summary.strip() or to_plain(item.body).strip())


def message_of(item: ChosenItem, link: str, most: int) -> Message:
    """The item's own SMS text where there is one; else its title and the sentences that fit ``most`` segments."""
    own = _allowed(_harmless(item, item.sms))
    if own and not has_marks(own):
        accented, shortened = _fitting(item, link, most, lambda text: text)
        return Message(item, link, _linked(own, link), accented, shortened)
    if own:
        return Message(item, link, _linked(_bare(own), link), _linked(own, link), False)
    accented, shortened = _fitting(item, link, most, lambda text: text)
    plain, also = _fitting(item, link, most, _bare)
    return Message(item, link, plain, accented, shortened or also)


def _fitting(item: ChosenItem, link: str, most: int, wearing: Callable[[str], str]) -> tuple[str, bool]:
    """As many whole sentences as ``most`` segments hold; the title at least, however long it is."""
    title = item.title if item.title[-1:] in ".!?" else f"{item.title}."
    lines = (
        line.strip().removeprefix("• ") for line in _harmless(item, to_plain(item.body) or item.summary).splitlines()
    )
    said = [sentence for line in lines if line for sentence in sentences(line if line[-1] in ".!?…:;," else f"{line}.")]
    text, taken = _linked(wearing(_allowed(title)), link), 0
    for count in range(1, len(said) + 1):
        longer = _linked(wearing(_allowed(" ".join([title, *said[:count]]))), link)
        if segments(longer).count > most:
            break
        text, taken = longer, count
    return text, taken < len(said)


def _harmless(item: ChosenItem, text: str) -> str:
    return defang(text) if item.defang else text


def _allowed(text: str) -> str:
    """On one line, without what gateways refuse; an address or a code that is dialled (*101#) would be another one."""
    words = (word if _WHOLE.search(word) else _AND.sub(" và ", word.replace("#", "")) for word in text.split())
    return " ".join(" ".join(words).split())


def _bare(text: str) -> str:
    """Without marks, and without the gaps that a picture sign leaves."""
    return " ".join(without_marks(text).split())


def _linked(text: str, link: str) -> str:
    return f"{text} {link}".strip()

"""What is read aloud of one item, and how long that takes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from campaign.errors import Mistake
from campaign.packs.shape import ChosenItem
from campaign.packs.voice import read_aloud
from campaign.rendering.defang import defang
from campaign.rendering.markdown import to_plain

SYLLABLES_A_MINUTE = 180
"""An unhurried reader; an estimate, and said to be one. A syllable of Vietnamese is one written word."""
EMERGENCY = re.compile(r"kh[aẩ]n\s*c[aấ]p|emergency|urgent", re.IGNORECASE)


def spoken(item: ChosenItem, say: Mapping[str, str]) -> str:
    """Title, then the text, one sentence group a line."""
    body = to_plain(item.body) or item.summary
    text = f"{item.title}\n{body}"
    return read_aloud(defang(text) if item.defang else text, say)


def seconds(text: str) -> int:
    """How long reading it takes, about."""
    return max(5, round(len(text.split()) * 60 / SYLLABLES_A_MINUTE))


def words_said(text: str) -> dict[str, str]:
    """A newsroom's own words, "CLB = câu lạc bộ" on each line. Raises Mistake."""
    found = {}
    for line in text.splitlines():
        written, sign, said = (part.strip() for part in line.partition("="))
        if not (sign and written and said):
            raise Mistake(f"Không đọc được cách đọc {line!r}. Hãy viết như: CLB = câu lạc bộ.")
        found[written] = said
    return found

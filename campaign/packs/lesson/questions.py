"""Questions that an item's own text answers. Nothing is added: every key is words of the item, never of ours.

What is asked about: lists under a heading or after a sentence that ends with a colon, sub-headings of one heading,
paragraphs that begin with a bold label, "Khi ..., hãy ..." sentences, and sentences of do's and don'ts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from campaign.packs.sentences import sentences
from campaign.packs.shape import ChosenItem
from campaign.rendering.blocks import Block, blocks_of
from campaign.rendering.defang import defang

FEWEST, MOST = 3, 6
OF_ONE_ITEM = 4
LONGEST_LABEL = 4
"""Words."""
NUMBERS = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_WHEN = re.compile(
    r"^((?:Khi|Nếu|Gặp|Lỡ|Muốn|Trước khi|Sau khi)\b[^,;:.]{4,120}),\s+"
    r"((?:bạn |em |bà con )?(?:hãy|cần|đừng|chỉ|nên)\b.+)$"
)
_NOT = re.compile(r"^(?:Đừng|Không(?! ai| phải| có)|Tuyệt đối không|Chớ)\b")
_DO = re.compile(r"^(?:(?:Em |Bạn |Bà con |Cha mẹ )?[Hh]ãy|Chỉ|Luôn|Nên|Cần)\b")
_CONDITION = re.compile(r"^(?:Nếu|Khi|Lỡ|Gặp|Trước khi|Sau khi|Muốn)\b")
_PROSE_END = re.compile(r"[.;:,\s]+$")


@dataclass(frozen=True)
class Question:
    """``key``: one line for each point. ``lines``: how much room an answer wants."""

    text: str
    key: tuple[str, ...]
    item: str
    """The title of the item that answers it."""

    @property
    def lines(self) -> int:
        return min(max(len(self.key) + 1, 2), 6)


def questions_of(items: Sequence[ChosenItem], most: int = MOST) -> list[Question]:
    """Up to ``most``, in turn from each item, then in the order of the items and of their text. Fewer than three where
    the items say too little to ask more."""
    found = [_of(item)[: OF_ONE_ITEM if len(items) > 1 else most] for item in items]
    in_turn = [(number, question) for row in zip_longest(*found) for number, question in enumerate(row) if question]
    kept = [question for _, question in in_turn[:most]]
    return [question for own in found for question in own if question in kept]


def _of(item: ChosenItem) -> list[Question]:
    safe = defang if item.defang else str
    blocks, title = blocks_of(safe(item.body)), safe(item.title)
    asked = [*_lists(blocks), *_parts(blocks), *_labels(blocks)] or [*_advice(blocks, title)]
    if len(asked) < FEWEST:
        asked = [*_main(safe(item.summary), blocks, title), *asked]
    once = {key: text for text, key in reversed(asked)}
    return [Question(text, key, title) for text, key in asked if once.get(key) == text]


Asked = tuple[str, tuple[str, ...]]


def _lists(blocks: Sequence[Block]) -> Iterator[Asked]:
    """ "Nêu ba việc ...": each list of two or more points, under what stands before it."""
    heading, start = "", 0
    while start < len(blocks):
        block = blocks[start]
        heading = block.text if block.kind == "heading" else heading
        if block.kind not in ("bullet", "number"):
            start += 1
            continue
        end = start
        while end < len(blocks) and (
            blocks[end].kind in ("bullet", "number")
            or (end > start and blocks[end].level == 1 and blocks[end].kind == "text")
        ):
            end += 1
        points = [_point(each) for each in blocks[start:end] if each.kind == block.kind and each.level == block.level]
        before = blocks[start - 1].text if start and blocks[start - 1].kind == "text" else ""
        if len(points) >= 2 and (said := _list_question(heading, before, len(points), block.kind == "number")):
            yield said, tuple(points)
        start = end


def _list_question(heading: str, before: str, count: int, ordered: bool) -> str:
    amount = NUMBERS[count] if count < len(NUMBERS) else str(count)
    order = " theo đúng thứ tự" if ordered else ""
    lead = sentences(before)[-1] if before.rstrip().endswith(":") and sentences(before) else ""
    if lead:
        return f"{_quoted(_PROSE_END.sub('', lead))}: đó là những gì? Nêu đủ {amount} ý{order}."
    if heading.endswith("?"):
        return f"{heading} Nêu đủ {amount} ý trong bài{order}."
    if _CONDITION.match(heading):
        return f"{heading}, cần làm gì? Nêu đủ {amount} việc{order}."
    return f"Nêu {amount} ý của phần {_quoted(heading)}{order}." if heading else ""


def _point(block: Block) -> str:
    """Its bold rule where it has one, else its first sentence."""
    bold = "".join(run.text for run in block.runs[:1] if run.bold)
    rest = block.text[len(bold) :].strip()
    if bold and (not rest or bold.rstrip()[-1:] in ".?!:"):
        return _capital(_PROSE_END.sub("", bold))
    return _capital(_PROSE_END.sub("", next(iter(sentences(block.text)), "")))


def _parts(blocks: Sequence[Block]) -> Iterator[Asked]:
    """Sub-headings of one heading."""
    for number, block in enumerate(blocks):
        if block.kind != "heading":
            continue
        under = [
            each.text for each in _section(blocks, number) if each.kind == "heading" and each.level == block.level + 1
        ]
        if 2 <= len(under) <= 10:
            yield f"Kể tên {NUMBERS[len(under)]} mục của phần {_quoted(block.text)}.", tuple(under)


def _section(blocks: Sequence[Block], number: int) -> Iterator[Block]:
    for block in blocks[number + 1 :]:
        if block.kind == "heading" and block.level <= blocks[number].level:
            return
        yield block


def _labels(blocks: Sequence[Block]) -> Iterator[Asked]:
    """A short bold label that begins paragraphs under several headings: "Dấu hiệu: ..."."""
    heading, found = "", []
    for block in blocks:
        heading = block.text if block.kind == "heading" else heading
        label = block.runs[0].text.strip() if block.kind == "text" and block.runs[0].bold and heading else ""
        said = sentences(block.text[len(block.runs[0].text) :])
        if label.endswith(":") and len(label.split()) <= LONGEST_LABEL and said:
            found.append((label, heading, said[0]))
    labels = [label for label, _, _ in found]
    for label, where, first in found:
        if labels.count(label) > 1:
            yield f"Ở phần {_quoted(where)}, {_small(label[:-1])} là gì?", (_capital(first),)


def _advice(blocks: Sequence[Block], title: str) -> Iterator[Asked]:
    """Of plain sentences: what to do when, what not to do, what to do."""
    all_of = [sentence for block in blocks if block.kind in ("text", "quote") for sentence in sentences(block.text)]
    for sentence in all_of:
        if when := _WHEN.match(sentence):
            yield f"{when[1]}, em cần làm gì?", (_capital(when[2]),)
    never = tuple(each for each in all_of if _NOT.match(each))
    always = tuple(each for each in all_of if _DO.match(each))
    if never:
        yield f"Theo bài {_quoted(title)}, những việc nào không nên làm?", never
    if always:
        yield f"Theo bài {_quoted(title)}, những việc nào nên làm?", always


def _main(summary: str, blocks: Sequence[Block], title: str) -> Iterator[Asked]:
    """What it is about, in its own summary, else in its first sentences."""
    first = next((block.text for block in blocks if block.kind == "text"), "")
    key = tuple(sentences(summary) or sentences(first)[:2])
    if key:
        yield (f"{title} Trả lời theo bài." if title.endswith("?") else f"Bài {_quoted(title)} cho biết điều gì?"), key


def _capital(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:]


def _quoted(text: str) -> str:
    """In quotation marks; those inside become single ones."""
    return f"“{text.replace('“', '‘').replace('”', '’')}”"


def _small(text: str) -> str:
    text = text.strip()
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def all_words(items: Iterable[ChosenItem]) -> str:
    """Everything that these items say, as one line: what a key may be made of."""
    said = []
    for item in items:
        safe = defang if item.defang else str
        said += [safe(item.title), safe(item.summary), *(block.text for block in blocks_of(safe(item.body)))]
    return " ".join(" ".join(said).split())

"""The script sheet of a radio or TV programme: seconds, what is read, picture or sound; to be edited in Word.

Seconds are an estimate from the number of syllables as they are said (numbers and abbreviations spelled), never a
measurement; clips and music stand beside the words with their own length.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from campaign.errors import Mistake
from campaign.packs.files import file_stem
from campaign.packs.script_word import Row, document, lasting
from campaign.packs.sentences import sentences
from campaign.packs.shape import Chosen, ChosenItem, Made
from campaign.packs.voice import read_aloud
from campaign.packs.word import DOCX
from campaign.rendering.blocks import Block, blocks_of
from campaign.rendering.defang import defang

USUAL_RATE = 200
"""Syllables a minute of a studio reader; the person who orders the sheet may say another."""
SLOWEST, FASTEST = 100, 350
LONGEST_ROW = 45
"""Syllables of one row: what fits on a prompter and between two pictures."""


def make(chosen: Chosen, options: Mapping[str, str]) -> Made:
    """``kich-ban-<programme>.docx``. Raises Mistake."""
    rate = int(options.get("rate") or USUAL_RATE)
    if not SLOWEST <= rate <= FASTEST:
        raise Mistake(f"Tốc độ đọc phải từ {SLOWEST} đến {FASTEST} tiếng một phút.")
    programme = options.get("programme", "").strip() or "An toàn trên mạng"
    rows = list(rows_of(chosen.items, rate))
    said = [f"Thời lượng đọc khoảng {lasting(rows[-1].to_s)}, ước tính theo {rate} tiếng một phút."]
    word = document(chosen, options, programme, rows, rate)
    return Made(f"kich-ban-{file_stem(programme)}.docx", DOCX, word, said)


def rows_of(items: tuple[ChosenItem, ...], rate: int) -> Iterator[Row]:
    """Each item as a heading and rows of a few sentences; its files stand beside the first row."""
    at = 0.0
    for number, item in enumerate(items, 1):
        safe = defang if item.defang else str
        yield Row(at, at, "", heading=f"Phần {number}. {safe(item.title)}")
        shown = "\n".join(_files(item))
        blocks = blocks_of(safe(item.body)) or blocks_of(safe(item.summary))
        for heading, words in _portions(blocks):
            if heading:
                yield Row(at, at, "", heading=heading)
                continue
            after = at + syllables(words) * 60 / rate
            yield Row(at, after, words, shown)
            at, shown = after, ""


def syllables(text: str) -> int:
    """As they are said: "113" is three. A syllable of Vietnamese is a written word."""
    return len(read_aloud(text, {}).split())


def _portions(blocks: list[Block]) -> Iterator[tuple[str, str]]:
    """(heading, "") for what is not read, ("", words) for a row: sentences and points together while they fit."""
    held = ""
    for block in blocks:
        if block.kind == "heading":
            if held:
                yield "", held
            held = ""
            yield block.text, ""
            continue
        mark = f"{block.number}. " if block.kind == "number" else "- " if block.kind == "bullet" else ""
        between = "\n"
        for sentence in sentences(block.text):
            if held and len(held.split()) + len(sentence.split()) > LONGEST_ROW:
                yield "", held
                held = ""
            held = f"{held}{between}{mark}{sentence}".strip()
            mark, between = "", " "
    if held:
        yield "", held


def _files(item: ChosenItem) -> Iterator[str]:
    kinds = {"image": "Ảnh", "video": "Clip", "audio": "Tiếng"}
    for file in item.media:
        length = f", {lasting(file.duration_s)}" if file.duration_s else ""
        yield f"{kinds.get(file.kind, 'Tệp')}: {file.name}{length}" + (f" ({file.alt})" if file.alt else "")

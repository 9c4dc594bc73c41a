"""The script sheet of a radio or TV programme: seconds, what is read, picture or sound; to be edited in Word.

Seconds are an estimate from the number of syllables as they are said (numbers and abbreviations spelled), never a
measurement; clips and music stand beside the words with their own length.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from campaign.errors import Mistake
from campaign.packs.files import file_stem
from campaign.packs.sentences import sentences
from campaign.packs.shape import Chosen, ChosenItem, Made
from campaign.packs.voice import read_aloud
from campaign.packs.word import DOCX, new_document, page_numbers, repeated_head, saved, shade, warn
from campaign.rendering.blocks import Block, blocks_of
from campaign.rendering.defang import defang

USUAL_RATE = 200
"""Syllables a minute of a studio reader; the person who orders the sheet may say another."""
SLOWEST, FASTEST = 100, 350
LONGEST_ROW = 45
"""Syllables of one row: what fits on a prompter and between two pictures."""
PRACTICE = "BẢN THỬ: có nội dung chưa được duyệt, không phát sóng."
HEAD = ("Giây (ước tính)", "Lời đọc", "Hình / tiếng")
WIDTHS_MM = (28, 145, 84)


@dataclass(frozen=True)
class Row:
    """``from_s`` to ``to_s``: of the whole sheet, clips left out. ``shown``: what is seen or heard; "" for the editor
    to fill in. ``heading``: a line over the whole width, nothing is read."""

    from_s: float
    to_s: float
    read: str
    shown: str = ""
    heading: str = ""


def make(chosen: Chosen, options: Mapping[str, str]) -> Made:
    """``kich-ban-<programme>.docx``. Raises Mistake."""
    rate = int(options.get("rate") or USUAL_RATE)
    if not SLOWEST <= rate <= FASTEST:
        raise Mistake(f"Tốc độ đọc phải từ {SLOWEST} đến {FASTEST} tiếng một phút.")
    programme = options.get("programme", "").strip() or "An toàn trên mạng"
    rows = list(rows_of(chosen.items, rate))
    said = [f"Thời lượng đọc khoảng {lasting(rows[-1].to_s)}, ước tính theo {rate} tiếng một phút."]
    word = _document(chosen, options, programme, rows, rate)
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


def lasting(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} phút {rest:02} giây" if minutes else f"{rest} giây"


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


def _document(chosen: Chosen, options: Mapping[str, str], programme: str, rows: list[Row], rate: int) -> bytes:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    unit = next(filter(None, map(chosen.unit_name, chosen.items)), "")
    word = new_document(programme, unit, flat=True)
    warn(word, [each for each in (chosen.watermark, PRACTICE if chosen.practice else "") if each])
    page_numbers(word)
    title = word.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run("KỊCH BẢN CHƯƠNG TRÌNH\n").bold = True
    title.add_run(programme.upper()).bold = True
    title.runs[1].font.size = Pt(17)
    blank = "…………………………"
    about = word.add_paragraph()
    about.add_run(f"Đơn vị: {unit or blank}     Kênh, giờ phát: {options.get('station') or blank}     ")
    about.add_run(
        f"Ngày phát: {_day(options.get('day', '')) or '…… / …… / …………'}     Biên tập: {blank}     Người đọc: {blank}"
    )
    length = word.add_paragraph()
    length.add_run(f"Thời lượng lời đọc: khoảng {lasting(rows[-1].to_s)}. ").bold = True
    length.add_run(
        f"Đây là ước tính theo {rate} tiếng một phút, chưa tính nhạc hiệu, clip và khoảng lặng; "
        "hãy bấm giờ khi đọc thử."
    ).italic = True
    _table(word, rows)
    return saved(word)


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}" if text else ""


def _table(word: Any, rows: list[Row]) -> None:
    from docx.shared import Mm

    table = word.add_table(rows=1, cols=3, style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS_MM, strict=True):
        column.width = Mm(width)
    repeated_head(table.rows[0])
    for cell, text in zip(table.rows[0].cells, HEAD, strict=True):
        shade(cell, "0B3D5C")
        _put(cell, text, bold=True, white=True)
    for row in rows:
        cells = table.add_row().cells
        if row.heading:
            whole = cells[0].merge(cells[2])
            shade(whole, "E6EEF3")
            _put(whole, row.heading, bold=True)
            whole.paragraphs[0].paragraph_format.keep_with_next = True
        else:
            for cell, text in zip(cells, (f"{round(row.from_s)}-{round(row.to_s)}", row.read, row.shown), strict=True):
                _put(cell, text)
        for cell, width in zip(cells, WIDTHS_MM, strict=True):
            cell.width = Mm(sum(WIDTHS_MM) if row.heading else width)
    for row in table.rows:
        _whole(row)


def _put(cell: Any, text: str, *, bold: bool = False, white: bool = False) -> None:
    from docx.shared import Pt, RGBColor

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
    run = paragraph.add_run(text)
    run.bold = bold or None
    if white:
        run.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)


def _whole(row: Any) -> None:
    """A row is never torn between two pages."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))

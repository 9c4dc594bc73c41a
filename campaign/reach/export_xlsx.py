"""The annexes as a workbook: one sheet for each table, native charts, and a sheet of notes.

No cell is a formula, whatever a text begins with: texts are written as texts, numbers as numbers, and what nobody
measured as words, never 0. A figure has its mark, its coverage and its moment in columns of their own.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaign.reach.charts.chart import Chart
from campaign.reach.charts.style import INK, SHADES
from campaign.reach.document import Cell, Column, Document, Table
from campaign.reach.document.plain import clean_text
from campaign.reach.wording import MISSING, number

LONGEST = 32_767
"""Characters of a cell: https://support.microsoft.com/office/excel-specifications-and-limits"""
A4 = 9
CHART_ROWS = 22
MOST_COLUMNS = 14
"""That a page of A4 shows readably; wider tables are printed on two."""
WIDE, LINE = 70, 15.5
"""Characters of a column of sentences; points of one line."""
HATCHED = ("percent_20", "wide_upward_diagonal", "dark_horizontal", "percent_25", "dark_vertical", "small_grid")
NAMES = {
    "pl1-hoat-dong": "PL1 hoạt động", "pl1-diem": "PL1 điểm",
    "pl2-thang": "PL2 tháng", "pl2-thang-kenh": "PL2 tháng, kênh",
}  # fmt: skip


@dataclass
class _Book:
    """The workbook with the formats that its sheets share."""

    book: Any
    document: Document

    def __post_init__(self) -> None:
        base = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
        made = self.book.add_format
        self.text = made({**base, "text_wrap": True})
        self.framed = made({**base, "text_wrap": True, "border": 1})
        self.number = made({**base, "border": 1, "num_format": "#,##0.##", "align": "right"})
        self.whole = made({**base, "border": 1, "num_format": "#,##0", "align": "right"})
        self.missing = made({**base, "border": 1, "italic": True, "align": "right", "font_color": "#555555"})
        self.head = made(
            {**base, "bold": True, "text_wrap": True, "border": 1, "align": "center", "bg_color": "#E8EDF2"}
        )
        self.title = made({**base, "bold": True, "font_size": 13, "text_wrap": True})
        self.strong = made({**base, "bold": True, "text_wrap": True})
        self.line = made({**base, "bold": True, **({"font_color": "#B00020"} if self.document.watermark else {})})
        self.remark = made({**base, "italic": True})

    def sheet(self, name: str, *, landscape: bool = True) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(A4)
        sheet.set_landscape() if landscape else sheet.set_portrait()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.8, right=0.6, top=0.9, bottom=0.7)
        if self.document.watermark:
            sheet.set_header(f"&C&B{_escaped(self.document.watermark)}&B")
        sheet.set_footer(f"&L&10{_escaped(name)}&C&10&P/&N")
        return sheet

    def headed(self, title: str) -> str:
        """The first line of a sheet stays in sight: a header is seen in print only."""
        return f"{title} | {self.document.watermark}" if self.document.watermark else title


def as_xlsx(document: Document, created_at: datetime) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        workbook.set_properties(
            {"title": document.subject[:250], "author": str(document.letterhead["body"]),
             "created": created_at.replace(tzinfo=None)}
        )  # fmt: skip
        book = _Book(workbook, document)
        _front(book)
        for table in document.tables():
            _table(book, table)
        _charts(book)
        _notes(book)
    return out.getvalue()


def _front(book: _Book) -> None:
    sheet, document = book.sheet("Tổng quan", landscape=False), book.document
    lines = [
        *([(document.watermark, book.line)] if document.watermark else []),
        (document.subject, book.title), (f"({document.as_of})", book.text), (document.standing, book.strong),
        *((warning, book.strong) for warning in document.warnings), (document.opening, book.text),
        ("", book.text), ("Các trang:", book.strong),
        *((f"{NAMES.get(table.key, table.key.upper())}: {table.title}", book.text) for table in document.tables()),
        ("Biểu đồ: biểu đồ và bảng số của từng biểu đồ", book.text),
        ("Ghi chú: mức tin cậy và phương pháp tính số liệu", book.text),
    ]  # fmt: skip
    _sentences(sheet, lines)


def _sentences(sheet: Any, lines: Sequence[tuple[str, Any]]) -> None:
    sheet.set_column(0, 0, WIDE)
    for row, (text, form) in enumerate(lines):
        _write_text(sheet, row, 0, text, form)
        sheet.set_row(row, LINE * 1.1 * _lines(text, WIDE))


def _table(book: _Book, table: Table) -> None:
    sheet = book.sheet(NAMES.get(table.key, table.key.upper()))
    _write_text(sheet, 0, 0, book.headed(table.title), book.line)
    columns = [spread for column in table.columns for spread in _spread(column, table.rows)]
    for place, (title, width, values) in enumerate(columns):
        _write_text(sheet, 1, place, title, book.head)
        sheet.set_column(place, place, width)
        for row, value in enumerate(values, 2):
            _write(book, sheet, row, place, value)
    _heights(sheet, columns)
    sheet.freeze_panes(2, 1)
    sheet.repeat_rows(1)
    if len(columns) > MOST_COLUMNS:
        sheet.fit_to_pages(2, 0)
        sheet.repeat_columns(0, 1)
    if table.rows:
        sheet.autofilter(1, 0, len(table.rows) + 1, len(columns) - 1)
    if table.note:
        _write_text(sheet, len(table.rows) + 3, 0, table.note, book.remark)


Value = str | int | float | None
Spread = tuple[str, float, list[Value]]
"""Title, width in characters, values."""


def _spread(column: Column, rows: Sequence[Any]) -> Iterator[Spread]:
    """The columns of the sheet that one column of the document becomes."""
    cells = [row[column.key] for row in rows]
    if column.kind == "text":
        yield column.title, max(8.0, min(60.0, column.width / 1.8)), [cell.text for cell in cells]
        return
    yield column.title, 17.0, [cell.text if cell.value is None else cell.value for cell in cells]
    if column.kind == "figure":
        yield f"{column.title}: mức, phạm vi", 14.0, [_sure(cell) for cell in cells]


def _sure(cell: Cell) -> str:
    covered = f"{number(cell.measured)}/{number(cell.of)} bài" if cell.of else ""
    return ", ".join(filter(None, (cell.mark.strip("-"), covered, cell.note)))


def _heights(sheet: Any, columns: Sequence[Spread]) -> None:
    """Of each row, by its longest cell: not every program works it out from wrapped text."""
    rows = [[title for title, _, _ in columns], *zip(*(values for _, _, values in columns), strict=True)]
    for place, row in enumerate(rows, 1):
        lines = max(_lines(str(value or ""), width) for value, (_, width, _) in zip(row, columns, strict=True))
        sheet.set_row(place, LINE * min(lines, 20))


def _lines(text: str, width: float) -> int:
    return sum(max(1, math.ceil(len(line) / (width * 1.1))) for line in text.split("\n"))


def _charts(book: _Book) -> None:
    """Each chart beside the table that it is drawn from."""
    sheet = book.sheet("Biểu đồ")
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 8, 14)
    row = 0
    for chart in book.document.charts.values():
        _write_text(sheet, row, 0, book.headed(chart.title), book.line)
        sheet.set_row(row + 1, LINE * 3)
        for place, title in enumerate(chart.columns):
            _write_text(sheet, row + 1, place, title, book.head)
        for below, values in enumerate(chart.rows, row + 2):
            for place, value in enumerate(values):
                _write(book, sheet, below, place, value)
        _native(book, sheet, chart, row)
        row += max(CHART_ROWS, len(chart.rows) + 3)


def _native(book: _Book, sheet: Any, chart: Chart, row: int) -> None:
    kind = {"type": "column", "subtype": "stacked"} if chart.stacked else {"type": "bar"}
    drawn, first, last = book.book.add_chart(kind), row + 2, row + 1 + len(chart.rows)
    for place in chart.plotted:
        drawn.add_series(
            {
                "name": clean_text(chart.columns[place]),
                "categories": ["Biểu đồ", first, 0, last, 0],
                "values": ["Biểu đồ", first, place, last, place],
                "border": {"color": INK},
                **_paint(place - 1),
            }
        )
    drawn.set_title({"name": clean_text(chart.title), "name_font": {"size": 11}})
    drawn.set_legend({"position": "bottom"})
    if not chart.stacked:
        drawn.set_y_axis({"reverse": True})
    drawn.set_size({"width": 620, "height": 20 * (CHART_ROWS - 2)})
    sheet.insert_chart(row, len(chart.columns) + 1, drawn, {"description": clean_text(chart.description)})


def _paint(place: int) -> dict[str, Any]:
    """The shade of that series, hatched like in the other forms, save the first."""
    shade = SHADES[place % len(SHADES)]
    if not place:
        return {"fill": {"color": shade}}
    return {"pattern": {"pattern": HATCHED[place % len(HATCHED)], "fg_color": "#FFFFFF", "bg_color": shade}}


def _notes(book: _Book) -> None:
    sheet, document = book.sheet("Ghi chú", landscape=False), book.document
    lines = [
        ("Mức tin cậy", book.strong), *((mark, book.text) for mark in document.marks),
        (f"Ô ghi “{MISSING}”: không ai đo, không có nghĩa là bằng 0.", book.text),
        ("Ghi chú phương pháp tính số liệu", book.strong), *((note, book.text) for note in document.method),
        (document.standing, book.strong),
    ]  # fmt: skip
    _sentences(sheet, lines)


def _write(book: _Book, sheet: Any, row: int, place: int, value: Value) -> None:
    if value is None or isinstance(value, str):
        said = MISSING if value is None else value
        lacking = said == MISSING or said.startswith("chưa có")
        _write_text(sheet, row, place, said, book.missing if lacking else book.framed)
    else:
        sheet.write_number(row, place, value, book.whole if isinstance(value, int) else book.number)


def _write_text(sheet: Any, row: int, place: int, text: str, form: Any) -> None:
    sheet.write_string(row, place, clean_text(text)[:LONGEST], form)


def _escaped(text: str) -> str:
    """An ampersand in a page header begins a code."""
    return clean_text(text).replace("&", "&&")[:200]

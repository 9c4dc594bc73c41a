"""CSV that Excel and LibreOffice open with a double click: UTF-8 with a BOM, CRLF, no cell that would be run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""https://owasp.org/www-community/attacks/CSV_Injection"""


def csv_file(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """RFC 4180, the head first."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([[safe(cell) for cell in row] for row in (head, *rows)])
    return ("\ufeff" + out.getvalue()).encode()


def as_typed(cell: str) -> str:
    """What a person meant by a cell that ``safe`` wrote: without the apostrophe before a formula's sign."""
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip().startswith(FORMULA) else cell


def safe(cell: object) -> object:
    """The cell, with an apostrophe before what a spreadsheet would take for a formula. Numbers stay numbers."""
    if not isinstance(cell, str):
        return "" if cell is None else cell
    return f"'{cell}" if cell.lstrip().startswith(FORMULA) else cell

"""The workbook child: the most rows on a line and an .xlsx on stdin, its first sheet as text on stdout, under limits it
sets itself.

Looked at before openpyxl opens it: how many parts the zip has and how large they say they are and turn out to be.
Formulas are never computed: the value that Excel left beside one is taken, and one without is a mistake of its row.
https://learn.microsoft.com/office/open-xml/spreadsheet/structure-of-a-spreadsheetml-document
"""

from __future__ import annotations

import io
import json
import resource
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

CPU_S = 15
MEMORY_BYTES = 768 << 20
MOST_PARTS = 1000
MOST_UNPACKED = 80_000_000
OLD_OR_LOCKED = "tệp là .xls cũ hoặc có mật khẩu; hãy bỏ mật khẩu và lưu lại dạng .xlsx"
BROKEN = "không mở được như một bảng Excel .xlsx; hãy lưu lại dạng .xlsx hoặc CSV UTF-8"
TOO_LARGE = "tệp nén chứa quá nhiều hoặc nở ra quá lớn; hãy lưu lại chỉ với trang tính cần nạp"


class Unusable(Exception):
    """``str()`` is the rest of a Vietnamese sentence."""


def main() -> None:
    for kind, limit in (
        (resource.RLIMIT_CPU, CPU_S), (resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        resource.setrlimit(kind, (limit, limit))
    most_rows = int(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    try:
        said = read(content, most_rows)
    except Unusable as refusal:
        said = {"refused": str(refusal)}
    except MemoryError:
        said = {"refused": TOO_LARGE}
    except Exception:  # whatever a broken file makes the library raise
        said = {"refused": BROKEN}
    sys.stdout.write(json.dumps(said))


def read(content: bytes, most_rows: int) -> dict[str, Any]:
    """``{"rows": [[number, cells]], "wrong": [[number, message]]}``; of too many rows one more than ``most_rows`` below
    the header, which who asked refuses. Raises Unusable, and openpyxl's own errors."""
    if not content.startswith(b"PK"):
        raise Unusable(OLD_OR_LOCKED)
    _look_inside(content)
    from openpyxl import load_workbook

    formulas, values = (
        load_workbook(io.BytesIO(content), read_only=True, data_only=only, keep_links=False) for only in (False, True)
    )
    sheet = next((name for name in formulas.sheetnames if formulas[name].sheet_state == "visible"), None)
    if sheet is None:
        raise Unusable("tệp không có trang tính nào hiện ra")
    for book in (formulas, values):
        book[sheet].reset_dimensions()  # it may claim a million columns
    return _rows(formulas[sheet], values[sheet], most_rows)


def _look_inside(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unusable(TOO_LARGE)
            if any("vbaproject" in part.filename.lower() for part in parts):
                raise Unusable("tệp có macro; hãy lưu lại dạng .xlsx thường")
            left = MOST_UNPACKED
            for part in parts:
                with packed.open(part) as file:  # what a part says of its size may be a lie
                    while chunk := file.read(1 << 20):
                        left -= len(chunk)
                        if left < 0:
                            raise Unusable(TOO_LARGE)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise Unusable(BROKEN) from None


def _rows(formulas: Any, values: Any, most_rows: int) -> dict[str, Any]:
    rows: list[tuple[int, list[str]]] = []
    wrong: list[tuple[int, str]] = []
    pairs = zip(formulas.iter_rows(), values.iter_rows(), strict=False)
    for number, (written, known) in enumerate(pairs, 1):
        cells: list[str] = []
        for place, (formula, value) in enumerate(zip(written, known, strict=False)):
            cell, problem = _cell(formula, value)
            cells.append(cell)
            if problem:
                wrong.append((number, f"ô {_letter(place)}{number}: {problem}"))
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            rows.append((number, cells))
        if len(rows) > most_rows + 1 or len(wrong) > most_rows:
            break
    return {"rows": rows, "wrong": wrong}


def _cell(formula: Any, value: Any) -> tuple[str, str]:
    """Its text and what is wrong with it."""
    if value.data_type == "e":
        return "", f"lỗi {value.value} của Excel; hãy sửa ô này"
    if formula.data_type == "f" and value.value is None:
        return "", "công thức chưa có kết quả; hãy mở bằng Excel, bấm lưu, hoặc dán lại thành giá trị"
    return text_of(value.value), ""


def text_of(value: Any) -> str:
    """As a person would type it: dates in ISO 8601, 12.0 as 12."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        rounded = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        return rounded.date().isoformat() if rounded.time() == time() else rounded.isoformat(timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value).strip()


def _letter(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


if __name__ == "__main__":
    main()

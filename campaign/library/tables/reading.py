"""Bytes -> Grid: CSV here, workbooks in a child process of their own."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import unicodedata

from campaign.library.tables.grid import LONGEST_CELL, MOST_BYTES, MOST_ROWS, Grid, bounded
from campaign.media.decoding import start_child
from campaign.workspace.mistakes import WrongRows

WALL_S = 40.0
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTAINERS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""A zip (xlsx), and the older container of .xls and of workbooks with a password."""
_COSTLY = "tệp hỏng hoặc cố ý gây hại: đọc nó tốn quá nhiều bộ nhớ hoặc thời gian nên đã dừng"


def read_table(name: str, content: bytes, most_rows: int = MOST_ROWS) -> Grid:
    """The table. ``name``: the file's, as its mistakes name it; ``most_rows``: below the header. Raises WrongRows for
    what is no table."""
    try:
        if len(content) > MOST_BYTES:
            raise ValueError(f"tệp lớn quá {MOST_BYTES // 1_000_000} MB; hãy tách thành nhiều tệp")
        if content.startswith(_CONTAINERS):
            return bounded(_workbook(content, most_rows), most_rows)
        return bounded(_csv(content), most_rows)
    except ValueError as wrong:
        raise WrongRows([f"{name}:1: {wrong}"]) from None


def _csv(content: bytes) -> Grid:
    if not content.strip():
        raise ValueError("tệp trống")
    text = _decoded(content)
    first, _, rest = text.partition("\n")
    delimiter = first.strip()[-1] if first.lower().startswith("sep=") and first.strip()[4:] else ""
    body = rest if delimiter else text  # Excel's own first line is no row of the table for a person either
    csv.field_size_limit(LONGEST_CELL)
    try:
        lines = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter or _delimiter(body), strict=True)
        rows = [(number, [cell.strip() for cell in cells]) for number, cells in enumerate(lines, 1)]
    except csv.Error:
        raise ValueError("dấu nháy kép không đóng, hoặc một ô quá dài; hãy lưu lại dạng CSV UTF-8 hoặc .xlsx") from None
    return Grid([(number, cells) for number, cells in rows if any(cells)])


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 (also without its mark, as some exports have it), else Windows-1258: there a tone is a letter of
    its own after the vowel, which NFC joins again."""
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), "")
    if not encoding and b"\0" in content[:200]:
        encoding = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
    for one in (encoding,) if encoding else ("utf-8", "cp1258"):
        try:
            text = content.decode(one)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return unicodedata.normalize("NFC", text)
    raise ValueError("không đọc được chữ trong tệp; hãy lưu lại dạng CSV UTF-8 hoặc .xlsx")


def _delimiter(text: str) -> str:
    header = text.lstrip().partition("\n")[0]
    return max(";,\t|", key=header.count)


def _workbook(content: bytes, most_rows: int) -> Grid:
    child = start_child("campaign.library.tables.child")
    try:
        out, _ = child.communicate(b"%d\n" % most_rows + content, timeout=WALL_S)
    except subprocess.TimeoutExpired:
        out = b""
    finally:
        child.kill()
        child.communicate()
    try:
        said = json.loads(out)
    except ValueError:  # it was ended by its limits
        raise ValueError(_COSTLY) from None
    if "refused" in said:
        raise ValueError(said["refused"])
    return Grid([(row[0], row[1]) for row in said["rows"]], [(each[0], each[1]) for each in said["wrong"]])

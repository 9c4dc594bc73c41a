"""Workbooks made on the spot, honest ones and others."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from openpyxl import Workbook


def workbook(*rows: list[object], change: Callable[[Workbook], None] | None = None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one of its parts changed (or added: ``change`` then gets nothing)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            inner = before.read(part)
            after.writestr(part.filename, change(inner) if part.filename == name else inner)
        if name not in before.namelist():
            after.writestr(name, change(b""))
    return out.getvalue()

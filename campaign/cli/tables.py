"""``campaign import``: a table of items and of when they go out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from campaign.cli.output import complain
from campaign.cli.parts import ACTOR, database_of
from campaign.errors import Mistake


def add_to(app: typer.Typer) -> None:
    app.command("import")(import_)


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv|.xlsx", help="Bảng có dòng tiêu đề ở dòng 1.")],
) -> None:
    """Nạp một bảng mục và lịch đăng; có lỗi nào thì không ghi gì; nạp lại lần nữa không thêm gì."""
    from campaign.desk.table_import import import_table
    from campaign.library.tables.grid import WrongRows
    from campaign.library.tables.reading import read_table

    try:
        content = file.read_bytes()
    except OSError as error:
        raise Mistake(f"Không đọc được {file} ({error.strerror}).") from None
    with database_of(context) as (settings, database):
        try:
            done = import_table(database, settings, ACTOR, file.name, read_table(file.name, content))
        except WrongRows as wrong:
            print("\n".join(wrong.lines))
            complain("Bảng có lỗi nên chưa ghi gì. Hãy sửa các dòng trên rồi nạp lại.")
            sys.exit(1)
    complain(f"Mục mới: {len(done.items)}. Đã có: {done.known}. Lượt đăng mới: {done.deliveries}.")

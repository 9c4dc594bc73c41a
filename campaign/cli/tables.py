"""``campaign import``: a table of items and of when they go out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from campaign.cli.output import complain
from campaign.cli.parts import ACTOR, database_of, read_given, rows_told


def add_to(app: typer.Typer) -> None:
    app.command("import")(import_)


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv|.xlsx", help="Bảng có dòng tiêu đề ở dòng 1.")],
) -> None:
    """Nạp một bảng mục và lịch đăng; có lỗi nào thì không ghi gì; nạp lại lần nữa không thêm gì."""
    from campaign.desk.table_import import import_table
    from campaign.library.tables.reading import read_table

    content = read_given(file)
    with database_of(context) as (settings, database), rows_told():
        done = import_table(database, settings, ACTOR, file.name, read_table(file.name, content))
    complain(f"Mục mới: {len(done.items)}. Đã có: {done.known}. Lượt đăng mới: {done.deliveries}.")

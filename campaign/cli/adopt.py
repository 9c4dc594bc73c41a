"""``campaign adopt``: posts that were made elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from campaign.cli.output import complain
from campaign.cli.parts import ACTOR, dispatch_of, read_given, rows_told


def add_to(app: typer.Typer) -> None:
    app.command()(adopt)


def adopt(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="Khóa của kênh.")],
    since: Annotated[
        str, typer.Option("--from", metavar="D", help="Từ ngày nào, ví dụ 2026-01-31 (mặc định: từ đầu kế hoạch).")
    ] = "",
    file: Annotated[
        Path | None, typer.Option("--file", help="Bảng CSV: xuất từ Meta Business Suite, hoặc url, published_at, ...")
    ] = None,
) -> None:
    """Nhận những bài đã đăng ở nơi khác (bằng tay, phát trực tiếp, trước khi cài đặt) để tính vào báo cáo."""
    from campaign.desk import adopt as desk

    with dispatch_of(context) as dispatch:
        first = desk.midnight(dispatch.database, since) if since else None
        if file is None:
            done = desk.adopt_listed(dispatch, ACTOR, key, first)
        else:
            with rows_told():
                done = desk.adopt_file(dispatch, ACTOR, key, file.name, read_given(file), first)
    complain(f"Bài mới: {done.new}. Đã có: {done.known + done.settled}. Số liệu thêm: {done.samples}.")
    if done.sending:
        complain(f"{done.sending} bài đang được gửi nên để nguyên; hãy chạy lại sau ít phút.")

"""``campaign adopt``: posts that were made elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from campaign.cli.output import complain
from campaign.cli.parts import ACTOR, dispatch_of
from campaign.errors import Mistake


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
    from campaign.library.exports import WrongRows

    with dispatch_of(context) as dispatch:
        first = desk.midnight(dispatch.database, since) if since else None
        if file is None:
            done = desk.adopt_listed(dispatch, ACTOR, key, first)
        else:
            try:
                done = desk.adopt_file(dispatch, ACTOR, key, file.name, _read(file), first)
            except WrongRows as wrong:
                print("\n".join(wrong.lines))
                complain("Bảng có lỗi nên chưa ghi gì. Hãy sửa các dòng trên rồi nạp lại.")
                sys.exit(1)
    complain(f"Bài mới: {done.new}. Đã có: {done.known + done.settled}. Số liệu thêm: {done.samples}.")
    if done.sending:
        complain(f"{done.sending} bài đang được gửi nên để nguyên; hãy chạy lại sau ít phút.")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Mistake(f"Không đọc được {file} ({error.strerror}).") from None

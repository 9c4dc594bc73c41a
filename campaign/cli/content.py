"""Commands that bring the workspace's files in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from campaign.cli.output import complain
from campaign.cli.parts import settings_of


def add_to(app: typer.Typer) -> None:
    for command in (init, check, sync):
        app.command()(command)


def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="Thư mục mới, hoặc trống.")]) -> None:
    """Tạo một thư mục làm việc mới với nội dung khởi đầu."""
    from campaign.workspace.starter import init as make

    make(folder)
    complain(f"Đã tạo {folder}. Bước tiếp theo: campaign --workspace {folder} sync")


def check(context: typer.Context) -> None:
    """Đọc mọi tệp và in mọi lỗi (đường dẫn:dòng: lời giải thích); không thay đổi gì."""
    from campaign.desk.check import check as look

    found = look(settings_of(context))
    for warning in found.warnings:
        complain(f"{warning}")
    for mistake in found.mistakes:
        print(mistake)
    if found.mistakes:
        sys.exit(1)
    complain("Không có lỗi nào.")


def sync(context: typer.Context) -> None:
    """Kiểm tra rồi nạp những gì đúng; tệp sai không chặn tệp khác. Nạp lại lần nữa không thay đổi gì."""
    from campaign.app.open import start_log
    from campaign.db import Database
    from campaign.desk.sync import sync as load

    settings = settings_of(context)
    start_log(settings.log)
    database = Database(settings.database_url)
    try:
        report = load(database, settings)
    finally:
        database.close()
    for warning in report.warnings:
        complain(f"{warning}")
    for slug in report.kept:
        complain(f"Giữ nguyên {slug}: đã được sửa trên trang sau lần nạp trước.")
    for slug in report.removed:
        complain(f"Tệp của {slug} không còn; mục vẫn ở trong thư viện.")
    for mistake in report.mistakes:
        print(mistake)
    complain(
        f"Thêm {len(report.added)}, đổi {len(report.changed)}, giữ nguyên {len(report.unchanged)}, "
        f"lỗi {len(report.mistakes)}."
    )
    if report.mistakes:
        sys.exit(1)

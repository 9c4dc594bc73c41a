"""Commands that keep an installation alive: backup, restore, move, keys, doctor."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli.output import complain, document
from campaign.cli.parts import ACTOR, database_of, settings_of
from campaign.errors import Mistake

if TYPE_CHECKING:
    from campaign.upkeep.restore import Restored

keys = typer.Typer(no_args_is_help=True, help="Khóa niêm phong các bí mật.")

File = Annotated[Path, typer.Argument(metavar="FILE", help="Tệp sao lưu (.zip).")]


def add_to(app: typer.Typer) -> None:
    for command in (backup, restore, move, doctor):
        app.command()(command)
    app.add_typer(keys, name="keys")


def backup(
    context: typer.Context,
    file: File,
    with_key: Annotated[
        bool, typer.Option("--with-key", help="Kèm tệp khóa: ai có tệp sao lưu thì mở được mọi bí mật.")
    ] = False,
) -> None:
    """Sao lưu mọi thứ vào một tệp; chạy được cả khi serve đang chạy."""
    from campaign.upkeep.backup import back_up

    with database_of(context) as (settings, database):
        made = back_up(database, settings, file.absolute(), with_key=with_key)
    if made.left_out:
        complain(f"Bỏ qua {made.left_out} tệp media hỏng. Xem: campaign doctor")
    if not with_key:
        complain("Tệp khóa không nằm trong bản sao lưu; hãy cất nó ở chỗ khác, hoặc dùng --with-key.")
    rows = sum(table.count for table in made.manifest.tables.values())
    complain(f"Đã sao lưu {rows} dòng, {len(made.manifest.media)} tệp media.")
    print(made.path)


def restore(
    context: typer.Context,
    file: File,
    verify: Annotated[bool, typer.Option("--verify", help="Chỉ kiểm tra bản sao lưu, không thay đổi gì.")] = False,
) -> None:
    """Khôi phục từ một bản sao lưu; cơ sở dữ liệu đang có được giữ lại ở var/backups."""
    from campaign.app.open import start_log
    from campaign.clock import iso_z
    from campaign.db import Database
    from campaign.upkeep import restore as work

    settings = settings_of(context)
    start_log(settings.log)
    if verify:
        manifest = work.verify(file, settings)
        rows = sum(table.count for table in manifest.tables.values())
        complain(f"Bản sao lưu lúc {iso_z(manifest.made_at)} dùng được: {rows} dòng, {len(manifest.media)} tệp media.")
        return
    database = Database(settings.database_url)
    try:
        _tell(work.restore(file, database, settings, ACTOR))
    finally:
        database.close()


def move(
    context: typer.Context,
    to: Annotated[str, typer.Option("--to", metavar="URL", help="postgresql://... của một cơ sở dữ liệu trống.")],
) -> None:
    """Chuyển từ SQLite sang PostgreSQL, đối chiếu từng dòng; nơi cũ sau đó không dùng nữa."""
    from campaign.app.moving import move_to
    from campaign.app.open import start_log
    from campaign.settings import read_settings

    settings = settings_of(context)
    start_log(settings.log)
    target = read_settings(settings.workspace, {"CAMPAIGN_DATABASE_URL": to}).database_url
    moved = move_to(settings, target, ACTOR, complain)
    complain(
        f"Đã chuyển {moved.rows} dòng sang {moved.place}, đối chiếu từng dòng đều khớp. "
        "Từ nay hãy đặt CAMPAIGN_DATABASE_URL tới đó. Tệp khóa và var/media vẫn ở chỗ cũ."
    )


@keys.command()
def rotate(context: typer.Context) -> None:
    """Tạo khóa mới, niêm phong lại mọi bí mật bằng khóa đó, rồi bỏ khóa cũ. Bị ngắt giữa chừng thì chạy lại."""
    from campaign.upkeep.keys import rotate as work
    from campaign.upkeep.running import nobody_else

    with database_of(context) as (settings, database), nobody_else(database, settings):
        count = work(database, settings.secret_key_file, ACTOR)
    complain(f"Đã niêm phong lại {count} bí mật bằng khóa mới và bỏ khóa cũ.")
    complain("Bản sao lưu cũ cần khóa cũ mới mở được bí mật trong đó: giữ bản sao của khóa cũ, hoặc sao lưu lại ngay.")
    if not settings.is_sqlite:
        complain(f"Hãy chép {settings.secret_key_file} sang mọi máy đang chạy worker.")


def doctor(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Một tài liệu JSON.")] = False,
) -> None:
    """Khám cả hệ thống, mỗi điều một dòng; kết thúc với 1 nếu có điều cần người."""
    from campaign.app.open import start_log
    from campaign.upkeep.doctor import examine

    settings = settings_of(context)
    start_log(settings.log)
    found = examine(settings)
    if as_json:
        document({"ok": all(one.ok for one in found), "findings": [asdict(one) for one in found]})
    else:
        for one in found:
            print(f"{'ổn' if one.ok else 'CẦN XEM'}\t{one.area}\t{one.says}")
    if not all(one.ok for one in found):
        sys.exit(1)


def _tell(done: Restored) -> None:
    if done.kept_at is not None:
        complain(f"Cơ sở dữ liệu trước đó được giữ ở {done.kept_at}")
    complain(f"Đã khôi phục; {done.media} tệp media và {done.files} tệp của thư mục làm việc được chép lại.")
    if done.files_kept:
        complain(f"{done.files_kept} tệp của thư mục làm việc khác với bản sao lưu và được giữ nguyên.")
    if done.marked.uncertain:
        complain(
            f"{done.marked.uncertain} lượt đăng có thể đã lên kênh sau khi sao lưu: không lượt nào tự gửi lại. Chương "
            "trình tìm trên kênh; lượt nào chưa rõ, hãy trả lời: campaign deliveries --state uncertain"
        )
    if done.marked.zalo:
        complain(f"{done.marked.zalo} kênh Zalo cần kết nối lại: campaign channel connect")
    complain("Mọi người cần đăng nhập lại; liên kết mời chưa dùng thì tạo lại; mã API nào đã thu hồi thì thu hồi lại.")
    if done.missing:
        complain(f"Thiếu {done.missing} tệp media không nằm trong bản sao lưu này. Hãy chạy: campaign sync")
    if not done.sealed:
        raise Mistake(
            "Tệp khóa hiện tại không mở được các bí mật vừa khôi phục. Hãy đặt lại đúng tệp khóa (var/secret.key), "
            "hoặc kết nối lại từng kênh."
        )

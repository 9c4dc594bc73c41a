"""``campaign channel ...``"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli.output import complain, document, table
from campaign.cli.parts import ACTOR, database_of, dispatch_of
from campaign.errors import Mistake

if TYPE_CHECKING:
    from campaign.delivery.context import Dispatch

app = typer.Typer(no_args_is_help=True, help="Các kênh: xem, kết nối, kiểm tra, đóng, mở.")

Key = Annotated[str, typer.Argument(help="Khóa của kênh.")]
Keys = Annotated[str | None, typer.Argument(help="Khóa của kênh.")]
All = Annotated[bool, typer.Option("--all", help="Mọi kênh.")]


@app.command("list")
def list_(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Một tài liệu JSON.")] = False
) -> None:
    """Các kênh đã khai báo và tình trạng của chúng."""
    from campaign.desk.channels import list_channels

    with database_of(context) as (_, database), database.read() as session:
        rows = list_channels(session)
    if as_json:
        document({"channels": rows})
        return
    table(
        ("Kênh", "Nền tảng", "Tên", "Tình trạng", "Lý do"),
        ((row["key"], row["platform"], row["title"], row["state"], row["reason"]) for row in rows),
    )


@app.command()
def connect(context: typer.Context, key: Key) -> None:
    """Kết nối: đọc các bí mật từ stdin dưới dạng một đối tượng JSON (hoặc hỏi từng cái)."""
    from campaign.desk import channels

    with dispatch_of(context) as dispatch:
        names = channels.secrets_of(dispatch.database, key)
        if sys.stdin.isatty() and "refresh_token" in names:
            notes = _by_consent(dispatch, key)
        else:
            notes = channels.connect(dispatch, ACTOR, key, _read_secrets(names))
        for note in notes:
            complain(note)
        channels.plan_again(dispatch)
    complain(f"Kênh {key} đã kết nối.")


@app.command()
def verify(context: typer.Context, key: Key) -> None:
    """Hỏi nền tảng xem bí mật đang lưu còn dùng được không."""
    from campaign.desk.channels import verify as ask

    with dispatch_of(context) as dispatch:
        account = ask(dispatch, key, ACTOR)
    print(f"{account.name} ({account.id})")
    for note in account.notes:
        complain(note)


@app.command()
def close(
    context: typer.Context,
    key: Keys = None,
    every: All = False,
    reason: Annotated[str, typer.Option("--reason", help="Vì sao đóng.")] = "",
) -> None:
    """Đóng kênh: từ lúc này kênh không gửi gì nữa."""
    from campaign.desk.channels import close as shut

    with database_of(context) as (_, database):
        keys = shut(database, ACTOR, _one_or_all(key, every), reason)
    complain(f"Đã đóng: {', '.join(keys) or 'không có kênh nào đang mở'}.")


@app.command("open")
def open_(context: typer.Context, key: Keys = None, every: All = False) -> None:
    """Mở lại kênh."""
    from campaign.desk.channels import open_ as unlock

    with database_of(context) as (_, database):
        keys = unlock(database, ACTOR, _one_or_all(key, every))
    complain(f"Đã mở: {', '.join(keys) or 'không có kênh nào đang đóng'}.")


def _one_or_all(key: str | None, every: bool) -> str | None:
    if (key is None) != every:
        complain("Hãy cho biết khóa của kênh, hoặc --all.")
        sys.exit(2)
    return key


def _by_consent(dispatch: Dispatch, key: str) -> list[str]:
    """Zalo: an administrator of the account says yes in a browser; the code comes back there, or is pasted here."""
    from campaign.desk import zalo_connect

    app_secret = typer.prompt("app_secret", hide_input=True)
    oa_secret_key = typer.prompt("oa_secret_key (cho webhook, có thể bỏ trống)", hide_input=True, default="")
    begun = zalo_connect.begin(dispatch, ACTOR, key, app_secret, oa_secret_key)
    print(f"Mở địa chỉ này bằng tài khoản quản trị OA và đồng ý (trong 10 phút):\n\n{begun.url}\n")
    question = "Dán mã (code) hoặc cả địa chỉ quay về; bỏ trống nếu trang đã báo kết nối xong"
    code, oa_id = zalo_connect.pasted(typer.prompt(question, default="", show_default=False), begun.state)
    if code:
        return zalo_connect.finish(dispatch, ACTOR, begun.state, code, oa_id)[1]
    if zalo_connect.is_waiting(dispatch, begun.state):
        raise Mistake("Chưa có mã cấp quyền nào quay về. Hãy chạy lại lệnh này.")
    return []


def _read_secrets(names: Sequence[str]) -> dict[str, str]:
    """From stdin as JSON; at a terminal each is asked for, unseen. A value is never echoed back in a message."""
    if sys.stdin.isatty():
        return {name: typer.prompt(name, hide_input=True) for name in names}
    try:
        given = json.loads(sys.stdin.read() or "{}")
    except ValueError:
        given = None
    if not isinstance(given, dict) or not all(isinstance(value, str | int) for value in given.values()):
        raise Mistake(f"Hãy đưa vào stdin một đối tượng JSON với: {', '.join(names) or 'không gì cả ({})'}")
    return {str(name): str(value) for name, value in given.items()}

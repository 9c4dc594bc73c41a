"""``campaign token ...``"""

from __future__ import annotations

from typing import Annotated

import typer

from campaign.cli.output import document, table
from campaign.cli.parts import ACTOR, database_of

app = typer.Typer(no_args_is_help=True, help="Mã truy cập API của các chương trình khác.")

Name = Annotated[str, typer.Argument(help="Tên của mã, để nhận ra khi thu hồi.")]


@app.command()
def add(
    context: typer.Context,
    name: Name,
    user: Annotated[str, typer.Option("--user", help="Thư điện tử của người mà chương trình thay mặt.")],
    scope: Annotated[str, typer.Option("--scope", help="read (chỉ đọc) hoặc write.")] = "write",
) -> None:
    """Tạo một mã truy cập; in ra mã đó và không gì khác. Mã chỉ hiện một lần."""
    from campaign.desk.tokens import add_api_token

    with database_of(context) as (_, database):
        print(add_api_token(database, ACTOR, name, user, scope))


@app.command("list")
def list_(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Một tài liệu JSON.")] = False
) -> None:
    """Các mã truy cập đã tạo (không hiện mã)."""
    from campaign.desk.tokens import list_api_tokens

    with database_of(context) as (_, database), database.read() as session:
        rows = list_api_tokens(session)
    if as_json:
        document({"tokens": rows})
        return
    table(
        ("Tên", "Thay mặt", "Phạm vi", "Tạo lúc (UTC)", "Dùng lần cuối", "Thu hồi"),
        ((r["name"], r["user"], r["scope"], r["created_at"], r["last_used_at"], r["revoked_at"]) for r in rows),
    )


@app.command()
def revoke(
    context: typer.Context,
    name: Name,
    user: Annotated[str, typer.Option("--user", help="Của ai, nếu nhiều người có mã cùng tên.")] = "",
) -> None:
    """Thu hồi: từ lúc này mã không dùng được nữa."""
    from campaign.desk.tokens import revoke_api_token

    with database_of(context) as (_, database):
        revoke_api_token(database, ACTOR, name, user)

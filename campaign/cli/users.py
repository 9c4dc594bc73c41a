"""``campaign user ...``"""

from __future__ import annotations

from typing import Annotated

import typer

from campaign.cli.output import document, table
from campaign.cli.parts import ACTOR, database_of

app = typer.Typer(no_args_is_help=True, help="Người dùng của trang biên tập.")


@app.command()
def add(
    context: typer.Context,
    email: Annotated[str, typer.Argument(help="Thư điện tử.")],
    name: Annotated[str, typer.Option("--name", help="Họ tên.")],
    role: Annotated[str, typer.Option("--role", help="reporter, editor, manager hoặc admin.")],
    unit: Annotated[str, typer.Option("--unit", help="Đơn vị của kế hoạch; bỏ trống: mọi đơn vị.")] = "",
) -> None:
    """Thêm người dùng; in ra một đường dẫn đăng nhập dùng một lần."""
    from campaign.desk.users import add_person

    with database_of(context) as (settings, database):
        print(add_person(database, settings, ACTOR, email, name, role, unit))


@app.command("list")
def list_(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Một tài liệu JSON.")] = False
) -> None:
    """Những người đăng nhập được."""
    from campaign.people.users import list_users

    with database_of(context) as (_, database), database.read() as session:
        users = list_users(session)
    rows = [
        {
            "email": u.email,
            "name": u.name,
            "role": u.role,
            "unit": u.unit or None,
            "disabled": u.disabled_at is not None,
        }
        for u in users
    ]
    if as_json:
        document({"users": rows})
        return
    table(("Thư điện tử", "Họ tên", "Vai trò", "Đơn vị"), ((r["email"], r["name"], r["role"], r["unit"]) for r in rows))

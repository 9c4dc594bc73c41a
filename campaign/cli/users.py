"""``campaign user ...``"""

from __future__ import annotations

from typing import Annotated

import typer

from campaign.cli.output import complain, document, table
from campaign.cli.parts import ACTOR, database_of

app = typer.Typer(no_args_is_help=True, help="Người dùng của trang biên tập.")

Email = Annotated[str, typer.Argument(help="Thư điện tử.")]


@app.command()
def add(
    context: typer.Context,
    email: Email,
    name: Annotated[str, typer.Option("--name", help="Họ tên.")],
    role: Annotated[str, typer.Option("--role", help="reporter, editor, manager hoặc admin.")],
    unit: Annotated[str, typer.Option("--unit", help="Đơn vị của kế hoạch; bỏ trống: mọi đơn vị.")] = "",
) -> None:
    """Thêm người dùng; in ra một đường dẫn đăng nhập dùng một lần. Người đã có: in ra một đường dẫn mới."""
    from campaign.desk.users import add_person, fresh_link, known

    with database_of(context) as (settings, database):
        user = known(database, email)
        if user is None:
            print(add_person(database, settings, ACTOR, email, name, role, unit))
            return
        print(fresh_link(database, settings, ACTOR, user.email))
    if (user.name, user.role, user.unit) != (name, role, unit):
        complain(f"Đã có {user.email} ({user.name}, {user.role}, {user.unit or 'mọi đơn vị'}); giữ nguyên như vậy.")


@app.command()
def disable(context: typer.Context, email: Email) -> None:
    """Khóa tài khoản: mọi trình duyệt và chương trình của người này bị đăng xuất ngay."""
    from campaign.desk.users import disable_person

    with database_of(context) as (_, database):
        disable_person(database, ACTOR, email)


@app.command()
def enable(context: typer.Context, email: Email) -> None:
    """Mở lại tài khoản đã khóa."""
    from campaign.desk.users import enable_person

    with database_of(context) as (_, database):
        enable_person(database, ACTOR, email)


@app.command()
def reset(context: typer.Context, email: Email) -> None:
    """Cho người mất điện thoại hoặc quên mật khẩu: bỏ cả hai, in ra một đường dẫn đăng nhập mới."""
    from campaign.desk.users import reset_person

    with database_of(context) as (settings, database):
        print(reset_person(database, settings, ACTOR, email))


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

"""``campaign alerts ...``"""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from campaign.cli.output import complain, document, table
from campaign.cli.parts import ACTOR, dispatch_of
from campaign.errors import Mistake

app = typer.Typer(no_args_is_help=True, help="Báo cho người: thư điện tử, trình duyệt, webhook, nhóm Telegram.")

Way = Annotated[str, typer.Argument(help="email, push, webhook hoặc telegram.")]


@app.command("list")
def list_(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Một tài liệu JSON.")] = False
) -> None:
    """Các cách báo và cách nào đã nối (không hiện bí mật)."""
    from campaign.clock import iso_z
    from campaign.desk.alert_ways import list_ways

    with dispatch_of(context) as dispatch, dispatch.database.read() as session:
        rows = [{**row, "since": iso_z(row["since"])} for row in list_ways(session)]  # type: ignore[arg-type]
    if as_json:
        document({"ways": rows})
        return
    table(("Cách báo", "Đã nối", "Từ lúc (UTC)"), ((row["way"], row["connected"], row["since"]) for row in rows))


@app.command()
def connect(context: typer.Context, way: Way) -> None:
    """Nối một cách báo: đọc cấu hình và bí mật từ stdin dưới dạng một đối tượng JSON; lưu mã hóa."""
    from campaign.desk.alert_ways import connect_way

    with dispatch_of(context) as dispatch:
        notes = connect_way(dispatch.database, dispatch.destinations.vault, ACTOR, way, _read())
    for note in notes:
        complain(note)
    complain(f"Cách báo {way} đã nối. Thử: campaign alerts test {way}")


@app.command()
def forget(context: typer.Context, way: Way) -> None:
    """Bỏ một cách báo cùng bí mật của nó."""
    from campaign.desk.alert_ways import forget_way

    with dispatch_of(context) as dispatch:
        forget_way(dispatch.database, dispatch.destinations.vault, ACTOR, way)
    complain(f"Đã bỏ cách báo {way}.")


@app.command("test")
def try_(
    context: typer.Context,
    way: Way,
    user: Annotated[str, typer.Option("--user", help="Thư điện tử của người nhận (email, push).")] = "",
) -> None:
    """Gửi một báo thử; kết thúc với 1 nếu không tới."""
    from campaign.desk.alert_ways import try_way

    with dispatch_of(context) as dispatch:
        try_way(dispatch.database, dispatch.destinations.vault, dispatch.settings, way, user)
    complain("Đã gửi báo thử.")


def _read() -> dict[str, str]:
    """A value is never echoed back in a message."""
    try:
        given = json.loads("{}" if sys.stdin.isatty() else sys.stdin.read() or "{}")
    except ValueError:
        given = None
    if not isinstance(given, dict) or not all(isinstance(value, str | int) for value in given.values()):
        raise Mistake("Hãy đưa vào stdin một đối tượng JSON. Các khóa của từng cách: docs/reference.md")
    return {str(name): str(value) for name, value in given.items()}

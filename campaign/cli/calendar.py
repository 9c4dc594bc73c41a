"""Commands that show what will go out and what has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from campaign.cli.output import document, table
from campaign.cli.parts import database_of, settings_of
from campaign.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.schedule.grid import CalendarEntry

Json = Annotated[bool, typer.Option("--json", help="Một tài liệu JSON trên stdout.")]


def add_to(app: typer.Typer) -> None:
    app.command("deliveries")(deliveries)
    app.command("calendar")(calendar)


def deliveries(
    context: typer.Context,
    state: Annotated[str | None, typer.Option("--state", help="Chỉ trạng thái này.")] = None,
    channel: Annotated[str | None, typer.Option("--channel", help="Chỉ kênh này.")] = None,
    item: Annotated[str | None, typer.Option("--item", help="Chỉ mục này.")] = None,
    as_json: Json = False,
) -> None:
    """Các lượt đăng."""
    settings = settings_of(context)
    rows = _listed(settings, state=state, channel=channel, item=item)
    if as_json:
        if any(row["text"] is None for row in rows):
            _add_previews(context, rows)
        document({"deliveries": rows})
        return
    table(
        ("Số", "Giờ (UTC)", "Kênh", "Mục", "Trạng thái", "Lý do"),
        ((row["id"], row["due_at"], row["channel"], _name(row), row["state"], _why(row)) for row in rows),
    )


def _listed(settings: Settings, **wanted: str | None) -> list[dict[str, Any]]:
    """By plain DB-API: importing the rows would take longer than the whole command may."""
    from campaign.cli.quick import cursor_of
    from campaign.delivery.listing import list_deliveries

    with cursor_of(settings) as (cursor, mark):
        return list_deliveries(cursor, mark, **wanted)  # type: ignore[arg-type]


def _add_previews(context: typer.Context, rows: Sequence[dict[str, Any]]) -> None:
    from campaign.delivery.preview import preview

    with database_of(context) as (settings, database), database.read() as session:
        for row in rows:
            if row["text"] is None:
                row["text"] = preview(session, settings, row["id"])


def _name(row: dict[str, Any]) -> str:
    return f"{row['item']} [{row['part']}]" if row["part"] else str(row["item"])


def _why(row: dict[str, Any]) -> str:
    held = f"giữ ({row['held_reason']}): " if row["held_reason"] else ""
    return held + (row["error"]["message"] if row["error"] else "")


def calendar(
    context: typer.Context,
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="Số ngày tới.")] = 14,
    as_json: Json = False,
) -> None:
    """Lịch sắp tới: mỗi khung giờ, mỗi lượt đăng, trạng thái và lý do."""
    from campaign.delivery.forecast import as_json as foreseen_json
    from campaign.delivery.forecast import forecast
    from campaign.schedule.grid import as_json as day_json
    from campaign.schedule.grid import calendar as grid

    with database_of(context) as (settings, database), database.read() as session:
        now = database.now(session)
        shown, ahead = grid(session, now, days), forecast(session, settings, now, days)
    if as_json:
        shown_days = day_json(shown)
        for day in shown_days["days"]:
            for entry in day["entries"]:
                entry["forecast"] = foreseen_json(ahead.get(entry["delivery_id"], ()))
        document(shown_days)
        return

    def reason(entry: CalendarEntry) -> str:
        foreseen = " ".join(one.message for one in ahead.get(entry.delivery_id or 0, ()))
        return entry.reason or (f"Dự báo: {foreseen}" if foreseen else "")

    table(
        ("Ngày", "Giờ", "Kênh", "Mục", "Trạng thái", "Lý do"),
        (
            (f"{day.on:%d/%m}", entry.time, entry.channel, entry.item or entry.title, entry.state, reason(entry))
            for day in shown
            for entry in day.entries
        ),
    )

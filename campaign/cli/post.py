"""Commands on single deliveries."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from campaign.cli.output import complain
from campaign.cli.parts import ACTOR, database_of, dispatch_of
from campaign.desk.times import read_time
from campaign.errors import Mistake

Id = Annotated[int, typer.Argument(min=1, max=2**31 - 1, help="Số của lượt đăng.")]
At = Annotated[str, typer.Option("--at", help="ISO 8601 (không có múi giờ: theo kế hoạch), hoặc now.")]


def add_to(app: typer.Typer) -> None:
    for command in (schedule, cancel, reschedule, resolve, release, retract):
        app.command()(command)


def schedule(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(help="Tên mục.")],
    channel: Annotated[str, typer.Option("--channel", help="Khóa của kênh.")],
    at: At,
    urgent: Annotated[
        bool, typer.Option("--urgent", help="Đăng khẩn: vượt khoảng cách, khung giờ và kỳ nghỉ.")
    ] = False,
) -> None:
    """Lên lịch một mục lên một kênh; in ra số của lượt đăng."""
    from campaign.desk import deliveries
    from campaign.workspace.stored import stored_zone

    with database_of(context) as (settings, database):
        with database.read() as session:
            zone = stored_zone(session)
        made = deliveries.schedule(database, ACTOR, slug, channel, read_time(at, zone), urgent)
        print(made)
        for foreseen in deliveries.foreseen(database, settings, made):
            complain(f"Dự báo: {foreseen}")
        for left_out in deliveries.left_out(database, settings, made):
            complain(f"Lưu ý: {left_out}")


def cancel(context: typer.Context, delivery: Id) -> None:
    """Hủy; kết thúc bằng 0 chỉ khi chắc chắn không còn gì được đăng."""
    from campaign.desk import deliveries

    with database_of(context) as (_, database):
        deliveries.cancel(database, ACTOR, delivery)


def reschedule(context: typer.Context, delivery: Id, at: At) -> None:
    """Dời sang giờ khác."""
    from campaign.desk import deliveries
    from campaign.workspace.stored import stored_zone

    with database_of(context) as (_, database):
        with database.read() as session:
            zone = stored_zone(session)
        deliveries.reschedule(database, ACTOR, delivery, read_time(at, zone))


def release(context: typer.Context, delivery: Id) -> None:
    """Cho một lượt đang bị giữ được đăng ngay."""
    from campaign.desk import deliveries

    with database_of(context) as (_, database):
        deliveries.release(database, ACTOR, delivery)


def resolve(
    context: typer.Context,
    delivery: Id,
    published: Annotated[bool, typer.Option("--published", help="Đã thấy bài trên kênh.")] = False,
    permalink: Annotated[str, typer.Option("--permalink", help="Đường dẫn bài đã thấy.")] = "",
    absent: Annotated[bool, typer.Option("--absent", help="Không có trên kênh: gửi lại.")] = False,
) -> None:
    """Trả lời cho một lượt đăng chưa rõ (hoặc đăng tay)."""
    from campaign.desk import deliveries

    if published == absent:
        complain("Hãy chọn đúng một: --published (đã có trên kênh) hoặc --absent (không có, gửi lại).")
        sys.exit(2)
    if permalink and absent:
        raise Mistake("--permalink chỉ đi với --published.")
    with database_of(context) as (_, database):
        if published:
            deliveries.resolve_published(database, ACTOR, delivery, permalink)
        else:
            deliveries.resolve_absent(database, ACTOR, delivery)


def retract(
    context: typer.Context,
    delivery: Id,
    reason: Annotated[str, typer.Option("--reason", help="Lý do gỡ bài.")],
) -> None:
    """Gỡ một bài đã đăng, cùng các phần đi kèm."""
    from campaign.desk import published

    with dispatch_of(context) as dispatch:
        for note in published.retract(dispatch, ACTOR, delivery, reason):
            complain(note)

"""The editorial step from the command line: the same rules as the pages."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from campaign.cli.output import complain
from campaign.cli.parts import ACTOR, database_of, dispatch_of

Slug = Annotated[str, typer.Argument(help="Tên mục.")]
By = Annotated[str, typer.Option("--by", help="Thư điện tử của người làm bước này.")]


def add_to(app: typer.Typer) -> None:
    for command in (submit, approve, correct, measure):
        app.command()(command)


def submit(context: typer.Context, slug: Slug, by: By) -> None:
    """Gửi một mục đi duyệt."""
    from campaign.desk.editorial import submit_item

    with database_of(context) as (settings, database):
        submit_item(database, settings, slug, by)


def approve(context: typer.Context, slug: Slug, by: By) -> None:
    """Duyệt nội dung hiện tại của một mục; mọi lần sửa sau đó đều phải duyệt lại."""
    from campaign.desk.editorial import approve_item

    with database_of(context) as (settings, database):
        standing = approve_item(database, settings, slug, by)
    if not standing.approved:
        complain(f"Đã ghi nhận; còn thiếu người duyệt ({len(standing.approved_by)}/{standing.required}).")


def correct(context: typer.Context, slug: Slug) -> None:
    """Đưa các bài đã đăng của một mục về bản được duyệt mới nhất; kết quả từng kênh."""
    from campaign.desk.published import correct as bring

    with dispatch_of(context) as dispatch:
        results = bring(dispatch, ACTOR, slug)
    for result in results:
        print(f"{result.delivery_id}\t{result.channel}\t{result.code}\t{result.message}")
    if any(result.code == "refused" for result in results):
        sys.exit(1)


def measure(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Mọi bài đã đăng, không chỉ bài đến hạn.")] = False,
) -> None:
    """Lấy số liệu của các bài đã đăng."""
    from campaign.reach.collect import collect

    with dispatch_of(context) as dispatch:
        within = dispatch.settings.http_deadline_s
        count = collect(dispatch.database, dispatch.destinations, within, everything=everything)
    complain(f"Đã ghi {count} số liệu.")

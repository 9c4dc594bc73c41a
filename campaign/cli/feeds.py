"""``campaign feed ...``: the newsroom's own feeds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from campaign.cli.output import complain, document, table
from campaign.cli.parts import ACTOR, database_of, read_given
from campaign.errors import Mistake

app = typer.Typer(no_args_is_help=True, help="Bản tin (RSS, Atom) của tòa soạn: tin vào thư viện, ở dạng bản nháp.")

Name = Annotated[str, typer.Argument(metavar="URL", help="Địa chỉ hoặc số của bản tin.")]
Task = Annotated[str | None, typer.Option("--task", help="Nội dung nhiệm vụ của tin mới (mặc định 1đ).")]
Unit = Annotated[str, typer.Option("--unit", metavar="ID", help="Đơn vị của tin mới.")]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="Thẻ của tin mới; dùng được nhiều lần.")]
Submit = Annotated[bool, typer.Option("--auto-submit", help="Tin mới được gửi duyệt ngay.")]


@app.command()
def add(
    context: typer.Context,
    urls: Annotated[list[str], typer.Argument(metavar="URL...", help="Địa chỉ http:// hoặc https://.")],
    task: Task = None,
    unit: Unit = "",
    tag: Tags = None,
    auto_submit: Submit = False,
) -> None:
    """Thêm bản tin; chưa hỏi gì cho tới lần đọc đầu tiên."""
    from campaign.desk.feeds import Rules, add_feeds

    with database_of(context) as (settings, database):
        done = add_feeds(database, settings, ACTOR, urls, Rules(task, unit, tuple(tag or ()), auto_submit))
    for url in done.known:
        complain(f"Đã có trong danh sách: {url}")
    complain(f"Thêm {len(done.new)} bản tin. Đọc ngay: campaign feed poll")


@app.command("list")
def list_(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Một tài liệu JSON.")] = False
) -> None:
    """Các bản tin, quy tắc của từng bản tin và lần đọc gần nhất."""
    from campaign.desk.feeds import all_feeds, item_counts
    from campaign.desk.feeds import as_json as said

    with database_of(context) as (_, database), database.read() as session:
        counts = item_counts(session)
        rows = [said(feed, counts.get(feed.id or 0, 0)) for feed in all_feeds(session)]
    if as_json:
        document({"feeds": rows})
        return
    table(
        ("Số", "Địa chỉ", "Nhiệm vụ", "Số mục", "Đọc lúc (UTC)", "Kết quả"),
        (
            (row["id"], row["url"], row["task"], row["items"], row["asked_at"],
             row["error"]["message"] if row["error"] else row["note"] or "")
            for row in rows
        ),
    )  # fmt: skip


@app.command()
def poll(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Một tài liệu JSON.")] = False
) -> None:
    """Hỏi mọi bản tin ngay bây giờ; kết thúc với 1 nếu có bản tin không đọc được."""
    from campaign.desk.feed_polling import poll_all

    with database_of(context) as (settings, database):
        polled = poll_all(database, settings, ACTOR)
    if as_json:
        document(
            {
                "feeds": [
                    {
                        "url": each.url, "new": each.new, "changed": each.changed,
                        "error": {"code": each.error[0], "message": each.error[1]} if each.error else None,
                    }
                    for each in polled
                ]
            }
        )  # fmt: skip
    else:
        table(
            ("Địa chỉ", "Mới", "Đổi", "Lỗi"),
            ((each.url, each.new, each.changed, each.error[1] if each.error else "") for each in polled),
        )
    for each in polled:
        if each.kept:
            complain(f"{each.url}: {each.kept} tin đổi nhưng mục đã được người sửa nên giữ nguyên.")
    if any(each.error for each in polled):
        sys.exit(1)


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="Danh sách bản tin OPML.")],
    task: Task = None,
    unit: Unit = "",
    tag: Tags = None,
    auto_submit: Submit = False,
) -> None:
    """Thêm mọi bản tin của một danh sách OPML; địa chỉ sai không chặn các địa chỉ khác."""
    from campaign.desk.feeds import Rules, import_feeds

    body = read_given(file)
    with database_of(context) as (settings, database):
        done = import_feeds(database, settings, ACTOR, body, Rules(task, unit, tuple(tag or ()), auto_submit))
    for line in done.wrong:
        print(line)
    complain(f"Thêm {len(done.new)}, đã có {len(done.known)}, sai địa chỉ {len(done.wrong)}.")
    if done.wrong:
        sys.exit(1)


@app.command()
def export(context: typer.Context) -> None:
    """In danh sách bản tin dạng OPML."""
    from campaign.desk.feeds import export_feeds

    with database_of(context) as (_, database), database.read() as session:
        print(export_feeds(session), end="")


@app.command()
def rules(
    context: typer.Context,
    name: Name,
    task: Task = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="ID", help="Đơn vị của tin mới.")] = None,
    tag: Tags = None,
    auto_submit: Annotated[
        bool | None, typer.Option("--auto-submit/--no-auto-submit", help="Tin mới được gửi duyệt ngay, hay không.")
    ] = None,
    auto_approve: Annotated[
        bool | None,
        typer.Option(
            "--auto-approve/--no-auto-approve", help="Tin mới được coi là quản lý (--by) đã duyệt, hay không."
        ),
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="EMAIL", help="Quản lý nói điều đó.")] = "",
) -> None:
    """Đổi quy tắc của một bản tin cho tin mới từ nay; điều không nêu thì giữ nguyên."""
    from campaign.desk.feeds import Rules, change_rules, feed_named, trust_feed

    if auto_approve is not None and not by:
        raise Mistake("Hãy cho biết quản lý nào nói điều này: --by EMAIL.")
    with database_of(context) as (_, database):
        with database.read() as session:
            feed = feed_named(session, name)
        if not (task is None and unit is None and tag is None and auto_submit is None):
            wanted = Rules(
                feed.task if task is None else task,
                feed.unit if unit is None else unit,
                tuple(feed.tags if tag is None else tag),
                feed.auto_submit if auto_submit is None else auto_submit,
            )
            change_rules(database, ACTOR, feed.id or 0, wanted)
        if auto_approve is not None:
            trust_feed(database, by, feed.id or 0, auto_approve)
    complain(f"Đã lưu quy tắc của {feed.url}.")


@app.command()
def remove(context: typer.Context, name: Name) -> None:
    """Bỏ một bản tin khỏi danh sách; các mục đã vào thư viện vẫn còn."""
    from campaign.desk.feeds import feed_named, remove_feed

    with database_of(context) as (_, database):
        with database.read() as session:
            feed = feed_named(session, name)
        remove_feed(database, ACTOR, feed.id or 0)
    complain(f"Đã bỏ {feed.url}.")

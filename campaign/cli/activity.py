"""``campaign activity ...``: work that no API sees."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from campaign.cli.output import complain, document, table
from campaign.cli.parts import ACTOR, database_of, read_given, rows_told

app = typer.Typer(
    no_args_is_help=True, help="Việc mà không nền tảng nào đếm được: tọa đàm, tập huấn, phát loa, báo in..."
)


@app.command()
def add(
    context: typer.Context,
    task: Annotated[str, typer.Option("--task", help="Nội dung nhiệm vụ, ví dụ 1c.")],
    kind: Annotated[str, typer.Option("--kind", help="Loại hoạt động, ví dụ talk_show, contest, training_class.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Ngày làm, ví dụ 2026-11-15.")],
    title: Annotated[str, typer.Option("--title", help="Tên của hoạt động.")],
    live: Annotated[bool, typer.Option("--live", help="Tường thuật trực tiếp.")] = False,
    minutes: Annotated[int | None, typer.Option("--minutes", min=0, help="Thời lượng, phút.")] = None,
    airings: Annotated[int | None, typer.Option("--airings", min=0, help="Số lượt phát.")] = None,
    audience: Annotated[int | None, typer.Option("--audience", min=0, help="Số lượt người dự.")] = None,
    place: Annotated[str, typer.Option("--place", help="Địa điểm, kênh sóng, số báo và trang.")] = "",
    evidence: Annotated[
        list[str] | None,
        typer.Option("--evidence", metavar="TEXT|FILE", help="Số văn bản, địa chỉ, hoặc một tệp; ghi được nhiều lần."),
    ] = None,
    unit: Annotated[str, typer.Option("--unit", help="Đơn vị làm (mặc định: đơn vị chủ trì đầu tiên).")] = "",
) -> None:
    """Ghi một hoạt động; in ra số của nó. Tính ngay, mức tin cậy X, trừ khi kế hoạch cần người thứ hai ([reach])."""
    from campaign.desk import activities as desk
    from campaign.media.store import MediaStore
    from campaign.reach.periods import read_day

    said = desk.Said(
        task, kind, read_day(on), title, live, minutes, airings, audience, place, tuple(evidence or ()), unit
    )
    with database_of(context) as (settings, database):
        added = desk.add(database, MediaStore.of(settings), ACTOR, said)
    print(added.id)
    if added.unit and not unit:
        complain(f"Tính cho đơn vị chủ trì: {added.unit}. Nếu là đơn vị khác, hãy ghi --unit.")
    for warning in added.warnings:
        complain(warning)


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Bảng hoạt động của các đơn vị.")],
) -> None:
    """Nhập bảng CSV; có dòng sai thì chỉ ra từng dòng và không ghi gì, nhập lại đúng bảng ấy không thêm gì."""
    from campaign.desk.activity_tables import bring_in

    content = read_given(file)
    with database_of(context) as (_, database), rows_told():
        brought = bring_in(database, ACTOR, file.name, content)
    complain(f"Ghi {brought.new} hoạt động; {brought.known} dòng đã có từ trước.")


@app.command("log")
def log(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Loại nhật ký, ví dụ play-log, displays, sms-confirmation.")
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Nhật ký mà nơi nhận gói gửi lại.")],
    task: Annotated[str, typer.Option("--task", help="Nội dung nhiệm vụ (mặc định: của gói, theo kế hoạch).")] = "",
) -> None:
    """Nhập nhật ký của một gói; có dòng sai thì chỉ ra từng dòng và không ghi gì, nhập lại không thêm gì."""
    from campaign.desk.pack_logs import bring_back

    content = read_given(file)
    with database_of(context) as (settings, database), rows_told():
        back = bring_back(database, settings, ACTOR, name, file.name, content, task)
    complain(f"Ghi {back.new} hoạt động; {back.known} dòng đã có từ trước.")
    if back.other:
        complain(f"{back.other} dòng đã có nhưng nay ghi số khác: số ghi lần đầu được giữ, hãy hỏi lại nơi gửi.")


@app.command("list")
def list_(
    context: typer.Context,
    task: Annotated[str, typer.Option("--task", help="Chỉ nội dung nhiệm vụ này.")] = "",
    unit: Annotated[str, typer.Option("--unit", help="Chỉ đơn vị này.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Một tài liệu JSON.")] = False,
) -> None:
    """Các hoạt động đã ghi, ngày mới nhất trước."""
    from campaign.desk.activities import list_activities

    with database_of(context) as (_, database), database.read() as session:
        rows = list_activities(session, task, unit)
    if as_json:
        document({"activities": rows})
        return
    table(
        ("Số", "Ngày", "Mục", "Loại", "Tên", "Đơn vị", "Trực tiếp", "Lượt người", "Minh chứng"),
        (
            (r["id"], r["on"], r["task"], r["kind"], r["title"], r["unit"], "có" if r["live"] else "",
             r["audience"]["value"], len(r["evidence"]))
            for r in rows
        ),
    )  # fmt: skip

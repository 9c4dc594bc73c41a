"""``campaign report``: how far the campaign reached, by task item, and how sure that is."""

from __future__ import annotations

import os
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from campaign.cli.output import complain
from campaign.cli.parts import ACTOR, database_of
from campaign.errors import Mistake

BINARY = ("docx", "xlsx", "pdf")


class Format(StrEnum):
    JSON = "json"
    CSV = "csv"
    HTML = "html"
    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"


def add_to(app: typer.Typer) -> None:
    app.command()(report)


def report(
    context: typer.Context,
    period: Annotated[str, typer.Option("--period", help="2026, 2026-Q4 hoặc 2026-11 (mặc định: năm nay).")] = "",
    from_on: Annotated[str, typer.Option("--from", metavar="D", help="Hoặc ngày đầu, ví dụ 2026-01-01.")] = "",
    to_on: Annotated[str, typer.Option("--to", metavar="D", help="và ngày cuối, tính cả ngày đó.")] = "",
    unit: Annotated[str, typer.Option("--unit", metavar="ID", help="Chỉ một đơn vị của kế hoạch.")] = "",
    form: Annotated[Format, typer.Option("--format", help="Dạng in ra.")] = Format.JSON,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Ghi vào tệp này.")] = None,
    issue: Annotated[bool, typer.Option("--issue", help="Phát hành: chốt số liệu với số và mã.")] = False,
    issued: Annotated[str, typer.Option("--issued", metavar="HASH", help="In lại báo cáo đã phát hành.")] = "",
) -> None:
    """Báo cáo tiếp cận theo nhiệm vụ, kênh, hoạt động, chỉ tiêu; thiếu số thì ghi là thiếu."""
    from campaign.desk import reports as desk
    from campaign.reach.exports import DETAILED, printed

    if form.value in BINARY and output is None and sys.stdout.isatty():
        raise Mistake(f"Dạng {form.value} không đọc được trên màn hình; hãy thêm -o FILE.")
    asked = (period, from_on, to_on, unit)
    if issued and (issue or any(asked)):
        raise Mistake("--issued in lại đúng một báo cáo đã phát hành, nên không đi cùng kỳ, đơn vị hay --issue.")
    with database_of(context) as (settings, database):
        if issued:
            made = desk.issued(database, issued)
        else:
            made = (
                desk.issue(database, ACTOR, *asked)
                if issue
                else desk.report(database, *asked, detailed=form.value in DETAILED)
            )
    file = printed(made, form.value, settings.workspace)
    if output is None and form.value in BINARY:
        sys.stdout.buffer.write(file)
    elif output is None:
        sys.stdout.write(file.decode())
    else:
        _write(output, file)
        complain(f"Đã ghi {output}.")
    if issue:
        stamp = made.body["frozen"]
        complain(f"Đã phát hành, số {stamp['number']}. In lại: campaign report --issued {stamp['hash']}")


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all. Raises Mistake."""
    try:
        with tempfile.NamedTemporaryFile("wb", dir=file.parent, prefix=".report-", delete=False) as made:
            made.write(content)
        Path(made.name).chmod(0o666 & ~_umask())
        Path(made.name).replace(file)
    except OSError as error:
        raise Mistake(f"Không ghi được {file} ({error.strerror}).") from None


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask

"""``campaign export``: packs for loudspeakers, posters, portals, telecoms, schools and stations, from chosen items."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from campaign.cli.output import complain, table
from campaign.cli.parts import ACTOR, database_of
from campaign.errors import Mistake
from campaign.packs.table import PACKS
from campaign.packs.terms import Option

PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


def add_to(app: typer.Typer) -> None:
    app.command(context_settings=PASSED_ON, epilog=told())(export)


def told() -> str:
    """Every pack with its options, as the help shows it line by line (click leaves paragraphs after \\b alone)."""
    parts = []
    for name, pack in PACKS.items():
        lines = [f"{name}: {pack.title}", *(f"  --{option.name:<10} {_told(option)}" for option in pack.options)]
        parts.append("\b\n" + "\n".join(lines))
    return "\n\n".join(["Các gói và tùy chọn riêng của chúng:", *parts])


def _told(option: Option) -> str:
    choices = f": {', '.join(value for value, _ in option.choices)}" if option.choices else ""
    notes = [
        "bắt buộc" if option.needed else "", "ghi được nhiều lần" if option.kind == "lines" else "",
        "như 2026-11-15" if option.kind == "day" else "", "yes hoặc no" if option.kind == "yes" else "",
        f"mặc định {', '.join(option.default.splitlines())}" if option.default else "",
    ]  # fmt: skip
    said = "; ".join(note for note in notes if note)
    return f"{option.title}{choices}" + (f" ({said})" if said else "")


def export(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Tên gói; “list” liệt kê các gói và tùy chọn của chúng.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Ghi vào tệp này.")] = None,
    item: Annotated[
        list[str] | None, typer.Option("--item", metavar="SLUG", help="Mục này; ghi được nhiều lần.")
    ] = None,
    tag: Annotated[str, typer.Option("--tag", help="Mọi mục mang thẻ này.")] = "",
    kind: Annotated[str, typer.Option("--kind", help="Mọi mục thuộc loại này.")] = "",
    task: Annotated[str, typer.Option("--task", help="Mọi mục của nội dung nhiệm vụ này.")] = "",
    from_on: Annotated[str, typer.Option("--from", metavar="D", help="Viết hoặc lên kênh từ ngày này")] = "",
    to_on: Annotated[str, typer.Option("--to", metavar="D", help="đến ngày này, tính cả ngày đó.")] = "",
    practice: Annotated[bool, typer.Option("--practice", help="Bản thử: lấy cả nội dung chưa duyệt.")] = False,
) -> None:
    """Làm một gói từ các mục đã duyệt; tùy chọn riêng của gói viết sau, ví dụ --wave "Tết 2027"."""
    if name == "list":
        _list()
        return
    from campaign.desk.packs import take
    from campaign.packs.choose import Wanted
    from campaign.packs.make import pack_named

    pack_named(name)
    if output is None and sys.stdout.isatty():
        raise Mistake("Gói không đọc được trên màn hình; hãy thêm -o FILE.")
    wanted = Wanted(tuple(item or ()), tag.strip(), kind.strip(), task.strip(), _day(from_on), _day(to_on), practice)
    said = _said(context.args)
    with database_of(context) as (settings, database):
        ready = take(database, settings, ACTOR, name, wanted, said)
    content = ready.made.content
    assert isinstance(content, bytes)
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        _write(output, content)
    for sentence in ready.made.said:
        complain(sentence)
    complain(f"{ready.made.name}: {ready.items} mục, {len(content)} byte, SHA-256 {ready.sha256}")


def _list() -> None:
    rows = [
        (name, pack.title, ", ".join(pack.tasks), " ".join(f"--{option.name}" for option in pack.options))
        for name, pack in PACKS.items()
    ]
    table(("Gói", "Tên", "Nội dung", "Tùy chọn riêng"), rows)


def _said(words: list[str]) -> dict[str, list[str]]:
    """``--name value`` and ``--name=value``, each as often as it was said. Raises Mistake."""
    said: dict[str, list[str]] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        key, sign, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not key:
            raise Mistake(
                f"Không hiểu {word!r}. Tùy chọn của gói viết như --wave “Tết 2027”; xem: campaign export list"
            )
        if not sign:
            if not rest:
                raise Mistake(f"--{key} cần một giá trị, ví dụ --{key} ...")
            value = rest.pop(0)
        said.setdefault(key, []).append(value)
    return said


def _day(text: str) -> date | None:
    from campaign.reach.periods import read_day

    return read_day(text) if text else None


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Mistake(f"Không ghi được {path} ({error.strerror}).") from None

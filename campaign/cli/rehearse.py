"""``campaign rehearse``: what the calendar ahead will bring, before it does."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from campaign.cli.output import complain, document, table
from campaign.cli.parts import database_of

if TYPE_CHECKING:
    from campaign.rehearse.told import Day, Foretold, Rehearsal

OUTCOMES = {
    "published": "sẽ lên kênh",
    "by_hand": "chờ người đăng tay",
    "waits": "còn chờ",
    "held": "sẽ bị giữ",
    "failed": "sẽ lỗi",
    "uncertain": "sẽ chưa rõ",
}
NOTHING = {"empty": "trống", "paused": "tạm nghỉ"}
PARTS = {"day": "trong một ngày", "month": "trong một tháng"}


def add_to(app: typer.Typer) -> None:
    app.command()(rehearse)


def rehearse(
    context: typer.Context,
    days: Annotated[int, typer.Option("--days", min=1, max=92, help="Số ngày tới.")] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="Một tài liệu JSON trên stdout.")] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Giữ kết quả cho trang Diễn tập; stdout chỉ có tiến độ.")
    ] = False,
) -> None:
    """Diễn tập lịch sắp tới trên đồng hồ giả và nền tảng thử: bài nào sẽ lên, bị giữ hay lỗi, ngày nào trống.

    Không gửi gì ra ngoài, không đổi gì trong kho. Mã thoát 1 khi có bài sẽ bị giữ hay lỗi.
    """
    from campaign.rehearse.kept import keep as keep_it
    from campaign.rehearse.run import rehearse as run

    with _ended_by_signals(), database_of(context) as (settings, database):
        found = run(database, settings, days, _percents if keep else _told_on_a_terminal())
        if keep:
            keep_it(settings, found)
            print("kept", flush=True)
    if as_json and not keep:
        document(found.as_json())
    elif not keep:
        table(("Ngày", "Giờ", "Kênh", "Mục", "Kết quả", "Lúc", "Lý do"), _lines(found))
        for sentence in _summary(found):
            complain(sentence)
    if found.has_problems:
        raise typer.Exit(1)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """A signal ends it as an error would: the copy of the database is taken away first. A second changes nothing."""

    def end(number: int, _: Any) -> None:
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        sys.exit(128 + number)

    before = {each: signal.signal(each, end) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for each, kept in before.items():
            signal.signal(each, kept)


def _percents(begin: datetime, now: datetime, end: datetime) -> None:
    """For the page that waits for it."""
    print(int((now - begin) / (end - begin) * 100), flush=True)


def _told_on_a_terminal() -> Callable[[datetime, datetime, datetime], None]:
    def tell(begin: datetime, now: datetime, end: datetime) -> None:
        if sys.stderr.isatty():
            print(f"\rĐang diễn tập: {(now - begin) / (end - begin):.0%} ", end="", file=sys.stderr, flush=True)

    return tell


def _lines(found: Rehearsal) -> Iterator[tuple[object, ...]]:
    for day in found.days:
        yield from sorted(_of_day(day), key=lambda line: str(line[1]))


def _of_day(day: Day) -> Iterator[tuple[object, ...]]:
    on = f"{day.on:%d/%m}"
    for one in day.deliveries:
        item = f"{one.item} [{one.part}]" if one.part else one.item
        yield on, one.time, one.channel, item, OUTCOMES[one.outcome], _at(one), one.message
    for nothing in day.nothing:
        yield on, nothing.time, "", nothing.title, NOTHING[nothing.state], "", nothing.reason


def _at(one: Foretold) -> str:
    return f"{one.at_local:%H:%M %d/%m}" if one.at_local is not None else ""


def _summary(found: Rehearsal) -> Iterator[str]:
    said = [f"{count} {OUTCOMES[outcome]}" for outcome, count in found.counts.items() if count]
    yield f"Diễn tập đến {found.until_local:%H:%M %d/%m/%Y}: {', '.join(said) or 'không có bài nào'}."
    if found.empty_days:
        yield f"Ngày không có bài nào lên kênh: {', '.join(f'{on:%d/%m}' for on in found.empty_days)}."
    for one in found.quotas:
        span = PARTS.get(one.span, f"trong {one.span}")
        yield f"Hạn mức {one.what} của {one.channel}: nhiều nhất {one.used}/{one.most} {span}."

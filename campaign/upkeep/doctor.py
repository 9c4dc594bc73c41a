"""``campaign doctor``: looks at everything that an installation lives on; changes nothing."""

from __future__ import annotations

import platform as machine
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

import campaign
from campaign.db import Database
from campaign.db.database import MAX_CLOCK_DIFFERENCE_S
from campaign.db.schema import BROKEN, HEAD, require_current
from campaign.errors import Mistake
from campaign.media.uploads import RESERVE_BYTES
from campaign.models import Fact
from campaign.settings import Settings
from campaign.upkeep import looks
from campaign.upkeep.finding import AREAS, Finding
from campaign.upkeep.manifest import LAST_BACKUP
from campaign.upkeep.sqlite_files import sqlite_path

BACKUP_IS_OLD = timedelta(days=2)
TICK_IS_LATE = timedelta(minutes=2)


def examine(settings: Settings) -> list[Finding]:
    """At least one line for each area, in their order; what rests on a broken part is told with it alone."""
    found: list[Finding] = [_disk(settings), _version()]
    if settings.is_sqlite and not sqlite_file(settings).exists():
        found.append(Finding("database", False, "Chưa có cơ sở dữ liệu ở đây. Hãy chạy: campaign sync"))
    else:
        database = Database(settings.database_url)
        try:
            found += _rows(database, settings)
        finally:
            database.close()
    return sorted(found, key=lambda one: AREAS.index(one.area))


def sqlite_file(settings: Settings) -> Path:
    """Where the SQLite database lies."""
    return Path(settings.database_url.removeprefix("sqlite:///"))


def _rows(database: Database, settings: Settings) -> Iterator[Finding]:
    first = _database(database)
    yield first
    if not first.ok:
        return
    checks: tuple[Callable[[Database, Settings], Iterator[Finding]], ...] = (
        _clock, _backups, looks.keys, looks.channels, looks.media, looks.feeds,
    )  # fmt: skip
    for check in checks:
        yield from check(database, settings)


def _database(database: Database) -> Finding:
    kind = "SQLite" if database.is_sqlite else "PostgreSQL"
    try:
        require_current(database)
        if database.is_sqlite:
            with closing(sqlite3.connect(sqlite_path(database))) as connection:
                said = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
                stray = connection.execute("PRAGMA foreign_key_check").fetchone()
            if said != "ok" or stray:
                return Finding("database", False, BROKEN)
    except Mistake as mistake:
        return Finding("database", False, str(mistake))
    except (sa.exc.DBAPIError, sqlite3.DatabaseError) as error:
        if database.is_sqlite and not isinstance(error, (sa.exc.OperationalError, sqlite3.OperationalError)):
            return Finding("database", False, BROKEN)
        return Finding(
            "database", False, f"Không đọc được cơ sở dữ liệu ({type(error).__name__}). Hãy xem lại máy chủ và đĩa."
        )
    return Finding("database", True, f"{kind}, lược đồ {HEAD}, không thấy hỏng.")


def _disk(settings: Settings) -> Finding:
    folder = settings.var if settings.var.is_dir() else settings.workspace
    if not folder.is_dir():
        return Finding("disk", False, f"Không có thư mục làm việc {folder}. Hãy xem lại --workspace.")
    free = shutil.disk_usage(folder).free
    says = f"Còn trống {free / 1e9:.1f} GB ở {folder}."
    if free < RESERVE_BYTES:
        return Finding("disk", False, f"{says} Sắp đầy: hãy dọn đĩa, nếu không bài sẽ không đi được.")
    return Finding("disk", True, says)


def _clock(database: Database, settings: Settings) -> Iterator[Finding]:
    apart = database.clock_difference_s()
    if apart > MAX_CLOCK_DIFFERENCE_S:
        yield Finding(
            "clock", False, f"Giờ máy này lệch {apart:.0f} giây so với cơ sở dữ liệu: không bài nào được gửi từ đây. "
            "Hãy bật đồng bộ giờ (NTP).",
        )  # fmt: skip
    with database.read() as session:
        now, fact = database.now(session), session.get(Fact, "last_tick_at")
    if fact is None:
        yield Finding("clock", False, "Đồng hồ chưa chạy lần nào: chưa bài nào được gửi. Hãy chạy: campaign serve")
        return
    age = now - fact.at
    if age < timedelta(seconds=-MAX_CLOCK_DIFFERENCE_S):
        yield Finding(
            "clock", False, "Nhịp cuối ghi một giờ ở tương lai: giờ máy đã bị chỉnh lùi. Hãy xem lại giờ máy."
        )
    elif age > TICK_IS_LATE + 3 * timedelta(seconds=settings.tick_s):
        yield Finding("clock", False, f"Đồng hồ đã đứng {said(age)}: không bài nào đi. Hãy chạy: campaign serve")
    else:
        yield Finding("clock", True, f"Giờ lệch {apart:.1f} giây; nhịp cuối cách đây {said(age)}.")


def _backups(database: Database, settings: Settings) -> Iterator[Finding]:
    with database.read() as session:
        now, fact = database.now(session), session.get(Fact, LAST_BACKUP)
    if fact is None:
        yield Finding("backups", False, "Chưa có bản sao lưu nào. Hãy chạy: campaign backup FILE")
    elif now - fact.at > BACKUP_IS_OLD:
        yield Finding(
            "backups", False, f"Bản sao lưu mới nhất đã {said(now - fact.at)}. Xem nhật ký của chương trình; trong lúc "
            "chờ, hãy chạy: campaign backup FILE",
        )  # fmt: skip
    else:
        yield Finding("backups", True, f"Bản sao lưu mới nhất cách đây {said(now - fact.at)}: {fact.value}")


def _version() -> Finding:
    return Finding("version", True, f"campaign {campaign.__version__}, Python {machine.python_version()}.")


def said(age: timedelta) -> str:
    """A span for a sentence: "3 giây", "5 phút", "2 giờ", "4 ngày"."""
    seconds = max(age.total_seconds(), 0)
    for size, name in ((86_400, "ngày"), (3600, "giờ"), (60, "phút")):
        if seconds >= size:
            return f"{seconds / size:.0f} {name}"
    return f"{seconds:.0f} giây"

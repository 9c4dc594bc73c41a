"""The backups that the program makes by itself: one a day in ``var/backups``, seven days and four weeks kept.

They hold the database and the workspace's files, and of media the list alone: stored files never change, and eleven
copies of all videos would fill the very disk that they are to protect (docs/decisions).
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from campaign.db import Database
from campaign.settings import Settings
from campaign.upkeep.backup import Made, back_up

EVERY = timedelta(days=1)
BACKED_UP_AT = "backed_up_at"
"""The fact by which several processes on one database take turns."""
DAYS, WEEKS = 7, 4
_NAME = re.compile(r"daily-(\d{8}-\d{6})\.zip")
_DRAFT = re.compile(r"\.(daily-|backup-).*")
DRAFT_IS_OLD_S = 86_400.0


def folder_of(settings: Settings) -> Path:
    """Where they lie."""
    return settings.var / "backups"


def daily(database: Database, settings: Settings) -> Made:
    """Make one now, and take away those that are no longer kept. Raises Mistake; nothing is taken away then."""
    with database.read() as session:
        now = database.now(session)
    folder = folder_of(settings)
    made = back_up(database, settings, folder / f"daily-{now.astimezone(UTC):%Y%m%d-%H%M%S}.zip", with_media=False)
    there = dict(_there(folder))
    for moment in there.keys() - kept(there):
        there[moment].unlink(missing_ok=True)
    _forget_drafts(folder)
    return made


def kept(moments: Iterable[datetime]) -> set[datetime]:
    """The newest of each of the last seven days that have one, and of each of the four ISO weeks before this one."""
    newest = sorted(moments, reverse=True)
    days: dict[object, datetime] = {}
    weeks: dict[object, datetime] = {}
    for moment in newest:
        days.setdefault(moment.date(), moment)
        weeks.setdefault(moment.isocalendar()[:2], moment)
    return {*list(days.values())[:DAYS], *list(weeks.values())[: WEEKS + 1]}


def _there(folder: Path) -> Iterable[tuple[datetime, Path]]:
    if folder.is_dir():
        for path in folder.iterdir():
            if found := _NAME.fullmatch(path.name):
                yield datetime.strptime(found[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC), path


def _forget_drafts(folder: Path) -> None:
    """What a kill left half written."""
    for path in folder.iterdir():
        if _DRAFT.fullmatch(path.name) and _age_s(path) > DRAFT_IS_OLD_S:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def _age_s(path: Path) -> float:
    """By the machine's clock, as file systems date."""
    probe = path.parent / f".{time.monotonic_ns()}"
    probe.touch()
    try:
        return probe.stat().st_mtime - path.stat().st_mtime
    finally:
        probe.unlink()

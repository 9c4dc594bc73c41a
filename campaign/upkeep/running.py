"""Whether a clock runs on a database: a lock tells on SQLite, on PostgreSQL only the last tick does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from campaign.db import Database
from campaign.db.instance_lock import InstanceLock
from campaign.db.schema import current_revision
from campaign.errors import Mistake
from campaign.models import Fact
from campaign.settings import Settings

SILENT = timedelta(seconds=10)
"""A clock that has ticked within this, and three ticks more, is taken for running."""


@contextmanager
def nobody_else(database: Database, settings: Settings) -> Iterator[None]:
    """Raises Mistake while another program has its clock on the database; on SQLite none starts before the end."""
    if not database.is_sqlite:
        _require_silence(database, settings)
    with InstanceLock(settings.database_url):
        yield


def _require_silence(database: Database, settings: Settings) -> None:
    if current_revision(database) is None:
        return
    with database.read() as session:
        now = database.now(session)
        at = session.scalar(sa.select(col(Fact.at)).where(col(Fact.name) == "last_tick_at"))
    silent = SILENT + 3 * timedelta(seconds=settings.tick_s)
    if at is not None and timedelta() <= now - at < silent:
        raise Mistake(
            "Một chương trình khác (serve hoặc worker) đang chạy trên cơ sở dữ liệu này. Hãy dừng tất cả trên mọi máy, "
            f"chờ {silent.total_seconds():.0f} giây rồi chạy lại."
        )

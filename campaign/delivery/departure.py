"""A visible step's departure goes on record before its first byte: what was killed earlier has surely sent nothing.

COMMIT 1 says that a step may be made; between it and the first byte lie a key to open, a connection, a handshake.
A kill in there used to leave a post that nobody could prove absent (docs/decisions/0020-departures.md).

On PostgreSQL the mark is as durable as COMMIT 1. On SQLite it is written without waiting for the disk: it survives the
death of the program, not that of the machine, so it counts only as long as the same run of the machine goes on.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.db import Database
from campaign.delivery import crash
from campaign.delivery.rows import hold
from campaign.models import Attempt, Delivery
from campaign.net.departure import NotOnRecord

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
"""New at each start of the machine. https://man7.org/linux/man-pages/man5/proc_sys_kernel.5.html"""
DURABLE = "durable"

STILL_MINE = sa.exists().where(
    col(Delivery.id) == sa.bindparam("id"),
    col(Delivery.state) == "sending",
    col(Delivery.attempt_token) == sa.bindparam("mine"),
)
MARK = (
    sa.update(Attempt)
    .where(col(Attempt.attempt_token) == sa.bindparam("mine"), STILL_MINE)
    .values(departed_at=sa.bindparam("at"))
)


@cache
def _this_run() -> str | None:
    try:
        return BOOT_ID.read_text("ascii").strip() or None
    except OSError:
        return None


def marked_in(session: Session) -> str | None:
    """What keeps a mark that is made now; None: nothing would, so its absence proves nothing."""
    return DURABLE if session.get_bind().dialect.name == "postgresql" else _this_run()


class Departure:
    """Puts one attempt's departure on record, once, however many requests its step makes.

    It is a fence as well: an attempt that the sweep has meanwhile given up, or whose delivery a person has settled, may
    not send any more.
    """

    def __init__(self, database: Database, attempt_token: str, delivery_id: int) -> None:
        self._database, self._token, self._delivery_id, self._done = database, attempt_token, delivery_id, False

    def __call__(self) -> None:
        """Raises NotOnRecord: nothing may be sent."""
        if self._done:
            return
        try:
            with self._database.jot() as connection:
                self._mark(connection)
        except sa.exc.SQLAlchemyError as error:
            raise NotOnRecord(type(error).__name__) from None
        self._done = True
        crash.point("departed")

    def _mark(self, connection: sa.Connection) -> None:
        """The delivery's row is locked first: else a sweep that has it in hand would not see the mark."""
        hold(connection, self._delivery_id)
        mark = {"id": self._delivery_id, "mine": self._token, "at": self._database.now(connection)}
        if connection.execute(MARK, mark).rowcount != 1:
            raise NotOnRecord("settled otherwise")


def surely_not_sent(session: Session, delivery: Delivery) -> bool:
    """Is it proved that the attempt in hand sent no byte? The caller has locked the row, so no mark can come any more:
    its fence would find the row changed."""
    attempt = session.get(Attempt, delivery.attempt_token) if delivery.attempt_token else None
    if attempt is None or attempt.marked_in is None or attempt.departed_at is not None:
        return False
    return attempt.marked_in == marked_in(session)

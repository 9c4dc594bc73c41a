"""How the program is: the rows behind ``/health`` and ``/metrics``, read off the event loop, never waited for long."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from campaign.db import Database
from campaign.models import Delivery, Fact

WAIT_S = 1.0
"""A health check that takes longer is an answer too."""
OVERDUE_AFTER = timedelta(minutes=2)


@dataclass(frozen=True)
class Pulse:
    """One look at the rows. ``overdue``: due for two minutes, and nothing says why it waits."""

    at: datetime
    last_tick_at: datetime | None
    overdue: int
    by_state: Mapping[str, int]
    """Posts (not their parts) by state."""

    @property
    def tick_age_s(self) -> float | None:
        return None if self.last_tick_at is None else max((self.at - self.last_tick_at).total_seconds(), 0.0)


def read_pulse(database: Database) -> Pulse:
    """Raises what the database raises."""
    with database.read() as session:
        now = database.now(session)
        tick = session.get(Fact, "last_tick_at")
        states = (
            sa.select(col(Delivery.state), sa.func.count())
            .where(col(Delivery.part) == "")
            .group_by(col(Delivery.state))
        )
        overdue = sa.select(sa.func.count()).where(
            col(Delivery.state).in_(("scheduled", "queued")),
            col(Delivery.due_at) < now - OVERDUE_AFTER,
            sa.or_(col(Delivery.next_try_at).is_(None), col(Delivery.next_try_at) < now - OVERDUE_AFTER),
            col(Delivery.error_message).is_(None),
        )
        return Pulse(
            at=now,
            last_tick_at=tick.at if tick else None,
            overdue=session.scalar(overdue) or 0,
            by_state={state: count for state, count in session.execute(states)},
        )


class PulseTaker:
    """Reads in a thread of its own, one read at a time: a hanging database holds that thread and nothing else."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pulse")
        self._reading: asyncio.Future[Pulse] | None = None

    async def take(self) -> Pulse | None:
        """None: the database did not answer in time, or not at all."""
        if self._reading is None or self._reading.done():
            loop = asyncio.get_running_loop()
            self._reading = asyncio.ensure_future(loop.run_in_executor(self._thread, read_pulse, self.database))
        done, _ = await asyncio.wait({self._reading}, timeout=WAIT_S)
        if not done or self._reading.cancelled() or self._reading.exception() is not None:
            return None
        return self._reading.result()

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

"""One rehearsal: a copy, a stage, and the protocol's own code on a clock that jumps from moment to moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import OperationalError

from campaign.credentials import Vault, require_key
from campaign.db import Database
from campaign.db.no_room import is_full, says_full
from campaign.delivery.context import Dispatch
from campaign.delivery.engine import InlineEngine
from campaign.delivery.room import RESERVE_BYTES
from campaign.delivery.rules import rules_now
from campaign.delivery.tick import run, tick
from campaign.errors import Mistake
from campaign.rehearse.copy import Copied, copied
from campaign.rehearse.fence import nothing_leaves
from campaign.rehearse.files import StagedFiles
from campaign.rehearse.folder import own_folder
from campaign.rehearse.moments import next_moment
from campaign.rehearse.obstacles import Obstacles
from campaign.rehearse.parents import put_on_stage
from campaign.rehearse.stage import Stage, StagedDestinations
from campaign.rehearse.told import Rehearsal, told
from campaign.settings import Settings
from campaign.worker.beat import plan_if_due

MOST_MOMENTS = 100_000
Said = Callable[[datetime, datetime, datetime], None]
"""Is told how far it is: begin, now, end."""


def rehearse(
    database: Database, settings: Settings, days: int = 30, said: Said = lambda begin, now, end: None
) -> Rehearsal:
    """Go through the next ``days`` x 24 h and tell what became of every post. Nothing is written to ``database``, to
    the workspace or to any platform. Raises Mistake where there is no plan yet, the copy cannot be made, or ``serve``
    would not start for want of the right key."""
    require_key(database, Vault(settings.secret_key_file))
    with own_folder() as folder, _in_words(folder):
        copy = copied(database, folder)
        with closing(copy.database), nothing_leaves(), _performance(copy, settings, folder) as performance:
            end = copy.at + timedelta(days=days)
            performance.go_through(end, said)
            return told(copy, performance.obstacles, performance.stage.ended, end)


@contextmanager
def _in_words(folder: Path) -> Iterator[None]:
    """A disk that is full is told by its name, whatever noticed it first."""
    try:
        yield
    except (Mistake, OSError, OperationalError, sqlite3.OperationalError) as error:
        if not says_full(error) and not is_full(folder, RESERVE_BYTES):
            raise
        raise Mistake(
            f"Đĩa chứa thư mục tạm {folder.parent} đầy hoặc gần đầy, nên không diễn tập được. "
            "Hãy dọn bớt tệp, hoặc đặt TMPDIR là một thư mục còn chỗ."
        ) from None


@dataclass(frozen=True)
class Performance:
    """What is at work while a rehearsal runs."""

    copy: Copied
    dispatch: Dispatch
    stage: Stage
    files: StagedFiles
    obstacles: Obstacles

    def go_through(self, end: datetime, said: Said) -> None:
        """From one moment to the next until ``end``."""
        clock, begin = self.copy.clock, self.copy.at
        for _ in range(MOST_MOMENTS):
            self._one_moment()
            said(begin, clock.now(), end)
            at = self._next()
            if at > end:
                return
            clock.advance(seconds=(at - clock.now()).total_seconds())
        raise Mistake("Diễn tập không đi đến cuối lịch: có bài cứ phải thử lại mãi. Hãy diễn tập ít ngày hơn.")

    def _one_moment(self) -> None:
        """What a beat of the clock does for deliveries, until nothing is due."""
        self.stage.end_tokens(self.copy.database)
        plan_if_due(self.dispatch)
        self.files.make_ahead()
        while tick(self.dispatch):
            self.stage.forget_files()
        self.obstacles.note(self.copy.database)

    def _next(self) -> datetime:
        database = self.copy.database
        with database.read() as session:
            now = database.now(session)
            at = next_moment(session, rules_now(session, self.dispatch.settings), now)
        end = self.stage.next_end()
        return at if end is None else min(at, end)


@contextmanager
def _performance(copy: Copied, settings: Settings, folder: Path) -> Iterator[Performance]:
    """The program as it is set up today, but for where it writes and whom it talks to."""
    files = StagedFiles(copy.database, settings)
    own = replace(settings, workspace=folder, database_url=copy.database.url, secret_key_file=folder / "secret.key")
    vault, engine = Vault(own.secret_key_file), InlineEngine()
    with closing(Stage(copy.clock)) as stage:
        stage.connect(copy.database, vault, frozenset(copy.stored_at))
        with copy.database.read() as session:
            stage.expect_ends(session, copy.stored_at)
        destinations = StagedDestinations(copy.database, vault, files.open, stage)
        dispatch = Dispatch(copy.database, own, engine, destinations)
        engine.start(lambda delivery_id: run(dispatch, delivery_id))
        put_on_stage(dispatch)
        yield Performance(copy, dispatch, stage, files, Obstacles(copy))

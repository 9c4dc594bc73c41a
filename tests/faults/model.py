"""The real protocol against a small reference, in whatever order Hypothesis can think of: editing, approving,
cancelling, moving, ticks with every kind of answer, kills at every named point, late answers, and a person's "send
again" and "it is there". The database is real; the platform is a list.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from unittest import mock

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from campaign.clock import SetClock
from campaign.db import Database
from campaign.delivery import changes, crash
from campaign.delivery.settle import record_outcome
from campaign.delivery.tick import recover
from campaign.errors import Conflict, Unavailable, Uncertain
from campaign.net.departure import about_to_leave
from campaign.platforms.seam import Receipt
from campaign.platforms.telegram import TelegramPlatform
from tests.conftest import START
from tests.delivery.stage import Stage

SEED = 20261201
GRACE = timedelta(hours=6)
ANSWERS = ("ok", "lost", "unsent")
AFTER_A_KILL = {
    "claimed": "scheduled", "frozen": "scheduled", "intent": "scheduled", "departed": "uncertain",
    "answered": "uncertain", "recorded": "published",
}  # fmt: skip
SHOWN_BY_THEN = ("answered", "recorded")


class Killed(BaseException):
    """``kill -9``: nothing of the program goes on."""


@dataclass
class Reference:
    """What must be true, in words of the promise."""

    due: datetime
    state: str = "scheduled"
    approved: bool = True
    shown: int = 0
    again: int = 0
    unheard: list[tuple[str, Receipt]] = field(default_factory=list)
    """Receipts of killed attempts: an answer may still come."""

    def may_go(self, now: datetime) -> bool:
        """Judges the row as the tick should; moves it to held where it must not go by itself."""
        if self.state == "held approval" and self.approved:
            self.state = "scheduled"
        if self.state not in ("scheduled", "held approval") or self.due > now:
            return False
        if now > self.due + GRACE:
            self.state = "held late"
        elif not self.approved:
            self.state = "held approval"
        return now <= self.due + GRACE and self.approved


class Deliveries(RuleBasedStateMachine):
    empty: Path
    """A migrated SQLite file to copy from."""
    steps = 0
    """Walked so far, in all histories."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="model-"))
        shutil.copy(self.empty, self.folder / "campaign.db")
        self.database = Database(f"sqlite:///{self.folder / 'campaign.db'}", SetClock(START))
        self.stage = Stage(self.database, self.folder, cast("Any", SimpleNamespace(url="http://127.0.0.1:9")))
        self.stage.wire(retry_s=(1.0,), lookup_s=(0.0,))
        self.stage.add_plan()
        self.stage.add_channel()
        self.stage.add_item("otp")
        self.id = self.stage.deliver("otp", "telegram")
        self.model = Reference(due=START)
        self.answer, self.kill_at, self.finds = "ok", "", False
        self.posts: list[Receipt] = []
        self.patches = contextlib.ExitStack()
        for place, name, stand_in in (
            (TelegramPlatform, "publish", self._publish),
            (TelegramPlatform, "find", lambda *_: self.posts[-1] if self.finds and self.posts else None),
            (crash, "point", self._point),
        ):
            self.patches.enter_context(mock.patch.object(place, name, stand_in))

    def teardown(self) -> None:
        if hasattr(self, "patches"):
            self.patches.close()
            self.database.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _publish(self, *_: Any) -> Receipt:
        about_to_leave()
        if self.answer == "unsent":
            raise Unavailable("unsent", "")
        self.posts.append(Receipt(remote_id=f"1/{len(self.posts) + 1}"))
        if self.answer == "lost":
            raise Uncertain("lost", "")
        return self.posts[-1]

    def _point(self, name: str) -> None:
        if name == self.kill_at:
            raise Killed

    @rule(minutes=st.integers(1, 30), answer=st.sampled_from(ANSWERS), finds=st.booleans())
    def tick(self, minutes: int, answer: str, finds: bool) -> None:
        now = self.stage.clock.advance(minutes=minutes)
        self.answer, self.finds = answer, finds
        goes = self.model.may_go(now)
        self.stage.tick()
        if goes:
            self.model.state = {"ok": "published", "lost": "uncertain", "unsent": "scheduled"}[answer]
            self.model.shown += answer != "unsent"
        self._note_what_was_found()

    @rule(point=st.sampled_from(sorted(AFTER_A_KILL)))
    def tick_and_be_killed(self, point: str) -> None:
        now = self.stage.clock.advance(minutes=2)
        self.answer, self.kill_at, self.finds = "ok", point, False
        goes = self.model.may_go(now)
        with contextlib.suppress(Killed):
            self.stage.tick()
        self.kill_at = ""
        self.stage.wire()
        recover(self.stage.dispatch)
        if goes:
            self.model.state = AFTER_A_KILL[point]
            self.model.shown += point in SHOWN_BY_THEN
            if point == "answered":
                self.model.unheard.append((self.stage.row(self.id).attempt_token or "", self.posts[-1]))

    @rule(days=st.integers(1, 40))
    def the_clock_jumps_ahead(self, days: int) -> None:
        self.stage.clock.advance(days=days)

    @rule(hours=st.integers(1, 3))
    def the_clock_jumps_back(self, hours: int) -> None:
        self.stage.clock.advance(hours=-hours)

    @rule()
    def edit(self) -> None:
        self.stage.edit_item("otp")
        self.model.approved = False

    @precondition(lambda self: not self.model.approved)
    @rule()
    def approve(self) -> None:
        self.stage.approve("otp")
        self.model.approved = True

    @rule()
    def cancel(self) -> None:
        if self._person(changes.cancel, "scheduled", "held late", "held approval", "cancelled"):
            self.model.state = "cancelled"

    @rule(minutes=st.integers(0, 240))
    def reschedule(self, minutes: int) -> None:
        due = self.stage.now() + timedelta(minutes=minutes)
        with self.database.write() as session, self._allowed("scheduled", "held late", "held approval") as allowed:
            changes.reschedule(session, self.id, due)
        if allowed:
            self.model.due = due
            if self.model.state != "held approval":  # what lacks an approval waits for it at its new time too
                self.model.state = "scheduled"

    @rule()
    def release(self) -> None:
        if self._person(changes.release, "held late"):
            self.model.due, self.model.state = self.stage.now(), "scheduled"

    @rule()
    def send_again(self) -> None:
        if self._person(changes.resolve_absent, "uncertain"):
            self.model.due, self.model.state, self.model.again = self.stage.now(), "scheduled", self.model.again + 1

    @rule()
    def it_is_there(self) -> None:
        if self._person(changes.resolve_published, "uncertain"):
            self.model.state = "published"

    @precondition(lambda self: self.model.unheard)
    @rule()
    def a_late_answer(self) -> None:
        token, receipt = self.model.unheard.pop()
        record_outcome(self.stage.dispatch, token, self.id, receipt)
        self.model.state = "published"  # whatever it was: the post is there

    def _person(self, act: Any, *states: str) -> bool:
        with self.database.write() as session, self._allowed(*states) as allowed:
            act(session, self.id, self.stage.now())
        return bool(allowed)

    @contextlib.contextmanager
    def _allowed(self, *states: str) -> Any:
        if self.model.state in states:
            yield True
        else:
            with pytest.raises(Conflict):
                yield False

    def _note_what_was_found(self) -> None:
        if self.model.state == "uncertain" and self.stage.row(self.id).state == "published":
            assert self.finds
            assert self.posts
            self.model.state = "published"

    @invariant()
    def the_row_is_what_the_reference_says(self) -> None:
        if not hasattr(self, "model"):
            return
        type(self).steps += 1
        row = self.stage.row(self.id)
        state = f"held {row.held_reason}" if row.state == "held" else row.state
        assert state == self.model.state
        assert len(self.posts) == self.model.shown <= 1 + self.model.again
        departed = [attempt for attempt in self.stage.attempts(self.id) if attempt.departed_at]
        assert len(departed) >= len(self.posts)  # each on record before it left


def walk(empty: Path, examples: int, number: int = SEED) -> int:
    """So many histories of up to 25 steps, from a migrated and empty database; how many steps that were. Raises
    AssertionError with the shortest history that breaks the promise. 40 here, thousands in ``make torture``."""
    machine: Any = type("Machine", (Deliveries,), {"empty": empty})
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    wanted = settings(
        max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=checks, database=None
    )
    run_state_machine_as_test(seed(number)(machine), settings=wanted)
    return int(machine.steps)

"""A worker process that may be killed: the real protocol with real threads on a shared database.

It is forked from the test, so that a start costs no imports; the connection pool is its own.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from campaign.app.open import dispatch_for
from campaign.clock import Clock
from campaign.db import Database
from campaign.db.instance_lock import InstanceLock
from campaign.delivery.context import Dispatch
from campaign.delivery.engine import Engine, InlineEngine
from campaign.delivery.procrastinate_engine import ProcrastinateEngine
from campaign.delivery.thread_engine import ThreadEngine
from campaign.delivery.tick import recover, run, tick
from campaign.platforms.facebook import watching
from campaign.platforms.telegram import bot
from campaign.platforms.zalo import drafts
from campaign.platforms.zalo import steps as zalo_steps
from campaign.settings import Settings

bot._tls()  # loaded before the fork: a start costs neither imports nor certificates

LEASE_S = 2.5


@dataclass(frozen=True)
class Setting:
    """Where a worker works, and how ids are carried there: ``threads`` or ``procrastinate``."""

    url: str
    folder: Path
    engine: str = "threads"
    deadline_s: float = 2.0
    """Where nobody is killed there is no lease to wait for, and a busy machine may take its time."""
    tick_s: float = 0.03

    @property
    def settings(self) -> Settings:
        """Short waits: one run of a few hundred posts ends in seconds."""
        return Settings(
            workspace=self.folder,
            database_url=self.url,
            secret_key_file=self.folder / "secret.key",
            public_url="http://127.0.0.1:8000",
            approvals=1,
            tick_s=self.tick_s,
            http_deadline_s=self.deadline_s,
            lease_s=self.deadline_s + LEASE_S - 2.0,
            retry_s=(0.05, 0.1, 0.2),
            lookup_s=(0.0, 0.3, 0.6),
        )

    def made(self) -> Engine:
        return ProcrastinateEngine(self.url, 8) if self.engine == "procrastinate" else ThreadEngine()


def fork(work: Callable[[], None], **environ: str) -> int:
    """Run ``work`` in a child that leaves without clean-up; its pid."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # 3.12+: the child touches none of the parent's threads
        pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        os.environ.update(environ)
        work()
        status = 0
    finally:
        os._exit(status)


def until_killed(setting: Setting) -> None:
    """What ``serve`` does without its pages, as fast as it can. As there, a beat that fails is followed by the next."""
    no_waiting_in_steps()
    settings = setting.settings
    database = Database(setting.url)
    with InstanceLock(setting.url):
        dispatch = _begun(setting, database)
        while True:
            with contextlib.suppress(Exception):
                tick(dispatch)
                dispatch.engine.reap()
            time.sleep(settings.tick_s)


def _begun(setting: Setting, database: Database) -> Dispatch:
    """The protocol at work, as soon as the database answers."""
    while True:
        with contextlib.suppress(Exception):
            dispatch = dispatch_for(database, setting.settings, setting.made())
            recover(dispatch)
            dispatch.engine.start(partial(run, dispatch))
            return dispatch
        time.sleep(0.1)


def no_waiting_in_steps() -> None:
    """For a child only: stand-ins do at once what platforms take minutes for. Failures are not logged."""
    logging.disable(logging.CRITICAL)
    zalo_steps.POLLS_S = (0.01,) * 6
    zalo_steps.WAITS_S = (0.1,) * 5
    drafts.LOOKS_S = (0.1,) * 5
    watching.pause = lambda seconds: None


def one_tick(settings: Settings, clock: Clock) -> None:
    """``campaign tick`` at a given moment."""
    no_waiting_in_steps()
    database = Database(settings.database_url, clock)
    with InstanceLock(settings.database_url):
        dispatch = replace(dispatch_for(database, settings), engine=InlineEngine())
        dispatch.engine.start(lambda delivery_id: run(dispatch, delivery_id))
        recover(dispatch)
        while tick(dispatch):
            pass


def kill(pid: int) -> None:
    """SIGKILL, and wait until the process is gone."""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


@contextlib.contextmanager
def stalled(pid: int) -> Iterator[None]:
    """SIGSTOP for as long as the block takes: a machine that sleeps."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)

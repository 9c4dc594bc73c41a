"""A worker process that may be killed: the real protocol with real threads on a shared database.

It is forked from the test, so that a start costs no imports; the connection pool is its own.
"""

from __future__ import annotations

import os
import signal
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from campaign.app.open import dispatch_for
from campaign.clock import Clock
from campaign.db import Database
from campaign.db.instance_lock import InstanceLock
from campaign.delivery.engine import InlineEngine, ThreadEngine
from campaign.delivery.procrastinate_engine import ProcrastinateEngine
from campaign.delivery.tick import recover, run, tick
from campaign.platforms.telegram import bot
from campaign.settings import Settings

bot._tls()  # loaded before the fork: a start costs neither imports nor certificates


def settings_for(url: str, folder: Path) -> Settings:
    """Short waits: one run of a few hundred posts ends in seconds."""
    return Settings(
        workspace=folder,
        database_url=url,
        secret_key_file=folder / "secret.key",
        public_url="http://127.0.0.1:8000",
        approvals=1,
        tick_s=0.02,
        http_deadline_s=2.0,
        lease_s=2.5,
        retry_s=(0.05, 0.1, 0.2),
        lookup_s=(0.0, 0.3, 0.6),
    )


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


def until_killed(settings: Settings, procrastinate: bool = False) -> None:
    """What ``serve`` does without its pages, as fast as it can."""
    database = Database(settings.database_url)
    with InstanceLock(settings.database_url):
        engine = ProcrastinateEngine(settings.database_url, 8) if procrastinate else ThreadEngine()
        dispatch = dispatch_for(database, settings, engine)
        engine.start(lambda delivery_id: run(dispatch, delivery_id))
        recover(dispatch)
        while True:
            tick(dispatch)
            time.sleep(settings.tick_s)


def one_tick(settings: Settings, clock: Clock) -> None:
    """``campaign tick`` at a given moment."""
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

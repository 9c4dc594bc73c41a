"""The engine for many machines: Procrastinate carries ids through PostgreSQL, in the transaction of the claim itself.

It may lose, double or delay an id without harm (the row decides), so it needs no lock, no unique key and no retry.
Facts: https://procrastinate.readthedocs.io/ (version 3.10); its schema stands in our migrations.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.types import JSONDict
from sqlmodel import Session

from campaign.delivery.engine import MAX_THREADS, Run

log = logging.getLogger(__name__)

TASK = "campaign.run"
QUEUE = "deliveries"
SILENT_S = 30.0
"""A worker that has given no heartbeat (each 10 s) for so long is taken for dead."""
REAP_EVERY_S = 10.0


class ProcrastinateEngine:
    """Implements ``campaign.delivery.engine.Engine``. Its pools are its own; no connection is held across HTTP."""

    def __init__(self, url: str, concurrency: int = MAX_THREADS) -> None:
        self._address = url.replace("postgresql+psycopg://", "postgresql://")
        self._concurrency = concurrency
        self._sender = App(connector=SyncPsycopgConnector(conninfo=self._address, min_size=1, max_size=2))
        self._receiver: App | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._working: asyncio.Task[None] | None = None
        self._thread: threading.Thread | None = None
        self._reaped_at = 0.0

    def submit(self, session: Session, ids: Sequence[int]) -> None:
        if ids:
            connection = session.connection().connection.driver_connection
            deferrer = self._sender.configure_task(TASK, queue=QUEUE, connection=connection)
            tasks: list[JSONDict] = [{"delivery_id": delivery_id} for delivery_id in ids]
            deferrer.batch_defer(*tasks)

    def flush(self) -> None:
        """The commit itself wakes the workers, by NOTIFY."""

    def start(self, run: Run) -> None:
        self._sender.open()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._live, args=(run, ready), name="procrastinate", daemon=True)
        self._thread.start()
        ready.wait()

    def stop(self, timeout_s: float) -> bool:
        thread, loop, working = self._thread, self._loop, self._working
        if thread and loop and working and thread.is_alive():
            loop.call_soon_threadsafe(working.cancel)
            thread.join(timeout_s)
        self._sender.close()
        return not (thread and thread.is_alive())

    def reap(self) -> None:
        """Give back the ids of workers that died; now and then, since the sweep would find them all the same."""
        if self._loop is None or self._receiver is None or time.monotonic() - self._reaped_at < REAP_EVERY_S:
            return
        self._reaped_at = time.monotonic()
        asyncio.run_coroutine_threadsafe(_give_back(self._receiver), self._loop)

    def _live(self, run: Run, ready: threading.Event) -> None:
        try:
            asyncio.run(self._work(run, ready))
        except asyncio.CancelledError:
            log.debug("the engine was stopped")
        finally:
            ready.set()

    async def _work(self, run: Run, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_default_executor(ThreadPoolExecutor(self._concurrency, thread_name_prefix="delivery"))
        receiver = App(connector=PsycopgConnector(conninfo=self._address, min_size=1, max_size=4))

        @receiver.task(name=TASK, queue=QUEUE)
        def carry(delivery_id: int) -> None:
            run(delivery_id)

        async with receiver.open_async():
            self._receiver = receiver
            self._working = asyncio.ensure_future(
                receiver.run_worker_async(
                    queues=[QUEUE],
                    concurrency=self._concurrency,
                    fetch_job_polling_interval=1.0,
                    install_signal_handlers=False,
                    delete_jobs="always",
                )
            )
            ready.set()
            await self._working


async def _give_back(app: App) -> None:
    for stalled in await app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=SILENT_S):
        await app.job_manager.retry_job(stalled)

"""The engine of one program on its own: as many threads as help, and no more."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Sequence

from sqlmodel import Session

from campaign.delivery.engine import MAX_THREADS, Buffer, Run

log = logging.getLogger(__name__)

LOOK_S = 0.03
"""While ids wait it is looked so often whether more threads would help."""
LOOKS = 5
"""So many tell how busy it is: one long wait for the disk is not a wait for a platform."""
STILL_S = 0.2
"""Nobody has taken an id for so long: those that have one hang, whatever else keeps the program at work. A claim of
many posts makes them wait for half of that."""
BUSY = 0.6
"""The share of a core from which this program works rather than waits. More threads would then only wait for each
other: two where one keeps up take a tenth longer, and thirty-two no less."""
IDLE_S = 60.0


def more_threads(waiting: int, threads: int, most: int, still_s: float, busy: float) -> int:
    """How many to start while ids wait: as many as there are, unless those keep this program at work.

    ``still_s``: for so long nobody has taken an id; ``busy``: this program's share of a core over the last looks.
    """
    if still_s < STILL_S and busy >= BUSY:
        return 0
    return min(waiting, max(threads, 1), most - threads)


class ThreadEngine:
    """Threads of this process: one, and as long as ids wait and more would help, twice as many at each look. They end
    when idle, and are daemons, so that a hung platform cannot hold the exit."""

    def __init__(self, max_threads: int = MAX_THREADS, idle_s: float = IDLE_S) -> None:
        self._max, self._idle_s = max_threads, idle_s
        self._buffer = Buffer()
        self._queue: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._state = threading.Lock()
        self._threads: set[threading.Thread] = set()
        self._taken_at = 0.0
        """When one was last taken from the queue, or came into an empty one, on the monotonic clock."""
        self._watch: threading.Thread | None = None
        """Looks whether more would help, as long as ids wait."""
        self._run: Run | None = None
        self._stopping = False

    def submit(self, session: Session, ids: Sequence[int]) -> None:
        self._buffer.add(ids)

    def flush(self) -> None:
        ids = self._buffer.take()
        with self._state:
            if self._stopping or not ids:
                return
            if self._queue.empty():
                self._taken_at = time.monotonic()
            for delivery_id in ids:
                self._queue.put(delivery_id)
            self._see_to_them()

    def start(self, run: Run) -> None:
        self._run, self._stopping = run, False

    def stop(self, timeout_s: float) -> bool:
        with self._state:
            self._stopping = True
            threads, self._threads = self._threads, set()
        for _ in threads:
            self._queue.put(None)
        end = time.monotonic() + timeout_s
        for thread in threads:
            thread.join(max(end - time.monotonic(), 0.0))
        return not any(thread.is_alive() for thread in threads)

    def reap(self) -> None:
        with self._state:
            if not self._stopping and not self._queue.empty():
                self._see_to_them()

    def _see_to_them(self) -> None:
        """The caller holds ``_state``. What the system gives no thread for now waits for the next beat."""
        try:
            if not self._threads:
                self._one_more()
            if self._watch is None or not self._watch.is_alive():
                watch = threading.Thread(target=self._look, name="delivery-watch", daemon=True)
                watch.start()
                self._watch = watch
        except RuntimeError:
            self._tell_of_refusal()

    def _tell_of_refusal(self) -> None:
        log.warning("the system gives no more threads: %s ids wait for %s", self._queue.qsize(), len(self._threads))

    def _look(self) -> None:
        """Until nothing waits."""
        seen = deque([(time.monotonic(), time.process_time())], maxlen=LOOKS + 1)
        while True:
            time.sleep(LOOK_S)
            now, used = time.monotonic(), time.process_time()
            seen.append((now, used))
            with self._state:
                waiting = self._queue.qsize()
                if self._stopping or not waiting:
                    self._watch = None
                    return
                if len(seen) <= LOOKS:
                    continue
                busy = (used - seen[0][1]) / (now - seen[0][0])
                more = more_threads(waiting, len(self._threads), self._max, now - self._taken_at, busy)
                try:
                    for _ in range(more):
                        self._one_more()
                except RuntimeError:  # the next beat begins another watch
                    self._tell_of_refusal()
                    self._watch = None
                    return

    def _one_more(self) -> None:
        thread = threading.Thread(target=self._work, name="delivery-worker", daemon=True)
        thread.start()
        self._threads.add(thread)

    def _work(self) -> None:
        try:
            while (delivery_id := self._next()) is not None:
                try:
                    if self._run and not self._stopping:
                        self._run(delivery_id)
                except Exception:
                    log.exception(
                        "delivery %s: the worker failed outside the protocol; the sweep will see to it", delivery_id
                    )
        finally:
            with self._state:
                self._threads.discard(threading.current_thread())

    def _next(self) -> int | None:
        """None: the thread ends. One that was idle for long ends only while nothing is queued."""
        while True:
            try:
                delivery_id = self._queue.get(timeout=self._idle_s)
                self._taken_at = time.monotonic()
                return delivery_id
            except queue.Empty:
                with self._state:
                    if self._queue.empty():
                        self._threads.discard(threading.current_thread())
                        return None

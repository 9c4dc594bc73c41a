"""The engines inside the program carry ids to a run: all of them, after the commit, and an end that nobody can hold."""

from __future__ import annotations

import queue
import threading
from typing import Any, cast

import pytest
from sqlmodel import Session

import campaign.delivery.engine as engines
from campaign.delivery.engine import InlineEngine, ThreadEngine

NO_SESSION = cast("Session", None)


@pytest.mark.parametrize("engine", [InlineEngine(), ThreadEngine(3)])
def test_every_id_is_run_once_and_none_before_the_flush(engine: Any) -> None:
    ran: queue.Queue[int] = queue.Queue()
    engine.start(ran.put)
    engine.submit(NO_SESSION, [1, 2])
    engine.submit(NO_SESSION, range(3, 41))
    assert ran.empty()
    engine.flush()
    assert sorted(ran.get(timeout=60) for _ in range(40)) == list(range(1, 41))
    engine.flush()
    assert engine.stop(10)
    assert ran.empty()


def test_ids_of_one_thread_are_not_flushed_by_another() -> None:
    engine, ran = InlineEngine(), []
    engine.start(ran.append)
    engine.submit(NO_SESSION, [1])
    other = threading.Thread(target=engine.flush)
    other.start()
    other.join()
    assert ran == []
    engine.flush()
    assert ran == [1]


def test_a_run_that_fails_takes_no_worker_with_it() -> None:
    engine, ran = ThreadEngine(1), queue.Queue[int]()

    def run(delivery_id: int) -> None:
        if delivery_id == 1:
            raise ValueError
        ran.put(delivery_id)

    engine.start(run)
    engine.submit(NO_SESSION, [1, 2])
    engine.flush()
    assert ran.get(timeout=60) == 2
    assert engine.stop(10)


def test_as_many_accounts_as_allowed_hang_and_the_next_one_still_goes() -> None:
    engine, hang, ran = ThreadEngine(3), threading.Event(), queue.Queue[int]()
    engine.start(lambda delivery_id: hang.wait() if delivery_id < 3 else ran.put(delivery_id))
    engine.submit(NO_SESSION, [1, 2, 3])
    engine.flush()
    assert ran.get(timeout=60) == 3
    hang.set()
    assert engine.stop(10)


def test_when_all_that_were_started_hang_the_next_beat_brings_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "AT_ONCE", 2)
    monkeypatch.setattr(engines, "STILL_S", 0.0)
    engine, begun, hang = ThreadEngine(4), threading.Semaphore(0), threading.Event()
    ran: queue.Queue[int] = queue.Queue()

    def run(delivery_id: int) -> None:
        begun.release()
        if delivery_id < 3:
            hang.wait()
        ran.put(delivery_id)

    engine.start(run)
    engine.submit(NO_SESSION, [1, 2, 3])
    engine.flush()
    assert begun.acquire(timeout=60)
    assert begun.acquire(timeout=60)
    assert not begun.acquire(blocking=False)  # the third waits behind the two
    engine.reap()
    assert ran.get(timeout=60) == 3
    hang.set()
    assert engine.stop(10)


def test_a_stop_lets_the_step_in_hand_end_and_begins_no_other() -> None:
    engine, begun, go, ended = ThreadEngine(1), threading.Event(), threading.Event(), []

    def run(delivery_id: int) -> None:
        begun.set()
        go.wait()
        ended.append(delivery_id)

    engine.start(run)
    engine.submit(NO_SESSION, [1, 2])
    engine.flush()
    begun.wait()
    assert not engine.stop(0.05)  # a hung step is not waited for any longer
    engine.submit(NO_SESSION, [3])
    engine.flush()
    go.set()
    for thread in threading.enumerate():
        if thread.name == "delivery-worker":
            thread.join(10)
    assert ended == [1]


def test_threads_that_have_nothing_to_do_end_and_come_back_when_needed() -> None:
    engine, ran = ThreadEngine(8, idle_s=0.01), queue.Queue[int]()
    engine.start(ran.put)
    for ids in ([1, 2, 3], [4]):
        engine.submit(NO_SESSION, ids)
        engine.flush()
        assert sorted(ran.get(timeout=60) for _ in ids) == ids
        while any(thread.name == "delivery-worker" for thread in threading.enumerate()):
            threading.Event().wait(0.005)
    assert engine.stop(10)

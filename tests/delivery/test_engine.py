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


def test_one_thread_does_what_it_can_keep_up_with_and_those_that_hang_get_company(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asleep, awake = queue.Queue[float](), threading.Semaphore(0)

    def sleep(seconds: float) -> None:
        asleep.put(seconds)
        awake.acquire(timeout=60)

    monkeypatch.setattr(engines.time, "sleep", sleep)  # the watch looks when the test says so
    monkeypatch.setattr(engines, "STILL_S", 0.0)
    engine, hang, by = ThreadEngine(4), threading.Event(), queue.Queue[tuple[int, str]]()

    def run(delivery_id: int) -> None:
        if delivery_id > 40:
            hang.wait()
        by.put((delivery_id, threading.current_thread().name))

    engine.start(run)
    engine.submit(NO_SESSION, range(41))
    engine.flush()
    assert [by.get(timeout=60)[0] for _ in range(41)] == list(range(41))  # in order: by one
    engine.submit(NO_SESSION, [41, 42, 43, 1])
    engine.flush()
    for looks in (1, 2):  # two threads, four
        asleep.get(timeout=60)
        assert workers() == looks
        awake.release()
    assert by.get(timeout=60)[0] == 1
    hang.set()
    awake.release()
    assert engine.stop(10)


def workers() -> int:
    return sum(thread.name == "delivery-worker" for thread in threading.enumerate())


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

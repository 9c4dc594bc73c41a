"""The engines inside the program carry ids to a run: all of them, after the commit, and an end that nobody can hold."""

from __future__ import annotations

import queue
import threading
from typing import Any, cast

import pytest
from sqlmodel import Session

import campaign.delivery.thread_engine as engines
from campaign.delivery.engine import InlineEngine
from campaign.delivery.thread_engine import ThreadEngine

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


@pytest.mark.parametrize(
    ("waiting", "threads", "still_s", "busy", "more"),
    [
        (20, 1, 0.001, 0.9, 0),  # one keeps up
        (20, 1, 0.1, 1.0, 0),  # it waits for a claim of many posts
        (20, 1, 0.001, 0.2, 1),  # it takes one after the other, and waits for the platform in between
        (20, 8, 0.02, 0.2, 8),
        (20, 8, 0.02, 0.7, 0),  # eight keep the program at work
        (20, 8, 0.5, 0.9, 8),  # all hang; others keep the program at work
        (3, 8, 0.5, 0.0, 3),  # no more than wait
        (90, 50, 0.5, 0.0, 14),  # no more than may be
        (90, 64, 0.5, 0.0, 0),
        (1, 0, 0.5, 0.0, 1),
    ],
)
def test_more_threads_are_begun_where_they_would_help(
    waiting: int, threads: int, still_s: float, busy: float, more: int
) -> None:
    assert engines.more_threads(waiting, threads, 64, still_s, busy) == more


def test_those_that_hang_get_company_until_all_are_in_hand() -> None:
    engine, together, ran = ThreadEngine(20), threading.Barrier(20), queue.Queue[int]()

    def run(delivery_id: int) -> None:
        together.wait(timeout=60)  # each waits until twenty run at once
        ran.put(delivery_id)

    engine.start(run)
    engine.submit(NO_SESSION, range(20))
    engine.flush()
    assert sorted(ran.get(timeout=60) for _ in range(20)) == list(range(20))
    assert engine.stop(10)


def test_an_id_for_which_no_thread_could_be_begun_goes_with_a_later_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refused(threading.Thread):
        left = 1

        def start(self) -> None:
            Refused.left -= 1
            if Refused.left >= 0:
                raise RuntimeError("can't start new thread")
            super().start()

    monkeypatch.setattr(engines.threading, "Thread", Refused)
    engine, ran = ThreadEngine(4), queue.Queue[int]()
    engine.start(ran.put)
    engine.submit(NO_SESSION, [1])
    engine.flush()
    assert ran.empty()
    engine.reap()
    assert ran.get(timeout=60) == 1
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

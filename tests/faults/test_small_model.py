"""The protocol as a small machine, walked exhaustively: two workers, a hidden and a visible step, a sweep that comes at
the worst moments, kills, lost ids, ids that come twice, a person who cancels, and one who says "send again".

What is abstracted away is time: a lease may run out whenever a step is under way, as if every process could sleep for
ever. So what holds here holds without any deadline.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

ATTEMPTS = 3
"""Attempts that one walk makes at most: the machine has no other end."""


@dataclass(frozen=True)
class Worker:
    """Where a process stands: idle, intent (after COMMIT 1), departed, answered."""

    at: str = "idle"
    attempt: int = 0
    step: int = 0
    receipt: bool = False


@dataclass(frozen=True)
class World:
    row: str = "scheduled"
    step: int = 0
    """0: the next step is hidden; 1: it shows."""
    attempt: int = 0
    """The attempt that the row names."""
    departed: bool = False
    workers: tuple[Worker, ...] = (Worker(), Worker())
    shown: int = 0
    again: int = 0
    """How often a person has said "send again"."""


def moves(world: World, fence: bool, people: int) -> Iterator[World]:
    """Everything that may happen next."""
    if world.row == "scheduled":
        yield replace(world, row="queued")
    if world.row in ("scheduled", "queued"):
        yield replace(world, row="cancelled")
    if world.row == "queued":
        yield replace(world, row="scheduled")  # its id was lost, and the sweep found it
    if world.row == "sending":  # its lease has run out
        may_have_left = world.step == 1 and (world.departed or not fence)
        yield replace(world, row="uncertain" if may_have_left else "scheduled")
    if world.row == "uncertain":
        if world.shown:
            yield replace(world, row="published")  # found
        if world.again < people:
            yield replace(world, row="scheduled", again=world.again + 1)
    for number in range(len(world.workers)):
        yield from _worker_moves(world, number, fence)


def _worker_moves(world: World, number: int, fence: bool) -> Iterator[World]:
    worker = world.workers[number]

    def now(changed: World, **of_worker: object) -> World:
        workers = list(world.workers)
        workers[number] = Worker() if not of_worker else replace(worker, **of_worker)  # type: ignore[arg-type]
        return replace(changed, workers=tuple(workers))

    if worker.at != "idle":
        yield now(world)  # killed
    mine = world.row == "sending" and world.attempt == worker.attempt
    if worker.at == "idle" and world.row == "queued" and world.attempt < ATTEMPTS:
        begun = replace(world, row="sending", attempt=world.attempt + 1, departed=False)
        yield now(begun, at="intent", attempt=world.attempt + 1, step=world.step)
    elif worker.at == "intent" and (worker.step == 0 or not fence):
        yield now(world, at="departed")
    elif worker.at == "intent":
        yield now(replace(world, departed=True), at="departed") if mine else now(world)
    elif worker.at == "departed":
        yield now(replace(world, shown=world.shown + worker.step), at="answered", receipt=True)
        yield now(replace(world, shown=world.shown + worker.step))  # it arrived, and the answer was lost
        yield now(world)  # it never arrived
    elif worker.at == "answered":
        if worker.step == 1 and (mine or world.row != "published"):
            yield now(replace(world, row="published"))
        else:
            yield now(replace(world, row="scheduled", step=1) if mine else world)


def walk(broken: Callable[[World], bool], fence: bool = True, people: int = 0) -> tuple[int, World | None]:
    """Every state that can be reached, nearest first: how many there are, and the first broken one."""
    seen, ahead = {World()}, deque([World()])
    while ahead:
        world = ahead.popleft()
        if broken(world):
            return len(seen), world
        for following in moves(world, fence, people):
            if following not in seen:
                seen.add(following)
                ahead.append(following)
    return len(seen), None


def is_broken(world: World) -> bool:
    writes_ahead = any(worker.at == "departed" and worker.step == 1 for worker in world.workers)
    return (
        world.shown > 1
        or (world.row == "published" and world.shown != 1)
        or (world.row == "cancelled" and world.shown > 0)
        or (world.row == "cancelled" and writes_ahead)
    )


def test_no_order_of_events_shows_a_post_twice_or_after_a_cancel() -> None:
    states, found = walk(is_broken)
    print(f"\n{states} states, all of them walked")
    assert found is None
    assert states > 500


def test_without_the_fence_at_departure_a_sleeper_shows_it_although_it_was_given_up() -> None:
    """The walk can fail: a mark that only reports, and does not forbid, is not enough."""

    def sent_by_one_given_up(world: World) -> bool:
        return any(
            worker.at == "departed" and worker.step == 1 and world.attempt != worker.attempt for worker in world.workers
        )

    assert walk(sent_by_one_given_up, fence=False, people=1)[1] is not None
    assert walk(sent_by_one_given_up, fence=True)[1] is None


def test_only_a_person_who_says_send_again_can_show_it_twice() -> None:
    def doubled(world: World) -> bool:
        return world.shown > 1 + world.again

    assert walk(doubled, people=2)[1] is None
    assert (
        walk(lambda world: world.shown > 1, people=1)[1] is not None
    )  # the question says: probably there, please look

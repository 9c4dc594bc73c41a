"""Collisions on the calendar: the same item twice on a day, posts too close on a channel, titles nearly the same. Pure.

Each is only a mark for people to look at: nothing is held back for it (the channel's interval is kept by the gate).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from campaign.workspace.folding import fold

NEAR_DAYS = 7
"""Titles nearly the same are told within so many days of each other."""
ALIKE = 0.8
"""Two titles are nearly the same when they share this part of their words (Jaccard)."""
LEAST_WORDS = 4
MANY = 20
"""Titles that share even their rarest word with this many others are a series, and not compared."""
WORD = re.compile(r"\w+")


class Seen(NamedTuple):
    """What marks are found from. ``open``: may still be changed, so a mark helps; ``counts``: is out or will be."""

    id: int
    due_at: datetime
    local: datetime
    """The same moment in the plan's zone."""
    item_id: int
    title: str
    channel: str
    channel_title: str
    open: bool
    counts: bool

    @property
    def on(self) -> date:
        return self.local.date()

    @property
    def clock(self) -> str:
        return f"{self.local:%H:%M}"


class Mark(NamedTuple):
    """``kind``: twice | close | alike. The other delivery, and what a sentence about it needs."""

    kind: str
    other_id: int
    on: date
    clock: str
    channel_title: str
    title: str
    minutes: int = 0
    """The channel's interval, for ``close``."""


def find_marks(rows: Sequence[Seen], intervals_s: Mapping[str, float]) -> dict[int, list[Mark]]:
    """{delivery id: its marks}. ``rows`` in order of time; ``intervals_s``: channel key -> seconds between posts."""
    counting = [row for row in rows if row.counts]
    found: defaultdict[int, list[Mark]] = defaultdict(list)
    for kind, one, other in [*_twice(counting), *_close(counting, intervals_s), *_alike(counting)]:
        minutes = ceil(intervals_s.get(one.channel, 0) / 60) if kind == "close" else 0
        for here, there in ((one, other), (other, one)):
            if here.open:
                found[here.id].append(
                    Mark(kind, there.id, there.on, there.clock, there.channel_title, there.title, minutes)
                )
    return dict(found)


Pair = tuple[str, Seen, Seen]


def _twice(rows: Sequence[Seen]) -> Iterator[Pair]:
    """One item at different times of one day. At the same time on several channels it is one publication."""
    by_day: defaultdict[tuple[int, date], list[Seen]] = defaultdict(list)
    for row in rows:
        by_day[row.item_id, row.local.date()].append(row)
    for same in by_day.values():
        for one, other in pairwise(same):
            if one.due_at != other.due_at:
                yield "twice", one, other


def _close(rows: Sequence[Seen], intervals_s: Mapping[str, float]) -> Iterator[Pair]:
    by_channel: defaultdict[str, list[Seen]] = defaultdict(list)
    for row in rows:
        by_channel[row.channel].append(row)
    for key, there in by_channel.items():
        for one, other in pairwise(there):
            if (other.due_at - one.due_at).total_seconds() < intervals_s.get(key, 0):
                yield "close", one, other


def _alike(rows: Sequence[Seen]) -> Iterator[Pair]:
    """Different items with nearly the same title, each pair once: its first two deliveries near each other."""
    by_item: defaultdict[int, list[Seen]] = defaultdict(list)
    for row in rows:
        by_item[row.item_id].append(row)
    words = {item: words_of(there[0].title) for item, there in by_item.items()}
    for one, other in _alike_items(words):
        near = [
            (first, second)
            for first in by_item[one]
            for second in by_item[other]
            if abs((first.on - second.on).days) <= NEAR_DAYS and (first.open or second.open)
        ]
        if near:
            yield ("alike", *near[0])


def _alike_items(words: Mapping[int, frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Pairs of items. Two sets this alike share one of the few rarest words of either, so only those are compared."""
    seen_in: defaultdict[str, int] = defaultdict(int)
    for said in words.values():
        for word in said:
            seen_in[word] += 1
    by_word: defaultdict[str, list[int]] = defaultdict(list)
    for item, said in words.items():
        if len(said) < LEAST_WORDS:
            continue
        rarest = sorted(said, key=lambda word: (seen_in[word], word))[: len(said) - ceil(ALIKE * len(said)) + 1]
        rare = [word for word in rarest if seen_in[word] <= MANY]
        for other in sorted({known for word in rare for known in by_word[word]}):
            if are_alike(said, words[other]):
                yield other, item
        for word in rare:
            by_word[word].append(item)


def are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Number 46 and number 47 of a series are different things, however alike the rest."""
    if len(one & other) < ALIKE * len(one | other):
        return False
    return not any(letter.isdigit() for word in one ^ other for letter in word)


@lru_cache(maxsize=8192)
def words_of(title: str) -> frozenset[str]:
    """The words of a title, without marks and case."""
    return frozenset(WORD.findall(fold(title)))

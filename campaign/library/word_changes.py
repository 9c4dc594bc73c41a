"""What stands in one text and not in the other: difflib over lines first, then over the words of what changed.

Nothing is lost: the "same" and "removed" parts joined are the text before, the "same" and "added" ones the text after.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "added", "removed"]
Place = tuple[Sequence[str], Sequence[str], Sequence[str]]
"""(removed, added, same): either the first two or the last one."""

MOST_PAIRS = 5_000_000
"""Pairs of equal words that are weighed against each other, in all levels: about a quarter of a second (measured). What
is still unweighed then is shown as removed and added whole."""

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Change:
    """A run of text. Of a place that changed, what was removed comes first."""

    kind: Kind
    text: str


def word_changes(before: str, after: str) -> list[Change]:
    """The changes from one text to the other, in reading order; never two of one kind in a row, none of them empty."""
    runs: list[Change] = []
    for removed, added, same in _places(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if same:
            runs.append(Change("same", "".join(same)))
        else:
            runs.extend(_between("".join(removed), "".join(added)))
    return _merged(runs)


def whole_change(before: str, after: str) -> list[Change]:
    """The same for what is read as one value (a date, an address): it is replaced, never mended by letters."""
    if before == after:
        return _merged([Change("same", before)])
    return _merged([Change("removed", before), Change("added", after)])


def _between(before: str, after: str) -> Iterator[Change]:
    for removed, added, same in _places(_WORDS.findall(before), _WORDS.findall(after)):
        if same:
            yield Change("same", "".join(same))
        else:
            yield Change("removed", "".join(removed))
            yield Change("added", "".join(added))


def _places(
    before: Sequence[str], after: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str], Sequence[str]]]:
    """In reading order; a blank part alone is never what two texts have in common."""
    start, end = _common_start(before, after), 0
    end = _common_start(before[start:][::-1], after[start:][::-1])
    if start:
        yield [], [], before[:start]
    inner_before, inner_after = before[start : len(before) - end], after[start : len(after) - end]
    done_before = done_after = 0
    for a, b, size in [*_equal_runs(inner_before, inner_after), (len(inner_before), len(inner_after), 0)]:
        if done_before < a or done_after < b:
            yield inner_before[done_before:a], inner_after[done_after:b], []
        if size:
            yield [], [], inner_before[a : a + size]
        done_before, done_after = a + size, b + size
    if end:
        yield [], [], before[len(before) - end :]


def _common_start(one: Sequence[str], other: Sequence[str]) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _equal_runs(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int, int]]:
    """(place before, place after, length) in order: as difflib's matching blocks, yet within ``MOST_PAIRS``.

    difflib alone is cubic: a thousand words of one kind against each other would hold the page for seconds.
    """
    matcher = SequenceMatcher(str.isspace, before, after, autojunk=False)
    often = Counter(part for part in after if not part.isspace())
    found: list[tuple[int, int, int]] = []
    budget = MOST_PAIRS
    ranges = [(0, len(before), 0, len(after))]
    while ranges:
        from_a, to_a, from_b, to_b = ranges.pop()
        cost = sum(often[part] for part in before[from_a:to_a]) + (to_a - from_a)
        if cost > budget:
            continue
        budget -= cost
        a, b, size = matcher.find_longest_match(from_a, to_a, from_b, to_b)
        if size:
            found.append((a, b, size))
            if from_a < a and from_b < b:
                ranges.append((from_a, a, from_b, b))
            if a + size < to_a and b + size < to_b:
                ranges.append((a + size, to_a, b + size, to_b))
    return sorted(found)


def _merged(runs: Sequence[Change]) -> list[Change]:
    """Neighbours of one kind joined, a lone space between two changed words taken into them: phrases, not confetti."""
    merged: list[Change] = []
    removed = added = ""
    for place, run in enumerate(runs):
        if run.kind == "removed":
            removed += run.text
        elif run.kind == "added":
            added += run.text
        elif removed and added and run.text.isspace() and "\n" not in run.text and place + 1 < len(runs):
            removed, added = removed + run.text, added + run.text
        elif run.text:
            merged += _told(removed, added)
            removed = added = ""
            merged.append(run)
    merged += _told(removed, added)
    return _joined(merged)


def _told(removed: str, added: str) -> list[Change]:
    return [*([Change("removed", removed)] if removed else []), *([Change("added", added)] if added else [])]


def _joined(runs: Sequence[Change]) -> list[Change]:
    joined: list[Change] = []
    for run in runs:
        if joined and joined[-1].kind == run.kind:
            joined[-1] = Change(run.kind, joined[-1].text + run.text)
        else:
            joined.append(run)
    return joined

"""The posts of a report by kind of item, by unit and by audience, each with its coverage."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from campaign.reach.metrics import largest, total
from campaign.reach.tallies import PLACE, Cell, joined

ACTS = ("reactions", "comments", "shares")


COLUMNS = (*PLACE, "kind", "unit", "audience")
"""What the cells are grouped by."""


def broken_down(finer: Mapping[tuple[str, ...], Cell], tasks: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """``{"kind": [...], "unit": [...], "audience": [...]}`` of cells by ``COLUMNS``, under these task items.

    An item may name several audiences, so the rows of ``audience`` overlap and are never added.
    """
    found: dict[tuple[str, str, str], list[Cell]] = defaultdict(list)
    for (task, _, _, kind, unit, audience), cell in finer.items():
        if task in tasks:
            found[kind, unit, audience].append(cell)
    cells = {place: joined(own) for place, own in found.items()}
    by: Mapping[str, Callable[[tuple[str, str, str]], Iterable[str]]] = {
        "kind": lambda place: (place[0],),
        "unit": lambda place: (place[1],),
        "audience": lambda place: _named(place[2]),
    }
    return {name: _rows(cells, keys) for name, keys in by.items()}


def _rows(
    cells: Mapping[tuple[str, str, str], Cell], keys: Callable[[tuple[str, str, str]], Iterable[str]]
) -> list[dict[str, Any]]:
    """Most posts first; those that name none last."""
    found: dict[str, list[Cell]] = defaultdict(list)
    for place, cell in cells.items():
        for key in keys(place):
            found[key].append(cell)
    rows = [row_of(key, joined(own)) for key, own in found.items()]
    return sorted((row for row in rows if row["posts"]), key=lambda row: (row["key"] == "", -row["posts"], row["key"]))


def row_of(key: str, cell: Cell) -> dict[str, Any]:
    """``key`` with posts, views (value, mark, measured, of), the highest reach of one post, and acts."""
    views, reach = cell.figures.get("views"), cell.figures.get("reach")
    acts = [cell.figures[metric] for metric in ACTS if metric in cell.figures]
    value = views.value if views else None
    return {
        "key": key,
        "posts": cell.posts,
        "views": {
            "value": value, "mark": "-" if value is None or views is None else "X" if views.by_hand else "Đ",
            "measured": views.measured if views else 0, "of": cell.posts,
        },
        "reach": {
            "max": reach.max if reach else None, "measured": reach.measured if reach else 0, "of": cell.posts,
        },
        "acts": {
            "value": total("reactions", (each.value for each in acts)),
            "mark": "-" if not acts else "X" if any(each.by_hand for each in acts) else "Đ",
            "measured": largest(each.measured for each in acts) or 0, "of": cell.posts,
        },
    }  # fmt: skip


def _named(audience: str) -> Iterable[str]:
    """The audiences of a post, "" for none."""
    said = json.loads(audience) if audience else []
    return dict.fromkeys(said) if said else ("",)

"""Whether the tables of the plan name each other rightly. Works on raw tables: it speaks beside other mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import chain

from campaign.workspace.mistakes import nearest, quoted
from campaign.workspace.names import KIND_BY_FOLDER, ids, tables, texts
from campaign.workspace.plan import default_slug
from campaign.workspace.toml_lines import Place

_TABLES = ("goal", "unit", "task", "task_item", "target", "deadline", "outlet", "kind", "column", "topic")
_REFERENCES = (
    ("task_item", "task", "task"),
    ("task_item", "lead", "unit"),
    ("task_item", "support", "unit"),
    ("unit", "successor", "unit"),
    ("unit", "successor_of", "unit"),
    ("target", "task_items", "task_item"),
    ("outlet", "task_items", "task_item"),
    ("deadline", "from", "unit"),
    ("deadline", "to", "unit"),
    ("report", "unit", "unit"),
    ("column", "unit", "unit"),
    ("column", "task", "task_item"),
    ("topic", "task", "task_item"),
)
MOST_CIRCLES = 20
_WHAT = {"task": "nhiệm vụ", "unit": "đơn vị", "task_item": "nội dung nhiệm vụ"}


def wrong_references(raw: Mapping[str, object]) -> Iterator[tuple[Place, str]]:
    """(place, sentence) of each id given twice, each name that does not exist, and each circle of successors."""
    yield from chain(_twice(raw), _same_slug(raw), _missing(raw), _headline(raw), _circles(raw), _folders(raw))


def wrong_channels(raw: Mapping[str, object], known: Iterable[str]) -> Iterator[tuple[Place, str]]:
    """(place, sentence) of each channel that a kind names and that is not declared under channels/."""
    keys = sorted(known)
    for number, table in enumerate(tables(raw, "kind")):
        for given in texts(table.get("channels")):
            if given not in keys:
                message = f"`channels`: không có kênh {quoted(given)} trong channels/{nearest(given, keys)}"
                yield ("kind", number, "channels"), message


def _folders(raw: Mapping[str, object]) -> Iterator[tuple[Place, str]]:
    """A folder of content/ stands for one kind, and ``media`` holds files."""
    owners = {"media": "tệp ảnh, âm thanh, video", **KIND_BY_FOLDER}
    for number, table in enumerate(tables(raw, "kind")):
        folder, kind = table.get("folder"), table.get("id")
        if isinstance(folder, str) and isinstance(kind, str) and owners.setdefault(folder, kind) != kind:
            yield ("kind", number, "folder"), f"thư mục content/{folder} đã dành cho {owners[folder]}"


def _twice(raw: Mapping[str, object]) -> Iterator[tuple[Place, str]]:
    for name in _TABLES:
        seen: set[object] = set()
        for number, table in enumerate(tables(raw, name)):
            given = table.get("id")
            if isinstance(given, str) and given in seen:
                yield (name, number, "id"), f"[[{name}]] có hai id {quoted(given)}"
            seen.add(given if isinstance(given, str) else None)


def _same_slug(raw: Mapping[str, object]) -> Iterator[tuple[Place, str]]:
    owners: dict[str, str] = {}
    for number, table in enumerate(tables(raw, "task_item")):
        item, slug = table.get("id"), table.get("slug")
        if not isinstance(item, str):
            continue
        slug = slug if isinstance(slug, str) and slug else default_slug(item)
        owner = owners.setdefault(slug, item)
        if owner != item:
            yield ("task_item", number, "slug"), f"slug {quoted(slug)} đã dùng cho {quoted(owner)}"


def _missing(raw: Mapping[str, object]) -> Iterator[tuple[Place, str]]:
    for name, key, target in _REFERENCES:
        known = dict.fromkeys(ids(raw, target))
        for number, table in enumerate(tables(raw, name)):
            for given in texts(table.get(key)):
                if given not in known:
                    yield (
                        (name, number, key),
                        f"`{key}`: không có {_WHAT[target]} {quoted(given)}{nearest(given, known)}",
                    )


def _headline(raw: Mapping[str, object]) -> Iterator[tuple[Place, str]]:
    about = raw.get("plan")
    given = about.get("report_headline_task") if isinstance(about, dict) else None
    if isinstance(given, str) and given and given not in ids(raw, "task"):
        yield ("plan", "report_headline_task"), f"không có nhiệm vụ {quoted(given)}"


def _circles(raw: Mapping[str, object]) -> Iterator[tuple[Place, str]]:
    """Units that end up succeeding themselves: each circle once, at the first of its units."""
    places: dict[str, Place] = {}
    after: dict[str, set[str]] = {}
    for number, table in enumerate(tables(raw, "unit")):
        unit = table.get("id")
        if isinstance(unit, str):
            later, earlier = texts(table.get("successor")), texts(table.get("successor_of"))
            places.setdefault(unit, ("unit", number, "successor" if later else "successor_of"))
            for each in later:
                after.setdefault(unit, set()).add(each)
            for each in earlier:
                after.setdefault(each, set()).add(unit)
    for _ in range(MOST_CIRCLES):
        circle = _circle(after)
        if not circle:
            return
        first = next((unit for unit in places if unit in circle), "")
        yield places.get(first, ()), f"đơn vị {quoted(first)} kế thừa chính nó (successor đi thành vòng)"
        for unit in circle:
            after.pop(unit, None)


def _circle(after: Mapping[str, set[str]]) -> set[str]:
    try:
        TopologicalSorter(after).prepare()
    except CycleError as error:
        return set(error.args[1])
    return set()

"""The names that files may refer to: units, task items, kinds, channels.

They are read leniently, also from a plan.toml that has mistakes elsewhere, so that one wrong line in the plan does not
turn every item into a mistake.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from campaign.workspace.kinds import Kind
from campaign.workspace.mistakes import nearest, quoted
from campaign.workspace.plan import DEFAULT_KINDS, default_slug

KIND_BY_FOLDER = {"articles": "article", "clips": "clip", "tips": "tip"}


@dataclass(frozen=True)
class Names:
    """What exists. None: not known (the plan cannot be read), so nothing is held against it."""

    units: frozenset[str] | None = None
    task_items: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    channels: frozenset[str] = field(default_factory=frozenset)
    rules: Mapping[str, Kind] = field(default_factory=dict)
    """What the plan says of its kinds, by id."""

    @property
    def folders(self) -> Mapping[str, str]:
        """Kind by folder of content/."""
        return KIND_BY_FOLDER | {kind.folder: kind.id for kind in self.rules.values() if kind.folder}

    def unknown_unit(self, name: str) -> str:
        """A sentence, or "" where the name is known."""
        return _unknown("đơn vị", name, self.units)

    def unknown_task(self, name: str) -> str:
        known = self.task_items
        by_slug = next((item for item in known or () if default_slug(item) == name), "") if known else ""
        if by_slug and name not in (known or ()):
            return f"không có nội dung nhiệm vụ {quoted(name)} trong plan.toml; có phải `{by_slug}`?"
        return _unknown("nội dung nhiệm vụ", name, known)

    def unknown_kind(self, name: str) -> str:
        return _unknown("loại", name, self.kinds)

    def unknown_channel(self, name: str) -> str:
        if name in self.channels:
            return ""
        return f"không có kênh {quoted(name)} trong channels/{nearest(name, self.channels)}"

    def sha256(self) -> str:
        """The same names, the same hash."""
        groups: list[object] = [sorted(group) if group is not None else None for group in self._groups()]
        if self.rules:
            groups.append([rule.model_dump(mode="json") for _, rule in sorted(self.rules.items())])
        return hashlib.sha256(json.dumps(groups).encode()).hexdigest()

    def _groups(self) -> tuple[frozenset[str] | None, ...]:
        return self.units, self.task_items, self.kinds, self.channels


def names_in_plan(raw: Mapping[str, object]) -> Names:
    """The names that plan.toml's tables give, whatever else is wrong in it."""
    return Names(
        units=frozenset(ids(raw, "unit")),
        task_items=frozenset(ids(raw, "task_item")),
        kinds=frozenset(ids(raw, "kind")) | frozenset(DEFAULT_KINDS),
        rules={kind.id: kind for kind in _kinds(tables(raw, "kind"))},
    )


def _kinds(declared: Iterable[Mapping[str, object]]) -> Iterable[Kind]:
    """Those that are right; what is wrong with the others is told where the plan is read."""
    for table in declared:
        try:
            yield Kind.model_validate(table)
        except ValidationError:
            continue


def tables(raw: Mapping[str, object], name: str) -> list[dict[str, object]]:
    """The tables of ``[[name]]``; a place that is no table counts as an empty one, so that numbers stay right."""
    given = raw.get(name)
    return [each if isinstance(each, dict) else {} for each in given] if isinstance(given, list) else []


def ids(raw: Mapping[str, object], name: str) -> list[str]:
    return [each for table in tables(raw, name) if isinstance(each := table.get("id"), str)]


def texts(value: object) -> list[str]:
    """The strings in a value that should be a list of them (or one)."""
    if isinstance(value, str):
        return [value] if value else []
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _unknown(what: str, name: str, known: frozenset[str] | None) -> str:
    if known is None or name in known:
        return ""
    return f"không có {what} {quoted(name)} trong plan.toml{nearest(name, known)}"

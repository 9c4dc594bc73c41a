"""schedules.toml of a workspace: its shape, and whether the channels, kinds and tasks that it names exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

from campaign.workspace.files import exists
from campaign.workspace.mistakes import Mistakes, quoted
from campaign.workspace.names import Names, tables, texts
from campaign.workspace.schedules import Schedules
from campaign.workspace.toml_files import read_toml
from campaign.workspace.toml_lines import Place

PATH = "schedules.toml"


def read_schedules(root: Path, names: Names, mistakes: Mistakes) -> Schedules | None:
    """The schedules, or None where they have a mistake: half a calendar would cancel the other half."""
    if not exists(root, PATH, mistakes):
        mistakes.add(PATH, 1, "thiếu schedules.toml; không có khung giờ nào thì để tệp chỉ có dòng timezone")
        return None
    file = read_toml(root, PATH, mistakes)
    if file is None:
        return None
    schedules = file.validated(Schedules, file.raw)
    wrong = list(chain(_twice(file.raw), _channels(file.raw, names), _picks(file.raw, names)))
    for place, message in wrong:
        file.mistake(place, message)
    return None if wrong else schedules


def _twice(raw: Mapping[str, object]) -> Iterator[tuple[Place, str]]:
    seen: set[str] = set()
    for number, slot in enumerate(tables(raw, "slot")):
        key = slot.get("key")
        if isinstance(key, str):
            if key in seen:
                yield ("slot", number, "key"), f"có hai khung cùng key {quoted(key)}"
            seen.add(key)


def _channels(raw: Mapping[str, object], names: Names) -> Iterator[tuple[Place, str]]:
    for name in ("slot", "pause"):
        for number, table in enumerate(tables(raw, name)):
            place = (name, number, "channels")
            given = texts(table.get("channels"))
            if len(set(given)) != len(given):
                yield place, "`channels` có một kênh ghi hai lần"
            for key in given:
                if key == "*" and name == "slot":
                    yield place, '`channels` của một khung phải kể tên từng kênh; "*" chỉ dùng trong [[pause]]'
                elif key == "*" and len(given) > 1:
                    yield place, 'đã có "*" (mọi kênh) thì không kể thêm kênh nào'
                elif key != "*" and (message := names.unknown_channel(key)):
                    yield place, message


def _picks(raw: Mapping[str, object], names: Names) -> Iterator[tuple[Place, str]]:
    for number, slot in enumerate(tables(raw, "slot")):
        pick = slot.get("pick")
        if isinstance(pick, dict):
            for kind in texts(pick.get("kind")):
                if message := names.unknown_kind(kind):
                    yield ("slot", number, "pick", "kind"), message
            for task in texts(pick.get("task")):
                if message := names.unknown_task(task):
                    yield ("slot", number, "pick", "task"), message

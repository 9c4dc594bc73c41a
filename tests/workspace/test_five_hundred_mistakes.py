"""One workspace with five hundred planted mistakes of every kind, read once: each is told at its file and its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from campaign.workspace.reading import read_workspace
from tests.workspace.conftest import FILES, write
from tests.workspace.test_planted_mistakes import ITEM, PLAN, PLANTED, RSS, SCHEDULES, TELEGRAM, line_of

Planted = tuple[str, int, str]
"""(path, line, telling words)"""
COPIES = 11
"""Of every kind in items, by turns with CRLF and a BOM."""


def odd(text: str, number: int) -> str:
    text = text.replace("\n", "\r\n") if number % 2 else text
    return "\ufeff" + text if number % 3 == 1 else text


def items(root: Path) -> Iterator[Planted]:
    """A slug that is taken is left out: here it would be the mistake of another file."""
    kinds = [each[1:] for each in PLANTED if each[0] == ITEM and each[2] != "slug: bai"]
    for number, (old, new, piece, telling) in enumerate(kinds * COPIES):
        text = FILES[ITEM].replace(old, new, 1)
        path = f"content/tips/m-{number}.md"
        write(root, path, odd(text, number))
        yield path, line_of(text, piece), telling


def channels(root: Path) -> Iterator[Planted]:
    kinds = [each for each in PLANTED if each[0] in (TELEGRAM, RSS)]
    for number, (which, old, new, piece, telling) in enumerate(kinds * 5):
        before = FILES[which].replace('path = "tin"', f'path = "tin-{number}"')
        text = before.replace(old.replace('path = "tin"', f'path = "tin-{number}"'), new, 1)
        path = f"channels/c-{number}/channel.toml"
        write(root, path, odd(text, number))
        write(root, f"channels/c-{number}/post.j2", "{{ item.title }}")
        yield path, line_of(text, piece), telling


def slots(root: Path) -> Iterator[Planted]:
    """All of them in one file, one table each; a mistake of the file as a whole cannot stand beside others."""
    head, _, rest = FILES[SCHEDULES].partition("[[slot]]")
    slot, _, pause = rest.partition("[[pause]]")
    made = {"[[slot]]": "[[slot]]" + slot, "[[pause]]": "[[pause]]" + pause}
    text, planted = head, []
    for number, (_, old, new, piece, telling) in enumerate([each for each in PLANTED if each[0] == SCHEDULES] * 3):
        table = next((each for each in made.values() if old in each and not old.startswith("[[")), None)
        if table is None:
            continue
        wrong = table.replace('"tip-of-the-day"', f'"s-{number}"').replace(old, new, 1)
        planted.append((SCHEDULES, text.count("\n") + line_of(wrong, piece), telling))
        text += wrong.rstrip("\n") + "\n\n"
    write(root, SCHEDULES, text)
    yield from planted


def test_five_hundred_mistakes_are_told_each_at_its_line(workspace: Path) -> None:
    planted = [*items(workspace), *channels(workspace), *slots(workspace)]
    assert len(planted) > 500
    found: dict[tuple[str, int], list[str]] = {}
    for each in read_workspace(workspace).mistakes:
        found.setdefault((each.path, each.line), []).append(each.message)
    missed = [one for one in planted if not any(one[2] in said for said in found.get(one[:2], []))]
    assert missed == []


TASK_ITEMS = [
    ('task = "9"', "không có nhiệm vụ"), ('lead = ["khong"]', "không có đơn vị"), ('serve = ["fed"]', "feed"),
    ('minimum = { per = "năm", count = 1, what = "x" }', "year"), ("texxt = 1", "`text`"),
    ('support = "bao"', "danh sách"), ('slug = "Chữ Hoa"', "chữ thường"),
]  # fmt: skip


def test_a_plan_with_a_hundred_mistakes_tells_each_at_its_line(workspace: Path) -> None:
    text, planted = FILES[PLAN], []
    for number, (wrong, telling) in enumerate(TASK_ITEMS * 15):
        task = "" if wrong.startswith("task") else 'task = "1"\n'
        text += f'\n[[task_item]]\nid = "x{number}"\n{task}text = "Nội dung"\n{wrong}\n'
        planted.append((text.count("\n"), telling))
    write(workspace, PLAN, text)
    found = [(each.line, each.message) for each in read_workspace(workspace).mistakes if each.path == PLAN]
    missed = [one for one in planted if not any(line == one[0] and one[1] in said for line, said in found)]
    assert missed == []
    assert len(planted) > 100

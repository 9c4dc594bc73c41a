"""``check`` and ``sync`` of 5,000 items, first and again unchanged, beside reading and hashing the same files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from bench.figures import CAMPAIGN, PYTHON, Figure, run, seconds
from bench.size import sized

KINDS = {"articles": 12, "tips": 2, "clips": 4}
"""Folder -> paragraphs of an item in it."""

ITEM = """---
title: Nội dung thử số {number}
summary: Tóm tắt của nội dung {number}
tags: [thu-{tag}, mau]
task: 1a
---
{body}
"""

PARAGRAPH = (
    "Kẻ gian thường gọi vào giờ nghỉ trưa, xưng là cán bộ và thúc giục làm ngay. Hãy dừng lại ba giây, không đọc mã "
    "cho ai, không bấm liên kết lạ, và gọi lại theo số điện thoại in trên trang chính thức của cơ quan. "
    "**Mẹo số {number}.**"
)

READ_AND_HASH = """
import hashlib, pathlib
for path in sorted(pathlib.Path("content").rglob("*.md")):
    hashlib.sha256(path.read_bytes()).hexdigest()
"""


def sync(folder: Path) -> Iterator[Figure]:
    workspace = folder / "workspace"
    run([*CAMPAIGN, "init", str(workspace)], folder)
    _write_items(workspace / "content")
    control = [*PYTHON, "-c", READ_AND_HASH]
    run(control, workspace)
    for command, when, wanted in (("check", "", "-"), ("sync", ", first", "< 20 s"), ("sync", ", again", "< 3 s")):
        took = run([*CAMPAIGN, command], workspace)
        what = f"{command} of {_items():,} items{when}"
        yield Figure(what, seconds(took), seconds(run(control, workspace)), "read and hash the files", wanted)


def _items() -> int:
    return sized(5_000, 200)


def _write_items(content: Path) -> None:
    """Items without media, spread over the three kinds, each different from all others."""
    shutil.rmtree(content)
    for kind in KINDS:
        (content / kind).mkdir(parents=True)
    kinds = list(KINDS.items())
    for number in range(_items()):
        kind, paragraphs = kinds[number % len(kinds)]
        body = "\n\n".join(PARAGRAPH.format(number=f"{number}.{part}") for part in range(paragraphs))
        text = ITEM.format(number=number, tag=number % 50, body=body)
        (content / kind / f"thu-{number:05}.md").write_text(text, encoding="utf-8")

"""Tries ``post.j2`` files before they are trusted, in a child process with limits on time and memory.

Jinja folds constants while compiling, so even compiling an unknown template can burn the machine: nothing of it
happens in this process.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from campaign.rendering.template import ItemView, TemplateFault, render_template

if TYPE_CHECKING:
    from campaign.platforms.seam import Markup

CPU_S = 4
MEMORY_BYTES = 512 * 1024 * 1024
WALL_S = 20.0
TOO_MUCH = "post.j2 tốn quá nhiều thời gian hoặc bộ nhớ khi dựng thử; hãy bỏ vòng lặp lớn trong đó."


def try_templates(templates: Mapping[str, tuple[Markup, str]]) -> dict[str, tuple[int, str]]:
    """``{key: (markup, source)}`` -> ``{key: (line, message)}`` of those that fail; empty when all are fine."""
    faults: dict[str, tuple[int, str]] = {}
    left = dict(templates)
    while left:
        answers = _child(left)
        for key, fault in answers.items():
            left.pop(key)
            if fault:
                faults[key] = fault
        if left:  # the child died on the first one that it did not answer for
            faults[next(iter(left))] = (1, TOO_MUCH)
            left.pop(next(iter(left)))
    return faults


def _child(templates: Mapping[str, tuple[Markup, str]]) -> dict[str, tuple[int, str] | None]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "campaign.rendering.trial"],
            input=json.dumps(list(templates.items())).encode(),
            capture_output=True,
            timeout=WALL_S,
            check=False,
        )
        output = done.stdout
    except subprocess.TimeoutExpired as late:
        output = late.stdout or b""
    answers = [json.loads(line) for line in output.decode("utf-8", "replace").splitlines() if line.endswith("]")]
    return {key: (fault[0], fault[1]) if fault else None for key, fault in answers}


def _samples(markup: Markup) -> list[ItemView]:
    body = "Đừng đọc mã <b>OTP</b> cho ai." if markup == "telegram_html" else "Đừng đọc mã OTP cho ai."
    full = ItemView(
        title="Không đọc mã OTP",
        summary="Tóm tắt",
        body=body,
        link="https://example.vn/bai",
        tags=("otp", "an toàn"),
        kind="tip",
        task="1a",
        unit="bao",
    )
    bare = ItemView(title="Tiêu đề", summary="", body="", link="", tags=(), kind="article", task="", unit="")
    return [full, bare]


def _try(markup: Markup, source: str) -> tuple[int, str] | None:
    channel = {"key": "thu", "title": "Kênh thử", "platform": "rss", "unit": "bao"}
    try:
        for sample in _samples(markup):
            render_template(source, markup, sample, channel, "https://example.vn/go/abcdefgh")
    except TemplateFault as fault:
        return fault.line, fault.message
    return None


def main() -> None:
    """The child: templates as JSON on stdin, one JSON line an answer on stdout."""
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    for key, (markup, source) in json.load(sys.stdin):
        print(json.dumps([key, _try(markup, source)]), flush=True)


if __name__ == "__main__":
    main()

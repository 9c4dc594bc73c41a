"""Pictures of charts, each drawn once: the same chart, font and form is the same picture."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import campaign
from campaign.reach.charts.chart import Chart

Drawing = bytes
Form = Literal["svg", "png"]
Font = Literal["Inter", "Tinos"]
WALL_S = 60.0
KEPT_BYTES = 4_000_000
"""Of pictures that stay in memory: a report has about 100 kB of SVG."""

_kept: OrderedDict[str, Drawing] = OrderedDict()
_lock = threading.Lock()


class NotDrawn(RuntimeError):
    """The drawing process failed. A report goes without its pictures then, never without its figures."""


def draw(charts: Sequence[Chart], form: Form = "svg", font: Font = "Inter") -> dict[str, Drawing]:
    """By the charts' keys. One child process draws all that is not there yet (about half a second). Raises NotDrawn."""
    names = {chart.key: name_of(chart, form, font) for chart in charts}
    there = drawn_before(charts, form, font)
    missing = [chart for chart in charts if chart.key not in there]
    drawn = _drawn(missing, form, font) if missing else {}
    with _lock:
        for key, picture in drawn.items():
            _kept[names[key]] = picture
        while sum(map(len, _kept.values())) > KEPT_BYTES:
            _kept.popitem(last=False)
    return {chart.key: there.get(chart.key) or drawn[chart.key] for chart in charts}


def drawn_before(charts: Sequence[Chart], form: Form = "svg", font: Font = "Inter") -> dict[str, Drawing]:
    """By key those that are in memory; draws nothing."""
    names = {chart.key: name_of(chart, form, font) for chart in charts}
    with _lock:
        there = {key: _kept[name] for key, name in names.items() if name in _kept}
        for key in there:
            _kept.move_to_end(names[key])
    return there


def name_of(chart: Chart, form: Form, font: Font) -> str:
    """What one picture is kept under."""
    return f"{chart.sha256}.{font}.{form}"


def forget_drawings() -> None:
    """Of this process: the next ones are drawn anew."""
    with _lock:
        _kept.clear()


def _drawn(charts: Sequence[Chart], form: Form, font: Font) -> dict[str, Drawing]:
    lines = [
        json.dumps({"key": chart.key, "id": chart.id, "title": chart.title, "description": chart.description,
                    "spec": chart.spec, "form": form, "font": font})
        for chart in charts
    ]  # fmt: skip
    root = str(Path(campaign.__file__).parent.parent)
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "campaign.reach.charts.drawing"],
            input="\n".join(lines).encode(), capture_output=True, timeout=WALL_S, check=True,
            env=bare | {"PYTHONPATH": root, "PYTHONUTF8": "1"},
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as failure:
        said = getattr(failure, "stderr", b"") or b""
        raise NotDrawn(f"{failure}: {said.decode('utf-8', 'replace')[-500:]}") from failure
    pictures = [base64.b64decode(line) for line in done.stdout.split()]
    if len(pictures) != len(charts):
        raise NotDrawn(f"{len(charts)} asked for, {len(pictures)} came")
    return {chart.key: picture for chart, picture in zip(charts, pictures, strict=True)}

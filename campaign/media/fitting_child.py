"""The fitting child: one request on stdin, lines of JSON on stdout, under limits that it sets for itself first.

A request is ``{"kind", "source", "out", "most", "side", "total", "ratio", "codecs", "rates", "picture", "title"}``.
Answers are ``{"done": 0.34}`` now and then, and last ``{"fitted": {...}}`` (``"kept": true`` where the source is right
as it is) or ``{"refused": "..."}``. It has no database, no key and no network need, and gives way to everything else
that runs.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from campaign.errors import Mistake
from campaign.media.child import limit_self
from campaign.media.decoded import Decoded
from campaign.media.fitting_encoding import Told
from campaign.media.kinds import HEAD_BYTES, kind_of

CPU_S = 3 * 3600
"""Processor seconds for one file: an hour of 4K. The parent's patience is for progress, which is told each second."""
TELL_EVERY_S = 1.0


def main() -> None:
    """Answer one request."""
    os.nice(10)
    limit_self()
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    say(answer(json.loads(sys.stdin.buffer.readline())))


def say(line: dict[str, Any]) -> None:
    """One line to the parent; without one (it has gone) the child ends."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Make one file fit."""
    out = Path(request["out"])
    try:
        decoded = fit(request, out)
        return {"fitted": asdict(decoded), "kept": not out.exists(), "peak_kb": peak_kb()}
    except Mistake as mistake:
        return {"refused": str(mistake)}
    except MemoryError:
        return {"refused": "tệp cần quá nhiều bộ nhớ để chuyển đổi; hãy thu nhỏ rồi thử lại"}
    except OSError:
        return {"refused": "không đọc hoặc ghi được tệp; hãy kiểm tra chỗ trống trên đĩa"}


def fit(request: dict[str, Any], out: Path) -> Decoded:
    """Raises Mistake with the rest of a sentence that begins with the file's name."""
    source, most, side = Path(request["source"]), request["most"], request["side"]
    if request["kind"] == "jpeg":
        from campaign.media.fitting_image import fit_image

        return fit_image(source, out, most, side, request["total"], request["ratio"])
    with source.open("rb") as file:
        container = kind_of(file.read(HEAD_BYTES), source.name).container
    if request["kind"] == "mp4":
        from campaign.media.fitting_video import Fit, fit_video

        rates = tuple(request["rates"]) if request.get("rates") else None
        return fit_video(source, container, out, Fit(most, side, frozenset(request["codecs"]), rates), _teller())
    from campaign.media.fitting_still import fit_sound, fit_still

    if request["kind"] == "m4a":
        return fit_sound(source, container, out, most, _teller())
    picture = Path(request["picture"]) if request["picture"] else str(request["title"])
    return fit_still(source, container, out, picture, most, side, _teller())


def _teller() -> Told:
    told_at = -TELL_EVERY_S

    def tell(done: float) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= TELL_EVERY_S:
            told_at = time.monotonic()
            say({"done": round(done, 3)})

    return tell


def peak_kb() -> int:
    """The most memory that was resident, in kB. (getrusage would count what our parent had when it started us.)"""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


if __name__ == "__main__":
    main()

"""Printing in a process of its own, so that what reads Word and draws PDF never stays in ``serve``.

The child is spoken to in JSON and answers in bytes; it opens no database and no connection.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import campaign
from campaign.errors import Mistake
from campaign.reach.report import Report

WALL_S = 120.0
MISTAKE = 3
"""Exit code of a child that has a sentence for the reader."""


def printed_apart(report: Report, form: str, workspace: Path | None = None) -> bytes:
    """As ``exports.printed``. Raises Mistake, RuntimeError for a child that died."""
    asked = {"report": asdict(report), "form": form, "workspace": str(workspace) if workspace else None}
    root = str(Path(campaign.__file__).parent.parent)
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "campaign.reach.printing"],
        input=json.dumps(asked).encode(), capture_output=True, timeout=WALL_S, check=False,
        env=bare | {"PYTHONPATH": root, "PYTHONUTF8": "1"},
    )  # fmt: skip
    if done.returncode == MISTAKE:
        raise Mistake(done.stderr.decode())
    if done.returncode:
        raise RuntimeError(f"printing {form} failed: {done.stderr.decode('utf-8', 'replace')[-2000:]}")
    return done.stdout


def main() -> None:
    from campaign.reach.exports import printed

    asked = json.loads(sys.stdin.buffer.read())
    workspace = Path(asked["workspace"]) if asked["workspace"] else None
    try:
        sys.stdout.buffer.write(printed(Report(**asked["report"]), asked["form"], workspace))
    except Mistake as mistake:
        sys.stderr.write(str(mistake))
        sys.exit(MISTAKE)


if __name__ == "__main__":
    main()

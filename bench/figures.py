"""Running a program from outside and saying what it took."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHON = [sys.executable]
CAMPAIGN = [sys.executable, "-m", "campaign"]


@dataclass(frozen=True)
class Figure:
    """One row of the table; figures carry their units."""

    what: str
    measured: str
    control: str
    control_is: str
    wanted: str


def environ() -> dict[str, str]:
    """The environment without anybody's settings, so that a measurement is of the defaults."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAMPAIGN_")}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}


def run(command: Sequence[str], workspace: Path) -> float:
    """Seconds that it took. Ends the program with the command's own words if it fails."""
    began = time.perf_counter()
    ran = subprocess.run(command, cwd=workspace, env=environ(), capture_output=True, text=True)
    seconds = time.perf_counter() - began
    if ran.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {ran.returncode}:\n{ran.stdout[-2000:]}{ran.stderr[-2000:]}")
    return seconds


def median_run(command: Sequence[str], workspace: Path, times: int = 7) -> float:
    """The median of ``times`` runs, after one that warms the disk and writes the bytecode."""
    run(command, workspace)
    return statistics.median(run(command, workspace) for _ in range(times))


def starter_workspace(folder: Path) -> Path:
    """A fresh workspace with the starter files, loaded into its database."""
    workspace = folder / "workspace"
    run([*CAMPAIGN, "init", str(workspace)], folder)
    run([*CAMPAIGN, "sync"], workspace)
    return workspace


def seconds(value: float) -> str:
    return f"{value:.2f} s"


def megabytes(kilobytes: int | None) -> str:
    return "-" if kilobytes is None else f"{kilobytes / 1024:.0f} MB"


def resident_kb(pid: int) -> int | None:
    """Resident memory of a process in kB; None where there is no /proc."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return None
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS"))

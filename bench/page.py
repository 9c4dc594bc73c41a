"""docs/benchmarks.md from one run: what was measured, on what kind of machine, never its name."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

COLUMNS = ("run", "what", "measured", "control", "control is", "wanted", "load")
HEAD = """# Benchmarks

Written by `make bench KEEP=docs/benchmarks.md`. Every figure stands beside a control that was measured in the same
run, since figures of one machine say little about another. Nothing is asserted: what is wanted stands beside it.
*load* is the machine's load average over a minute when the measurement began: well above nought, others were at work
on it too. One run alone: `python -m bench NAME`.

{machine}

"""
QUICK = "**A run in small sizes (`--quick`): it shows that the measurements run, and its figures mean little.**\n\n"


@dataclass(frozen=True)
class Measured:
    """One figure, and when it was taken."""

    name: str
    what: str
    measured: str
    control: str
    control_is: str
    wanted: str
    load: float
    at: str

    def cells(self) -> tuple[str, ...]:
        return self.name, self.what, self.measured, self.control, self.control_is, self.wanted, f"{self.load:.1f}"


def as_page(found: Sequence[Measured], quick: bool = False) -> str:
    lines = [" | ".join(COLUMNS), " | ".join(["---", "---", "--:", "--:", "---", "---", "--:"])]
    lines += [" | ".join(cell.replace("|", "/") for cell in measured.cells()) for measured in found]
    table = "\n".join(f"| {line} |" for line in lines)
    return HEAD.format(machine=_machine()) + (QUICK if quick else "") + table + "\n"


def _machine() -> str:
    one, five, fifteen = os.getloadavg()
    return (
        f"{datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores ({_processor()}), {_memory_gb():.0f} GB, "
        f"{platform.system()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}. "
        f"Load average at the end: {one:.1f}, {five:.1f}, {fifteen:.1f}."
    )


def _processor() -> str:
    """What the processor calls itself, else only its kind."""
    about = Path("/proc/cpuinfo")
    lines = about.read_text().splitlines() if about.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return f"{platform.machine()}, {model}" if model else platform.machine()


def _memory_gb() -> float:
    about = Path("/proc/meminfo")
    lines = about.read_text().splitlines() if about.exists() else []
    return next((int(line.split()[1]) / 1e6 for line in lines if line.startswith("MemTotal")), 0.0)

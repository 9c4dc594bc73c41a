"""``python -m bench [--quick] [--write FILE] [NAME ...]``: every measurement, or those named.

A JSON line for each figure as it comes, then one table; ``--write`` keeps the table as a page. ``--quick`` makes all of
them small: it shows that they run, and its figures mean little.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.bulkhead import bulkhead
from bench.calendar import calendar
from bench.command_line import command_line
from bench.dispatch import burst, rest, throughput
from bench.faults import kills
from bench.figures import Figure
from bench.fitting import fitting
from bench.many import procrastinate
from bench.page import COLUMNS, Measured, as_page
from bench.public import public
from bench.report import report
from bench.search import search
from bench.serve import serve
from bench.size import be_quick
from bench.sync import sync
from campaign.app.rubbish import look_less_often

MEASUREMENTS: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "command_line": command_line,
    "serve": serve,
    "sync": sync,
    "calendar": calendar,
    "search": search,
    "report": report,
    "throughput": throughput,
    "procrastinate": procrastinate,
    "burst": burst,
    "rest": rest,
    "bulkhead": bulkhead,  # after ``rest``: its hanging threads stay
    "public": public,
    "fitting": fitting,
    "kills": kills,
}


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[[], *MEASUREMENTS], help=", ".join(MEASUREMENTS))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", type=Path, metavar="FILE")
    asked = parser.parse_args(arguments)
    if asked.quick:
        be_quick()
    look_less_often()  # as ``serve`` does, for the program and its controls alike
    found = []
    for name in asked.names or MEASUREMENTS:
        print(f"{name} ...", file=sys.stderr)
        for measured in _measure(name):
            print(json.dumps(asdict(measured), ensure_ascii=False), flush=True)
            found.append(measured)
    Console(width=140).print(_table(found))
    if asked.write:
        asked.write.write_text(as_page(found, quick=asked.quick), encoding="utf-8")


def _measure(name: str) -> Iterator[Measured]:
    """The load is the machine's own one-minute figure when the measurement begins: what else was going on."""
    at, load = datetime.now(UTC).isoformat(timespec="seconds"), round(os.getloadavg()[0], 1)
    with tempfile.TemporaryDirectory(prefix="campaign-bench-") as folder:
        for figure in MEASUREMENTS[name](Path(folder)):
            yield Measured(name, **asdict(figure), load=load, at=at)


def _table(found: Sequence[Measured]) -> Table:
    table = Table(*COLUMNS)
    for column in table.columns[2:4]:
        column.justify = "right"
    for measured in found:
        table.add_row(*measured.cells())
    return table


if __name__ == "__main__":
    main(sys.argv[1:])

"""Run every measurement (or those named on the command line) in a temporary workspace and print one table."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.calendar import calendar
from bench.command_line import command_line
from bench.dispatch import dispatch
from bench.figures import Figure
from bench.fitting import fitting
from bench.report import report
from bench.search import search
from bench.serve import serve
from bench.sync import sync

MEASUREMENTS: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "calendar": calendar,
    "command_line": command_line,
    "serve": serve,
    "sync": sync,
    "fitting": fitting,
    "report": report,
    "search": search,
    "dispatch": dispatch,
}


def main(names: list[str]) -> None:
    table = Table("what", "measured", "control", "control is", "wanted")
    for column in table.columns[1:3]:
        column.justify = "right"
    for name in names or MEASUREMENTS:
        print(f"{name} ...", file=sys.stderr)
        with tempfile.TemporaryDirectory(prefix="campaign-bench-") as folder:
            for figure in MEASUREMENTS[name](Path(folder)):
                table.add_row(figure.what, figure.measured, figure.control, figure.control_is, figure.wanted)
    Console(width=120).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])

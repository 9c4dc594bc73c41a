"""How quickly the command line answers: imports are lazy, so looking costs little more than Python and Typer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.figures import CAMPAIGN, PYTHON, Figure, median_run, seconds, starter_workspace

CONTROLS = (
    ("python -c pass", [*PYTHON, "-c", "pass"]),
    ("python -c 'import typer'", [*PYTHON, "-c", "import typer"]),
)


def command_line(folder: Path) -> Iterator[Figure]:
    workspace = starter_workspace(folder)
    controls = [(name, seconds(median_run(command, workspace))) for name, command in CONTROLS]
    for words in (["--help"], ["deliveries"]):
        took = seconds(median_run([*CAMPAIGN, *words], workspace))
        for name, control in controls:
            yield Figure(f"campaign {' '.join(words)}", took, control, name, "< 0.5 s")

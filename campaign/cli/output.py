"""What the commands print: documents and ids on stdout, everything said to a person on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any


def complain(sentence: str) -> None:
    """One sentence to the person."""
    print(sentence, file=sys.stderr)


def document(value: Any) -> None:
    """One JSON document on stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table for people: Rich in a terminal, tab-separated lines in a pipe."""
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for line in cells:
            print("\t".join(line))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(*headings)
    for line in cells:
        shown.add_row(*(Text(cell) for cell in line))
    Console().print(shown)

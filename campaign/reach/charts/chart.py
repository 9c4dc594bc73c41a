"""What a chart is before it is drawn."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from campaign.reach.wording import number

SpecJson = dict[str, Any]


@dataclass(frozen=True)
class Chart:
    """``spec`` is Vega-Lite (https://vega.github.io/vega-lite/docs/) without fonts; colours are names of ``style``.

    ``description`` says in a sentence what there is to see: the ``<desc>`` of the SVG and the alternative text in Word.
    ``columns`` and ``rows`` are the same figures as a table: a number, None where nobody measured, or words.
    """

    key: str
    title: str
    description: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]
    spec: SpecJson
    plotted: tuple[int, ...]
    """The columns that a spreadsheet draws; the first column names the rows."""
    stacked: bool = False
    narrow: bool = False

    @property
    def id(self) -> str:
        """What the ids inside its drawing begin with: both widths of one chart may stand in one page."""
        return f"{self.key}-hep" if self.narrow else self.key

    @property
    def printed(self) -> list[list[str]]:
        """The rows as they are read: Vietnamese numbers, and words where there is none."""
        return [[value if isinstance(value, str) else number(value) for value in row] for row in self.rows]

    @property
    def sha256(self) -> str:
        """Of all that decides how it looks."""
        text = json.dumps([self.id, self.title, self.description, self.spec], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

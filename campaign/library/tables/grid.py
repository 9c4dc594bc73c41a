"""A table as text cells, whatever file it came in. Row 1 is the header."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_BYTES = 8_000_000
MOST_ROWS = 2_000
MOST_COLUMNS = 60
LONGEST_CELL = 500_000
"""Characters; a body may be as long (campaign.desk.item_input)."""


@dataclass
class Grid:
    """``rows``: (number in the file, its cells) of every row that is not blank, the header first. ``wrong``: what was
    already wrong in the file itself. Dates are ISO 8601, numbers as short as they can be written."""

    rows: list[tuple[int, list[str]]]
    wrong: list[tuple[int, str]] = field(default_factory=list)

    @property
    def header(self) -> list[str]:
        return self.rows[0][1] if self.rows else []


def bounded(grid: Grid, most_rows: int = MOST_ROWS) -> Grid:
    """The same. Raises ValueError with a sentence for one that is empty or too large."""
    if len(grid.rows) < 2 and not grid.wrong:
        raise ValueError("bảng trống: cần một dòng tiêu đề và ít nhất một dòng nội dung")
    if len(grid.rows) > most_rows + 1:
        raise ValueError(f"bảng dài quá {most_rows} dòng; hãy tách thành nhiều tệp")
    if any(len(cells) > MOST_COLUMNS for _, cells in grid.rows):
        raise ValueError(f"bảng rộng quá {MOST_COLUMNS} cột")
    return grid

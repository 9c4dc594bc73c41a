"""Tables that people send: read here, for the rooms that make something of them do not know each other."""

from __future__ import annotations

from campaign.library.tables.reading import read_table
from campaign.packs.logs import Table
from campaign.workspace.mistakes import WrongRows

MOST_ROWS = 20_000


def incoming(name: str, content: bytes) -> Table:
    """CSV (UTF-8, UTF-16, Windows-1258) or .xlsx, as ``campaign import`` takes them. Raises WrongRows."""
    grid = read_table(name, content, MOST_ROWS)
    if grid.wrong:
        raise WrongRows([f"{name}:{number}: {message}" for number, message in grid.wrong])
    return grid.rows

"""Displays of a welcome page that the keeper of a public Wi-Fi counted: ``date,place,displays,note``.

Displays are no people: they stand as airings and in words, never as an audience.
"""

from __future__ import annotations

from campaign.errors import Mistake
from campaign.packs.cells import read_day, read_number
from campaign.packs.columns import WIFI
from campaign.packs.logs import Came, Known, Row, Table, read_log, row_key

NEEDED = ("date", "place", "displays")


def read(name: str, table: Table, known: Known) -> list[Came]:
    """One activity for each place and day of counting; a row without a number tells nothing. Raises logs.WrongRows."""
    return read_log(name, table, WIFI, NEEDED, lambda row: _row(row, known))


def _row(row: Row, known: Known) -> Came | None:
    displays = read_number("số lượt hiển thị", row["displays"])
    if displays is None:
        return None
    on, place = read_day(row["date"], known.today), row["place"]
    if not place:
        raise Mistake("chưa ghi tên điểm")
    return Came(
        task=known.task, kind="service_point", on=on, title=f"Trang chào Wi-Fi tại {place}"[:300],
        unit=known.units.get(row["unit"], known.units.get(row["unit"].casefold(), "")), place=place[:300],
        airings=displays, key=row_key("wifi_log", on.isoformat(), place.casefold()),
        notes=tuple(note for note in (f"{displays} lượt hiển thị (không phải số người)", row["note"][:500]) if note),
    )  # fmt: skip

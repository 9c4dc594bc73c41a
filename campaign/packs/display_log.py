"""Displays that a portal counted by its own log: ``date,site,item_id,views,source``.

Displays are no people: they stand as airings and in words, never as an audience.
"""

from __future__ import annotations

from campaign.errors import Mistake
from campaign.packs.cells import read_day, read_number
from campaign.packs.columns import DISPLAYS
from campaign.packs.logs import Came, Known, Row, Table, read_log, row_key
from campaign.workspace.mistakes import nearest

NEEDED = ("date", "site", "item_id", "views")


def read(name: str, table: Table, known: Known) -> list[Came]:
    """One activity for each item, portal and day of counting. Raises logs.WrongRows, Mistake."""
    return read_log(name, table, DISPLAYS, NEEDED, lambda row: _row(row, known))


def _row(row: Row, known: Known) -> Came | None:
    if not row["date"] and not row["views"]:
        return None
    on, site, slug = read_day(row["date"], known.today), row["site"], row["item_id"]
    if not site:
        raise Mistake("chưa ghi tên cổng, trang")
    if slug not in known.titles:
        raise Mistake(f"không có mục nào tên {slug!r}{nearest(slug, known.titles)}")
    views = read_number("số lượt hiển thị", row["views"])
    said = row["unit"] or site
    counted = f"{views} lượt hiển thị (không phải số người)" if views is not None else ""
    return Came(
        task=known.task, kind="portal_post", on=on, title=f"Trên {site}: {known.titles[slug]}"[:300],
        unit=known.units.get(said, known.units.get(said.casefold(), "")), place=site[:300], airings=views,
        notes=tuple(note for note in (counted, row["source"][:500]) if note),
        key=row_key("display_log", on.isoformat(), site.casefold(), slug),
    )  # fmt: skip

"""The play log that a commune sends back: ``date,time,commune,item_id,clusters,ok``; each row played is one airing.

How many people could hear it is not told by a log: clusters of loudspeakers stay beside the airing as words.
"""

from __future__ import annotations

import re
from datetime import time

from campaign.errors import Mistake
from campaign.packs.cells import read_day, read_number, read_yes
from campaign.packs.columns import PLAY
from campaign.packs.logs import Came, Known, Row, Table, read_log, row_key
from campaign.workspace.mistakes import nearest

NEEDED = ("date", "time", "commune", "item_id", "ok")

_WRITTEN = re.compile(
    r"(?P<hour>\d{1,2})(?:[:hg](?P<minute>\d{2})?(?::\d{2})?)?\s*(?P<half>AM|PM|SA|CH)?", re.IGNORECASE
)


def read(name: str, table: Table, known: Known) -> list[Came]:
    """Rows that say they were played. Raises logs.WrongRows, Mistake."""
    return read_log(name, table, PLAY, NEEDED, lambda row: _row(row, known))


def _row(row: Row, known: Known) -> Came | None:
    if not read_yes("cột ok", row["ok"], False):
        return None
    on, at, slug = read_day(row["date"], known.today), _time(row["time"]), row["item_id"]
    if not row["commune"]:
        raise Mistake("chưa ghi xã, phường đã phát")
    if slug not in known.titles:
        raise Mistake(f"không có mục nào tên {slug!r}{nearest(slug, known.titles)}")
    clusters = read_number("số cụm loa", row["clusters"])
    unit = known.units.get(row["commune"], known.units.get(row["commune"].casefold(), ""))
    told = [f"{at}", f"{clusters} cụm loa" if clusters else "", row["note"]]
    return Came(
        task=known.task, kind="loudspeaker_airing", on=on, title=f"Phát loa: {known.titles[slug]}"[:300], unit=unit,
        place=row["commune"][:300], airings=read_number("số lần", row["repeat"]) or 1,
        minutes=read_number("số phút", row["minutes"]), notes=("; ".join(part for part in told if part)[:500],),
        key=row_key("play_log", on.isoformat(), at, row["commune"].casefold(), slug),
    )  # fmt: skip


def _time(text: str) -> str:
    """As people write it, and as spreadsheets write it back ("5:30:00 PM")."""
    found = _WRITTEN.fullmatch(text.strip())
    try:
        hour, half = int(found["hour"]), (found["half"] or "").upper()  # type: ignore[index]
        hour = hour % 12 + 12 * (half in ("PM", "CH")) if half else hour
        return time(hour, int(found["minute"] or 0)).strftime("%H:%M")  # type: ignore[index]
    except (TypeError, ValueError):
        raise Mistake(f"giờ {text!r} phải viết như 05:30") from None

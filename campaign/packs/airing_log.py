"""The airing log that a station sends back: each row is one programme on one day, with its minutes and airings.

How many people listened is not in such a log; only a rating body could say.
"""

from __future__ import annotations

from campaign.errors import Mistake
from campaign.packs.cells import read_day, read_number, read_yes
from campaign.packs.columns import AIRING, AIRING_KINDS
from campaign.packs.logs import Came, Known, Row, Table, read_log, row_key
from campaign.workspace.mistakes import nearest

NEEDED = ("date", "station", "programme")


def read(name: str, table: Table, known: Known) -> list[Came]:
    """Every row, in order. Raises logs.WrongRows, Mistake."""
    return read_log(name, table, AIRING, NEEDED, lambda row: _row(row, known))


def _row(row: Row, known: Known) -> Came:
    on = read_day(row["date"], known.today)
    if not row["station"] or not row["programme"]:
        raise Mistake("chưa ghi kênh phát hoặc tên chương trình")
    unit = known.units.get(row["station"].casefold(), "")
    return Came(
        task=known.task, kind=_kind(row["kind"]), on=on, title=row["programme"][:300], unit=unit,
        place=row["station"][:300], minutes=read_number("số phút", row["minutes"]),
        airings=read_number("số lượt phát", row["airings"]) or 1, live=read_yes("cột trực tiếp", row["live"], False),
        notes=tuple(part[:500] for part in (row["time"], row["note"]) if part),
        key=row_key("airing_log", on.isoformat(), row["time"], row["station"].casefold(), row["programme"].casefold()),
    )  # fmt: skip


def _kind(text: str) -> str:
    word = text.casefold()
    for kind, others in AIRING_KINDS.items():
        if word == kind or word in others:
            return kind
    names = [name for kind, others in AIRING_KINDS.items() for name in (kind, *others) if name]
    raise Mistake(f"không có loại {text!r}{nearest(word, names)} Có: {', '.join(AIRING_KINDS)}.")

"""The airing log that a station sends back: each row is one programme on one day, with its minutes and airings.

How many people listened is not in such a log; only a rating body could say.
"""

from __future__ import annotations

from campaign.errors import Mistake
from campaign.packs.logs import Came, Known, Row, read_day, read_log, read_number, read_yes, row_key
from campaign.workspace.mistakes import nearest

COLUMNS = {
    "date": ("ngày", "ngày phát"), "time": ("giờ", "giờ phát"), "station": ("kênh", "kênh phát", "đài", "sóng"),
    "programme": ("chương trình", "tên chương trình", "tên"), "minutes": ("phút", "số phút", "thời lượng"),
    "airings": ("số lượt phát", "lượt phát", "số lần"), "live": ("trực tiếp",), "kind": ("loại",),
    "note": ("ghi chú", "minh chứng"),
}  # fmt: skip
NEEDED = ("date", "station", "programme")
KINDS = {
    "programme": ("", "chương trình", "chuyên đề", "chuyên mục"),
    "talk_show": ("tọa đàm", "giao lưu", "giao lưu, tọa đàm"),
    "film": ("phim", "bài hát", "phóng sự"),
    "contest": ("cuộc thi",),
}
"""Kinds of activities that are aired, and what stations write for them; nothing is a programme."""


def read(name: str, content: bytes, known: Known) -> list[Came]:
    """Every row, in order. Raises logs.WrongRows, Mistake."""
    return read_log(name, content, COLUMNS, NEEDED, lambda row: _row(row, known))


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
    for kind, others in KINDS.items():
        if word == kind or word in others:
            return kind
    names = [name for kind, others in KINDS.items() for name in (kind, *others) if name]
    raise Mistake(f"không có loại {text!r}{nearest(word, names)} Có: {', '.join(KINDS)}.")

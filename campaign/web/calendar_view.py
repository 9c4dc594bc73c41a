"""The calendar as one person asked for it: the board, with what each cell shows beside the deliveries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery.forecast import Forecast
from campaign.errors import Mistake
from campaign.models import Item, SpecialDay, User
from campaign.reach.owed import Due, dues
from campaign.schedule.board import Band, BoardDay, Entry, Gap, Wanted, read_board
from campaign.schedule.lunar import LunarDate, lunar_date
from campaign.schedule.special_days import special_days
from campaign.schedule.tray import Undated, undated
from campaign.settings import Settings
from campaign.web.calendar_asked import WEEK, Asked
from campaign.web.lines import SETTLING
from campaign.web.status import ChannelLine, read_channels
from campaign.workspace.stored import kinds_now, required_approvals, stored_plan

SHOWN_PER_DAY = {"month": 4, "week": 12}
"""Of one cell; the rest stands behind "+N"."""
LISTED = 120
"""A list ends with the date on which it has shown so many; the rest is one press away."""
SHOWN_IN_TRAY = 12
CODES = {"facebook": "FB", "zalo": "Zalo", "telegram": "TG", "rss": "RSS", "manual": "Tay"}


@dataclass(frozen=True)
class Cell:
    """One date. ``shown`` of its ``total`` entries; ``special``: public days first."""

    on: date
    lunar: LunarDate
    is_today: bool
    is_past: bool
    is_outside: bool
    shown: Sequence[Entry]
    total: int
    gaps: Sequence[Gap]
    bands: Sequence[Band]
    special: Sequence[SpecialDay]

    @property
    def more(self) -> int:
        return self.total - len(self.shown)

    @property
    def is_empty(self) -> bool:
        return not (self.total or self.gaps or self.bands or self.special)


@dataclass(frozen=True)
class CalendarView:
    """Everything on the page but the side bar."""

    now: datetime
    today: date
    zone: ZoneInfo
    asked: Asked
    goes_on: Asked | None
    """Where a list that had to end goes on."""
    weeks: Sequence[Sequence[Cell]]
    channels: Sequence[ChannelLine]
    kinds: Mapping[str, str]
    """Titles of the kinds by id."""
    tray: Sequence[Undated]
    tray_total: int
    gaps: int
    """Occurrences ahead on this board that have nothing to publish."""
    marked: int
    """Deliveries ahead on this board with a collision."""
    foreseen: Forecast
    """What of this board will not go out, and why, by delivery."""
    dues: Mapping[date, Sequence[Due]]
    """Reports that units owe, by the day on which they fall due."""

    @property
    def cells(self) -> list[Cell]:
        return [cell for week in self.weeks for cell in week]


def read_calendar(
    session: Session, settings: Settings, now: datetime, user: User, zone: ZoneInfo, asked: Asked, foreseen: Forecast
) -> CalendarView:
    """One consistent view. The caller has read ``zone`` (before the first sync there is a default)."""
    today = now.astimezone(zone).date()
    channels = read_channels(session, user)
    keys = {line.key for line in channels}
    first, last = asked.span
    board = read_board(session, zone, first, last, Wanted(keys, asked.channels, asked.kinds, asked.delivery_states))
    special = special_days(session, first, last)
    shown = _until_full(board) if asked.view == "list" else board
    cells = [_cell(day, today, asked, special) for day in shown]
    titles = kinds_now(session)
    ready = _tray(session, settings, today, user)
    ahead = [day for day in board if day.on >= today]
    return CalendarView(
        now=now,
        today=today,
        zone=zone,
        asked=asked,
        goes_on=asked.seen_as("list", board[len(shown)].on) if len(shown) < len(board) else None,
        weeks=[cells[start : start + WEEK] for start in range(0, len(cells), WEEK)],
        channels=channels,
        kinds={kind: titles[kind].title if kind in titles else kind for kind in kinds_of(session)},
        tray=ready[:SHOWN_IN_TRAY],
        tray_total=len(ready),
        gaps=sum(gap.state == "empty" and gap.due_at > now for day in ahead for gap in day.gaps),
        marked=sum(bool(entry.marks) for day in ahead for entry in day.entries),
        foreseen={entry.id: foreseen[entry.id] for day in board for entry in day.entries if entry.id in foreseen},
        dues=_dues(session, first, last, user),
    )


def _dues(session: Session, first: date, last: date, user: User) -> dict[date, list[Due]]:
    """Nothing before the first sync."""
    found: dict[date, list[Due]] = {}
    try:
        plan = stored_plan(session)
    except Mistake:
        return found
    for due in dues(session, plan, first, last, user.unit):
        found.setdefault(due.due_on, []).append(due)
    return found


def kinds_of(session: Session) -> list[str]:
    """Every kind that the plan has, in its order, then those of items that it no longer has."""
    planned = list(kinds_now(session))
    there = set(session.scalars(sa.select(col(Item.kind)).distinct()))
    return [*planned, *sorted(there - set(planned))]


def _cell(day: BoardDay, today: date, asked: Asked, special: Mapping[date, list[SpecialDay]]) -> Cell:
    most = SHOWN_PER_DAY.get(asked.view, len(day.entries))
    return Cell(
        on=day.on,
        lunar=lunar_date(day.on),
        is_today=day.on == today,
        is_past=day.on < today,
        is_outside=asked.is_outside(day.on),
        shown=_most_telling(day.entries, most, asked.marked) if len(day.entries) > most else day.entries,
        total=len(day.entries),
        gaps=day.gaps,
        bands=day.bands,
        special=special.get(day.on, []),
    )


def _until_full(board: Sequence[BoardDay]) -> list[BoardDay]:
    """The first dates of a list, until they hold LISTED deliveries."""
    kept, count = [], 0
    for day in board:
        if count >= LISTED:
            break
        kept.append(day)
        count += len(day.entries)
    return kept


def _most_telling(entries: Sequence[Entry], most: int, marked: Collection[int]) -> list[Entry]:
    """Of a full day first what was just placed there, however many, then what somebody has to look at, then the
    earliest; shown in order of time."""
    most = max(most, sum(entry.id in marked for entry in entries))
    chosen = sorted(entries, key=lambda entry: (entry.id not in marked, entry.state not in SETTLING))[:most]
    return sorted(chosen, key=lambda entry: (entry.due_at, entry.channel, entry.id))


def _tray(session: Session, settings: Settings, today: date, user: User) -> list[Undated]:
    try:
        required = required_approvals(session, settings)
    except Mistake:
        return []
    return undated(session, required, today, user.unit)

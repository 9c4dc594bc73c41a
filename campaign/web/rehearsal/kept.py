"""The newest rehearsal as one person may see it, and what has been done to the calendar since it was made."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import AuditEntry

NAME = "rehearsal.json"
OUTCOMES = ("published", "by_hand", "waits", "held", "failed", "uncertain")
PROBLEMS = ("failed", "held", "uncertain")
ELSEWHERE = (
    "sign-", "user.", "token.", "alerts.", "activity.", "register.", "report.", "return.", "special_day.", "trial",
    "type_in", "upkeep.", "adopt",
)  # fmt: skip
"""Deeds that change nothing of what goes out, by how their names begin."""


@dataclass(frozen=True)
class Line:
    """One delivery, foretold."""

    id: int | None
    item: str
    title: str
    channel: str
    channel_title: str
    platform: str
    part: str
    on: date
    time: str
    outcome: str
    at: datetime | None
    message: str


@dataclass(frozen=True)
class Nothing:
    """A slot for which nothing goes out. ``state``: empty | paused."""

    title: str
    time: str
    state: str
    reason: str


@dataclass(frozen=True)
class Problem:
    """Deliveries of one channel that come to the same end for the same reason."""

    outcome: str
    message: str
    lines: Sequence[Line]

    @property
    def many(self) -> int:
        return len(self.lines)


@dataclass(frozen=True)
class Gap:
    """A slot, and the dates on which it stays empty for the same reason."""

    title: str
    reason: str
    dates: Sequence[date]


@dataclass(frozen=True)
class Day:
    on: date
    lines: Sequence[Line]
    nothing: Sequence[Nothing]


@dataclass(frozen=True)
class Kept:
    """``changed``: how many deeds since then bear on the calendar; ``empty``: whole days without a post."""

    made_at: datetime
    until: datetime
    zone: ZoneInfo
    days: Sequence[Day]
    quotas: Sequence[Mapping[str, Any]]
    changed: int

    @property
    def lines(self) -> list[Line]:
        return [line for day in self.days for line in day.lines]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(line.outcome for line in self.lines)
        return {outcome: found[outcome] for outcome in OUTCOMES if found[outcome]}

    @property
    def problems(self) -> list[Problem]:
        """By the time of the first."""
        found: dict[tuple[str, str, str], list[Line]] = {}
        for line in self.lines:
            if line.outcome in PROBLEMS:
                found.setdefault((line.outcome, line.message, line.channel), []).append(line)
        return [Problem(outcome, message, lines) for (outcome, message, _), lines in found.items()]

    @property
    def empty(self) -> list[date]:
        """Neither today nor the last day is a whole one. What waits goes out on another date than its own."""
        gone = {line.at.astimezone(self.zone).date() if line.at else line.on for line in self.lines if _goes_out(line)}
        return [day.on for day in self.days[1:-1] if day.on not in gone]

    @property
    def gaps(self) -> list[Gap]:
        found: dict[tuple[str, str], list[date]] = {}
        for day in self.days:
            for one in day.nothing:
                if one.state == "empty":
                    found.setdefault((one.title, one.reason), []).append(day.on)
        return [Gap(title, reason, dates) for (title, reason), dates in found.items()]


def read_kept(session: Session, folder: Path, channels: Collection[str]) -> Kept | None:
    """The one in ``folder``, its posts on these channels; None where there is none that this program can read."""
    try:
        told = json.loads((folder / NAME).read_text("utf-8"))
        return Kept(
            made_at=datetime.fromisoformat(told["made_at"]),
            until=datetime.fromisoformat(told["until"]),
            zone=ZoneInfo(told["zone"]),
            days=[_day(day, channels) for day in told["days"]],
            quotas=[quota for quota in told["quotas"] if quota["channel"] in channels],
            changed=_changed(session, int(told["newest_deed"])),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _day(told: Mapping[str, Any], channels: Collection[str]) -> Day:
    on = date.fromisoformat(told["date"])
    lines = [_line(on, one) for one in told["deliveries"] if one["channel"] in channels]
    nothing = [Nothing(one["title"], one["time"], one["state"], one["reason"]) for one in told["nothing"]]
    return Day(on, lines, nothing)


def _line(on: date, told: Mapping[str, Any]) -> Line:
    at = datetime.fromisoformat(told["at"]) if told["at"] else None
    same = ("id", "item", "title", "channel", "channel_title", "platform", "part", "time", "outcome", "message")
    return Line(on=on, at=at, **{name: told[name] for name in same})


def _changed(session: Session, since: int) -> int:
    elsewhere = sa.or_(*(col(AuditEntry.action).startswith(name) for name in ELSEWHERE))
    query = sa.select(sa.func.count()).where(col(AuditEntry.id) > since, sa.not_(elsewhere))
    return session.scalar(query) or 0


def _goes_out(line: Line) -> bool:
    return not line.part and line.outcome in ("published", "by_hand")

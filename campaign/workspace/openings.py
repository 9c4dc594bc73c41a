"""When a channel may be posted to: wall-clock windows and quiet periods. Pure: no database, no clock.

Moments are aware UTC, wall-clock times are naive and belong to a zone that is named beside them. Nothing here adds
n x 24 h: a day on which the clocks change has 23 or 25 hours.
Gap and fold: https://peps.python.org/pep-0495/
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from campaign.errors import Mistake
from campaign.models import Pause

MINUTE = timedelta(minutes=1)
DAYS_TO_AN_OPENING = 4
"""A window opens every day, save on a day whose clock skips it; the days around that one always have it."""

_WINDOW = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)\s*-\s*([01]?\d|2[0-4]):([0-5]\d)")


@dataclass(frozen=True)
class SendWindow:
    """A daily window in minutes of the wall clock, both ends included to the minute; no ends: always open."""

    first: int | None = None
    last: int | None = None

    @classmethod
    def parse(cls, text: str) -> SendWindow:
        """ "06:00-22:00" is open from 06:00:00 to 22:00:59; "22:00-05:00" crosses midnight; "" is always.

        Raises Mistake for anything else, and for a window that starts at the minute at which it ends.
        """
        if not text.strip():
            return cls()
        match = _WINDOW.fullmatch(text.strip())
        if match is None:
            raise Mistake(f"Khung giờ phải viết như 06:00-22:00 (đang là {text!r})")
        hour, minute, to_hour, to_minute = (int(part) for part in match.groups())
        first, last = hour * 60 + minute, to_hour * 60 + to_minute
        if first >= 1440 or last > 1440:
            raise Mistake(f"Khung giờ có giờ không tồn tại: {text!r}. Trong ngày chỉ có 00:00 đến 24:00")
        if first == last:
            raise Mistake(f"Khung giờ bắt đầu và kết thúc cùng một lúc: {text!r}. Muốn luôn mở thì bỏ khung giờ đi")
        return cls(first, min(last, 1439))

    def allows(self, moment: datetime, zone: tzinfo) -> bool:
        """Whether the window is open at ``moment``."""
        if self.first is None or self.last is None:
            return True
        local = moment.astimezone(zone)
        minute = local.hour * 60 + local.minute
        if self.first <= self.last:
            return self.first <= minute <= self.last
        return minute >= self.first or minute <= self.last


@dataclass(frozen=True)
class Quiet:
    """A quiet period: aware UTC, both ends included to the minute ("to 23:59" lasts until 00:00 exactly)."""

    from_at: datetime
    to_at: datetime
    reason: str = ""
    except_tags: Collection[str] = ()
    channels: Collection[str] = ("*",)

    @classmethod
    def of(cls, pause: Pause) -> Quiet:
        """The period that a row of the calendar stands for. A pause that names no channel is one of every channel."""
        return cls(pause.from_at, pause.to_at, pause.reason, tuple(pause.except_tags), tuple(pause.channels) or ("*",))

    @property
    def ends_before(self) -> datetime:
        """The first moment after it."""
        return self.to_at.replace(second=0, microsecond=0) + MINUTE

    def touches(self, moment: datetime, channel_key: str) -> bool:
        """Whether it is quiet on the channel at ``moment``, for items without an exempt tag."""
        named = "*" in self.channels or channel_key in self.channels
        return named and self.from_at <= moment < self.ends_before

    def exempts(self, tags: Collection[str]) -> bool:
        """Whether an item with these tags may go all the same."""
        return any(tag in self.except_tags for tag in tags)

    def covers(self, moment: datetime, channel_key: str, tags: Collection[str]) -> bool:
        """Whether an item with these tags has to wait on the channel at ``moment``."""
        return self.touches(moment, channel_key) and not self.exempts(tags)


def first_opening(
    moment: datetime,
    zone: tzinfo,
    window: SendWindow,
    pauses: Sequence[Quiet],
    channel_key: str,
    tags: Collection[str],
) -> datetime:
    """The first moment at or after ``moment`` that window and pauses allow, in UTC.

    Ends always: each turn either returns, or goes past the end of one pause or on to an opening of the window.
    """
    at = moment.astimezone(UTC)
    while True:
        covering = [pause for pause in pauses if pause.covers(at, channel_key, tags)]
        if covering:
            at = max(pause.ends_before for pause in covering).astimezone(UTC)
        elif window.allows(at, zone):
            return at
        else:
            at = _window_opens(at, zone, window)


def local_to_utc(naive: datetime, zone: tzinfo, fold: int = 0) -> datetime:
    """The moment of a wall-clock time. One that a gap skips moves forward by the length of the gap."""
    if fold and is_gap(naive, zone):
        fold = 0  # PEP 495: in a gap fold=0 reads the offset before it, which is the one that moves forward
    return naive.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def is_gap(naive: datetime, zone: tzinfo) -> bool:
    """Whether the wall clock never shows this time (summer time begins)."""
    there = naive.replace(tzinfo=zone, fold=0)
    return there.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) != naive.replace(fold=0)


def is_fold(naive: datetime, zone: tzinfo) -> bool:
    """Whether the wall clock shows this time twice (summer time ends)."""
    offsets = {naive.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    return len(offsets) == 2 and not is_gap(naive, zone)


def _window_opens(at: datetime, zone: tzinfo, window: SendWindow) -> datetime:
    """The first moment after ``at`` at which the closed window is open: a start of it, or a change of the clocks."""
    starts = [moment for moment in _starts(at, zone, window) if moment > at]
    changes = list(_clock_changes(at, zone))
    return min(moment for moment in starts + changes if window.allows(moment, zone))


def _starts(at: datetime, zone: tzinfo, window: SendWindow) -> Iterator[datetime]:
    assert window.first is not None
    midnight = at.astimezone(zone).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0, fold=0)
    for days in range(DAYS_TO_AN_OPENING):
        naive = midnight + timedelta(days=days, minutes=window.first)
        for fold in (0, 1):
            yield local_to_utc(naive, zone, fold)


def _clock_changes(at: datetime, zone: tzinfo) -> Iterator[datetime]:
    """The first moments of a new offset in the days after ``at``, exact to the second."""
    start = at.replace(microsecond=0)
    for days in range(DAYS_TO_AN_OPENING):
        before, after = start + timedelta(days=days), start + timedelta(days=days + 1)
        old = before.astimezone(zone).utcoffset()
        if old == after.astimezone(zone).utcoffset():
            continue
        while after - before > timedelta(seconds=1):
            middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
            before, after = (middle, after) if middle.astimezone(zone).utcoffset() == old else (before, middle)
        yield after

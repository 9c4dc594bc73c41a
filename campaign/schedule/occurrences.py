"""From a slot to the moments of its occurrences. Pure: wall-clock times first, moments in UTC last.

Days are walked by date and cron by naive local time, so that a change of the clocks can neither move an occurrence
by an hour nor fire it twice. Cron weekdays are those of unix (0 and 7 are Sunday): https://man7.org/linux/man-pages/man5/crontab.5.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from cronsim import CronSim, CronSimError

from campaign.errors import Mistake
from campaign.models import Slot
from campaign.workspace.openings import local_to_utc

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class SlotTime:
    """One occurrence of a slot: its moment (UTC) and the wall-clock time that is its name in the calendar."""

    due_at: datetime
    local_time: str
    """ "2026-12-01T07:30", as the clock on the wall shows it at ``due_at``."""
    fold: int = 0

    @property
    def on(self) -> date:
        """Its date in the plan's zone."""
        return date.fromisoformat(self.local_time[:10])


def slot_times(slot: Slot, zone: tzinfo, after: datetime, until: datetime) -> list[SlotTime]:
    """The occurrences of ``slot`` with ``after`` < due_at <= ``until``, in order, each moment once.

    A time that a DST gap skips happens once, moved forward by the gap; a repeated one once, the first time.
    Raises Mistake where days, times or cron of the slot cannot be read.
    """
    first, last = after.astimezone(zone).date(), until.astimezone(zone).date()
    found = {_slot_time(naive, zone) for naive in wall_times(slot, first - DAY, last + DAY)}
    return sorted(one for one in found if after < one.due_at <= until)


def wall_times(slot: Slot, first: date, last: date) -> Iterator[datetime]:
    """Naive local times of ``slot`` from ``first`` to ``last`` (both included), within its season."""
    first = max(first, slot.from_on or first)
    last = min(last, slot.to_on or last)
    if first > last:
        return
    if slot.cron:
        yield from _cron_times(slot, first, last)
        return
    days, times = weekdays(slot.days), sorted(_time_of(slot, text) for text in slot.times)
    for number in range((last - first).days + 1):
        on = first + number * DAY
        if on.weekday() in days:
            yield from (datetime.combine(on, at) for at in times)


def weekdays(days: list[str]) -> frozenset[int]:
    """["mon-wed", "sat"] -> {0, 1, 2, 5}. A range may run over Sunday. Raises Mistake for an unknown day."""
    found: set[int] = set()
    for text in days:
        names = text.strip().lower().split("-")
        if len(names) > 2 or any(name not in WEEKDAYS for name in names):
            raise Mistake(f"Ngày trong tuần {text!r} không đọc được; hãy viết như mon, thu hoặc mon-fri")
        start, end = WEEKDAYS.index(names[0]), WEEKDAYS.index(names[-1])
        found.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return frozenset(found)


def _cron_times(slot: Slot, first: date, last: date) -> Iterator[datetime]:
    midnight, end = datetime.combine(first, time()), datetime.combine(last + DAY, time())
    try:
        if len(slot.cron.split()) != 5:
            raise CronSimError
        clock = CronSim(slot.cron, midnight - timedelta(seconds=1))
    except CronSimError:
        raise Mistake(
            f"Khung giờ {slot.key}: cron {slot.cron!r} không đọc được; cần 5 trường như 30 7 * * mon"
        ) from None
    for at in clock:
        if at >= end:
            return
        yield at


def _time_of(slot: Slot, text: str) -> time:
    try:
        return time.fromisoformat(text.strip().zfill(5)).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise Mistake(f"Khung giờ {slot.key}: giờ {text!r} không đọc được; hãy viết như 07:30") from None


def _slot_time(naive: datetime, zone: tzinfo) -> SlotTime:
    due_at = local_to_utc(naive, zone)
    shown = due_at.astimezone(zone)
    return SlotTime(due_at, shown.strftime("%Y-%m-%dT%H:%M"))

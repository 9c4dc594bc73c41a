"""What the calendar's address asks for: the view, the date, the filters. Anything unreadable is as if not asked."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import QueryParams

_ID = re.compile(r"[0-9]{1,18}", re.ASCII)
DAY = timedelta(days=1)
WEEK = 7
LIST_DAYS = 28
VIEWS = ("month", "week", "list")
STATES: Mapping[str, tuple[str, ...]] = {
    "problem": ("held", "uncertain", "failed"),
    "scheduled": ("scheduled", "queued", "sending"),
    "published": ("published",),
    "held": ("held",),
    "uncertain": ("uncertain",),
    "failed": ("failed",),
    "cancelled": ("cancelled",),
}
"""As written in the address -> states of deliveries."""
MOST_MARKED = 20
FIRST_YEAR, LAST_YEAR = 1950, 2099
"""Further than any plan, and within what the lunar calendar is checked for."""


@dataclass(frozen=True)
class Asked:
    """One address. ``on``: any date of the span that is shown."""

    view: str
    on: date
    channels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    marked: tuple[int, ...] = ()
    """Deliveries that were just placed or moved: marked on this one board, and not in the addresses that lead on."""

    @property
    def filters(self) -> int:
        """How many choices narrow the view."""
        return len(self.channels) + len(self.kinds) + len(self.states)

    @property
    def delivery_states(self) -> frozenset[str]:
        return frozenset(state for name in self.states for state in STATES[name])

    @property
    def span(self) -> tuple[date, date]:
        """First and last date that are drawn: whole weeks from Monday for a month or a week."""
        if self.view == "list":
            return self.on, self.on + (LIST_DAYS - 1) * DAY
        if self.view == "week":
            monday = self.on - self.on.weekday() * DAY
            return monday, monday + (WEEK - 1) * DAY
        first = self.on.replace(day=1)
        last = month_after(first) - DAY
        return first - first.weekday() * DAY, last + (WEEK - 1 - last.weekday()) * DAY

    def is_outside(self, on: date) -> bool:
        """Whether a date is drawn only to make the month's weeks whole."""
        return self.view == "month" and on.month != self.on.month

    @property
    def before(self) -> Asked:
        if self.view == "month":
            return replace(self, on=(self.on.replace(day=1) - DAY).replace(day=1))
        return replace(self, on=self.on - (LIST_DAYS if self.view == "list" else WEEK) * DAY)

    @property
    def after(self) -> Asked:
        if self.view == "month":
            return replace(self, on=month_after(self.on))
        return replace(self, on=self.on + (LIST_DAYS if self.view == "list" else WEEK) * DAY)

    def seen_as(self, view: str, on: date | None = None) -> Asked:
        """The same filters in another view, or at another date."""
        return replace(self, view=view, on=on or self.on)

    def only(self, **filters: tuple[str, ...]) -> Asked:
        """The same view with other filters of the named kinds."""
        return replace(self, **filters)  # type: ignore[arg-type]

    def toggled(self, channel: str) -> Asked:
        """With this channel added to the filter, or taken out of it."""
        kept = tuple(key for key in self.channels if key != channel)
        return self.only(channels=kept if channel in self.channels else (*kept, channel))

    @property
    def address(self) -> str:
        """The path and query that ask for exactly this."""
        return f"/calendar?{self.query}"

    @property
    def marks(self) -> str:
        """What an address adds so that the board marks them; "" when there are none."""
        return urlencode([("mark", id_) for id_ in self.marked])

    def marking(self, ids: Collection[int]) -> str:
        """The address of this board with these deliveries marked, at the first of them."""
        marked = replace(self, marked=tuple(ids)[:MOST_MARKED])
        return f"{self.address}&{marked.marks}#e{marked.marked[0]}" if marked.marked else self.address

    @property
    def query(self) -> str:
        said = [("view", self.view), ("from", self.on.isoformat())]
        said += [("channel", key) for key in self.channels]
        said += [("kind", kind) for kind in self.kinds]
        said += [("state", state) for state in self.states]
        return urlencode(said)


def read_asked(query: QueryParams, today: date, keys: Collection[str], kinds: Collection[str]) -> Asked:
    """``keys`` and ``kinds``: the channels and kinds that exist for this person; others are dropped."""
    return Asked(
        view=query.get("view", "") if query.get("view") in VIEWS else "month",
        on=read_date(query.get("from", "")) or today,
        channels=_known(query.getlist("channel"), keys),
        kinds=_known(query.getlist("kind"), kinds),
        states=_known(query.getlist("state"), STATES),
        marked=tuple(int(id_) for id_ in query.getlist("mark")[:MOST_MARKED] if _ID.fullmatch(id_)),
    )


def read_own(address: str, on: date) -> Asked:
    """What an address of our own asks for, its filters as they stand there; in any other case the month of ``on``."""
    query = QueryParams(urlsplit(address).query)
    return read_asked(query, on, query.getlist("channel"), query.getlist("kind"))


def read_date(text: str) -> date | None:
    """An ISO date within reach, else None."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def month_after(on: date) -> date:
    """The first of the next month."""
    return (on.replace(day=28) + 4 * DAY).replace(day=1)


def _known(asked: Collection[str], known: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(asked) if name in known)

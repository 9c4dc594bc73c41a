"""What the library's address asks for. Anything unreadable is as if not asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from campaign.library.listing import STATES, Wanted
from campaign.workspace.text import clean_text

ON_A_PAGE = 50
LAST_PAGE = 1000
LONGEST = 200
"""Characters of a filter; more of a question than that is not looked at."""
FURTHEST_DAYS = 3650
FILTERS = ("kind", "task", "unit", "audience", "tag", "state", "use")


@dataclass(frozen=True)
class Asked:
    """One address. ``use``: never | used | a number of days."""

    q: str = ""
    kind: str = ""
    task: str = ""
    unit: str = ""
    audience: str = ""
    tag: str = ""
    state: str = ""
    use: str = ""
    page: int = 1

    @property
    def filters(self) -> int:
        """How many choices narrow the list, the words that are searched for apart."""
        return sum(bool(getattr(self, name)) for name in FILTERS)

    @property
    def used_days(self) -> int:
        """0 where no number of days is asked for."""
        return int(self.use) if self.use.isdecimal() else 0

    @property
    def address(self) -> str:
        """The path and query that ask for exactly this."""
        said = [(name, getattr(self, name)) for name in ("q", *FILTERS) if getattr(self, name)]
        said += [("page", str(self.page))] if self.page > 1 else []
        return f"/library?{urlencode(said)}" if said else "/library"

    @property
    def bare(self) -> Asked:
        """The same words without a filter."""
        return Asked(q=self.q)

    def at(self, page: int) -> Asked:
        return replace(self, page=page)

    def in_state(self, state: str) -> Asked:
        return replace(self, state=state, page=1)

    def wanted(self, unit_of: str) -> Wanted:
        """``unit_of``: the person's own unit; "" sees all."""
        return Wanted(
            text=self.q, kind=self.kind, task=self.task, unit=self.unit, audience=self.audience, tag=self.tag,
            state=self.state, use=self.use if self.use in ("never", "used") else "", used_days=self.used_days,  # type: ignore[arg-type]
            unit_of=unit_of,
        )  # fmt: skip


def read_asked(query: QueryParams) -> Asked:
    """The filters as sent, cleaned of what no item can hold."""
    said = {name: clean_text(query.get(name, ""))[:LONGEST].strip() for name in ("q", *FILTERS)}
    said["state"] = said["state"] if said["state"] in STATES else ""
    said["use"] = _use(said["use"])
    page = query.get("page", "")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1
    return Asked(**said, page=min(max(number, 1), LAST_PAGE))


def _use(text: str) -> str:
    if text in ("never", "used"):
        return text
    days = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
    return str(days) if 1 <= days <= FURTHEST_DAYS else ""

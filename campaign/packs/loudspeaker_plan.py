"""When loudspeakers play what: the days and times a person chose, one item after another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from campaign.errors import Mistake
from campaign.packs.shape import Chosen, ChosenItem
from campaign.workspace.text import clean_text

MOST_DAYS, MOST_COMMUNES, MOST_ROWS = 92, 120, 20_000
_TIME = re.compile(r"(?P<hour>\d{1,2})(?::|h)(?P<minute>[0-5]\d)?")


@dataclass(frozen=True)
class Airing:
    """One row of schedule.csv. ``commune`` "": whoever receives the pack fills it in."""

    on: date
    at: str
    commune: str
    item: ChosenItem
    repeat: int


def airings(chosen: Chosen, options: Mapping[str, str]) -> list[Airing]:
    """By commune, day and time; each commune begins with the first item. Raises Mistake."""
    first = date.fromisoformat(options["from-day"]) if options["from-day"] else chosen.today + timedelta(days=1)
    days, repeat = _number(options["days"], "Số ngày", MOST_DAYS), _number(options["repeat"], "Số lần đọc", 9)
    times = sorted(dict.fromkeys(_time(line) for line in options["times"].splitlines()))
    communes = list(dict.fromkeys(options["communes"].splitlines())) or [""]
    if len(communes) > MOST_COMMUNES or days * len(times) * len(communes) > MOST_ROWS:
        raise Mistake("Lịch phát quá dài; hãy bớt ngày, giờ hoặc số xã, hoặc tách thành nhiều gói.")
    return list(_rows(chosen, first, days, times, communes, repeat))


def _rows(
    chosen: Chosen, first: date, days: int, times: list[str], communes: list[str], repeat: int
) -> Iterator[Airing]:
    for commune in communes:
        turn = 0
        for day in (first + timedelta(days=number) for number in range(days)):
            lasting = [item for item in chosen.items if item.expires_on is None or item.expires_on >= day]
            for at in times if lasting else ():
                yield Airing(day, at, clean_text(commune), lasting[turn % len(lasting)], repeat)
                turn += 1


def _number(text: str, what: str, most: int) -> int:
    number = int(text or 0)
    if not 1 <= number <= most:
        raise Mistake(f"{what} phải từ 1 đến {most}.")
    return number


def _time(text: str) -> str:
    found = _TIME.fullmatch(text.strip())
    if found is None or int(found["hour"]) > 23:
        raise Mistake(f"Không đọc được giờ phát {text!r}. Hãy viết như 05:30, mỗi giờ một dòng.")
    return f"{int(found['hour']):02}:{found['minute'] or '00'}"

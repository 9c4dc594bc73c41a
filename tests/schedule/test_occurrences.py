"""Slots as wall-clock times: days and cron, seasons, and the two nights on which the clocks change."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from campaign.errors import Mistake
from campaign.models import Slot
from campaign.schedule.occurrences import SlotTime, slot_times
from tests.schedule.almanac import utc

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
PARIS = ZoneInfo("Europe/Paris")


def times(slot: Slot, zone: ZoneInfo, after: str, until: str) -> list[SlotTime]:
    return slot_times(slot, zone, utc(after), utc(until))


def local(found: list[SlotTime]) -> list[str]:
    return [one.local_time for one in found]


def daily(*at: str, days: tuple[str, ...] = ("mon-sun",), **fields: object) -> Slot:
    return Slot(key="tip", days=list(days), times=list(at), **fields)


def test_a_morning_in_saigon_is_half_past_midnight_in_utc() -> None:
    found = times(daily("07:30"), SAIGON, "2026-12-01T00:00", "2026-12-03T00:30")
    assert found == [
        SlotTime(utc("2026-12-01T00:30"), "2026-12-01T07:30"),
        SlotTime(utc("2026-12-02T00:30"), "2026-12-02T07:30"),
        SlotTime(utc("2026-12-03T00:30"), "2026-12-03T07:30"),
    ]


def test_an_occurrence_that_is_due_now_is_not_ahead_any_more() -> None:
    found = times(daily("07:30"), SAIGON, "2026-12-01T00:30", "2026-12-02T00:29")
    assert found == []


def test_the_clock_time_stays_when_summer_time_begins_and_ends() -> None:
    spring = times(daily("07:30"), PARIS, "2027-03-27T00:00", "2027-03-29T00:00")
    autumn = times(daily("07:30"), PARIS, "2027-10-30T00:00", "2027-11-01T00:00")
    assert [one.due_at for one in spring] == [utc("2027-03-27T06:30"), utc("2027-03-28T05:30")]
    assert [one.due_at for one in autumn] == [utc("2027-10-30T05:30"), utc("2027-10-31T06:30")]


def test_a_time_that_the_spring_night_skips_happens_once_an_hour_later() -> None:
    found = times(daily("02:30", "03:30"), PARIS, "2027-03-28T00:00", "2027-03-28T22:00")
    assert found == [SlotTime(utc("2027-03-28T01:30"), "2027-03-28T03:30")]


def test_a_time_that_the_autumn_night_repeats_happens_once_the_first_time() -> None:
    found = times(daily("02:30"), PARIS, "2027-10-30T22:00", "2027-10-31T22:00")
    assert found == [SlotTime(utc("2027-10-31T00:30"), "2027-10-31T02:30", fold=0)]


def test_an_hourly_cron_gives_no_moment_twice_on_either_night() -> None:
    slot = Slot(key="tip", cron="30 * * * *")
    spring = times(slot, PARIS, "2027-03-27T23:00", "2027-03-28T04:00")
    autumn = times(slot, PARIS, "2027-10-30T22:00", "2027-10-31T03:00")
    assert [one[-5:] for one in local(spring)] == ["00:30", "01:30", "03:30", "04:30", "05:30"]
    assert [one[-5:] for one in local(autumn)] == ["00:30", "01:30", "02:30", "03:30"]


@pytest.mark.parametrize("cron", ["30 7 * * 1", "30 7 * * mon", "30 7 * * MON"])
def test_cron_counts_weekdays_as_unix_does(cron: str) -> None:
    found = times(Slot(key="tip", cron=cron), SAIGON, "2026-12-01T00:00", "2026-12-15T00:00")
    assert local(found) == ["2026-12-07T07:30", "2026-12-14T07:30"]
    assert datetime.fromisoformat(found[0].local_time).strftime("%a") == "Mon"


@pytest.mark.parametrize("days", [("mon", "wed", "fri"), ("mon", "wed", "FRI ")])
def test_named_days_are_the_only_ones(days: tuple[str, ...]) -> None:
    found = times(daily("10:00", days=days), SAIGON, "2026-12-01T00:00", "2026-12-08T00:00")
    assert local(found) == ["2026-12-02T10:00", "2026-12-04T10:00", "2026-12-07T10:00"]


def test_a_range_of_days_may_run_over_sunday() -> None:
    found = times(daily("10:00", days=("sat-mon",)), SAIGON, "2026-12-01T00:00", "2026-12-08T00:00")
    assert [one[:10] for one in local(found)] == ["2026-12-05", "2026-12-06", "2026-12-07"]


@pytest.mark.parametrize("fields", [{"days": ["mon-sun"], "times": ["07:30"]}, {"cron": "30 7 * * *"}])
def test_a_season_includes_its_first_and_its_last_day(fields: dict[str, object]) -> None:
    slot = Slot(key="tip", from_on=date(2026, 12, 3), to_on=date(2026, 12, 5), **fields)
    found = times(slot, SAIGON, "2026-12-01T00:00", "2026-12-15T00:00")
    assert [one.on.day for one in found] == [3, 4, 5]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"cron": "30 7 * *"}, "30 7 \\* \\*"),
        ({"cron": "99 7 * * mon"}, "99 7"),
        ({"days": ["monday"], "times": ["07:30"]}, "monday"),
        ({"days": ["mon"], "times": ["sáng"]}, "sáng"),
    ],
)
def test_a_slot_that_cannot_be_read_names_what_is_wrong(fields: dict[str, object], named: str) -> None:
    with pytest.raises(Mistake, match=named):
        times(Slot(key="tip", **fields), SAIGON, "2026-12-01T00:00", "2026-12-15T00:00")

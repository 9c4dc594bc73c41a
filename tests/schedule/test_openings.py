"""When a channel may be posted to: windows across midnight and DST, pauses to the minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.errors import Mistake
from campaign.models import Pause
from campaign.workspace.openings import Quiet, SendWindow, first_opening, is_fold, is_gap, local_to_utc

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
PARIS = ZoneInfo("Europe/Paris")
ALWAYS = SendWindow()
TET = Quiet(
    datetime(2027, 2, 4, 17, 0, tzinfo=UTC),
    datetime(2027, 2, 8, 16, 59, tzinfo=UTC),
    "Tết Nguyên đán",
    ["tet"],
)


def saigon(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SAIGON).astimezone(UTC)


def paris(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("window", "open_at", "closed_at"),
    [
        ("06:00-22:00", ["06:00:00", "12:00:00", "22:00:59"], ["05:59:59", "22:01:00", "00:00:00"]),
        ("22:00-05:00", ["22:00:00", "23:59:59", "00:00:00", "05:00:59"], ["05:01:00", "21:59:59"]),
        ("", ["00:00:00", "23:59:59"], []),
        ("00:00-24:00", ["00:00:00", "23:59:59"], []),
    ],
)
def test_a_window_is_open_from_its_first_minute_through_its_last(
    window: str, open_at: list[str], closed_at: list[str]
) -> None:
    parsed = SendWindow.parse(window)
    assert all(parsed.allows(saigon(f"2026-12-01T{at}"), SAIGON) for at in open_at)
    assert not any(parsed.allows(saigon(f"2026-12-01T{at}"), SAIGON) for at in closed_at)


@pytest.mark.parametrize("text", ["6-22", "06:00", "25:00-26:00", "06:60-07:00", "06:00-06:00", "24:00-06:00", "sáng"])
def test_a_window_that_cannot_be_read_is_a_mistake_with_the_text_in_it(text: str) -> None:
    with pytest.raises(Mistake, match=text):
        SendWindow.parse(text)


def test_outside_its_window_a_post_waits_for_the_next_start() -> None:
    window = SendWindow.parse("06:00-22:00")
    assert first_opening(saigon("2026-12-01T23:10"), SAIGON, window, [], "rss", []) == saigon("2026-12-02T06:00")
    assert first_opening(saigon("2026-12-01T03:00"), SAIGON, window, [], "rss", []) == saigon("2026-12-01T06:00")
    inside = saigon("2026-12-01T07:30:01.5")
    assert first_opening(inside, SAIGON, window, [], "rss", []) == inside


def test_a_pause_lasts_through_its_last_minute_and_lets_exempt_tags_go() -> None:
    assert TET.covers(saigon("2027-02-05T00:00"), "rss", [])
    assert TET.covers(saigon("2027-02-08T23:59:59.999999"), "rss", ["otp"])
    assert not TET.covers(saigon("2027-02-09T00:00"), "rss", [])
    assert not TET.covers(saigon("2027-02-06T07:30"), "rss", ["otp", "tet"])


def test_a_pause_of_one_channel_leaves_the_others_alone() -> None:
    row = Pause(from_at=TET.from_at, to_at=TET.to_at, channels=["zalo"], except_tags=["tet"], reason="Bảo trì")
    quiet = Quiet.of(row)
    assert quiet.covers(TET.from_at, "zalo", [])
    assert not quiet.covers(TET.from_at, "rss", [])


def test_after_a_pause_the_post_still_waits_for_its_window() -> None:
    window = SendWindow.parse("06:00-22:00")
    second = Quiet(saigon("2027-02-09T05:00"), saigon("2027-02-09T08:29"))
    at = first_opening(saigon("2027-02-05T07:30"), SAIGON, window, [second, TET], "rss", [])
    assert at == saigon("2027-02-09T08:30")


def test_a_window_that_starts_in_a_spring_gap_opens_when_the_gap_ends() -> None:
    window = SendWindow.parse("02:30-05:00")
    opens = first_opening(paris("2027-03-28T01:10"), PARIS, window, [], "rss", [])
    assert opens == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)  # 03:00 in Paris


def test_a_window_that_lies_in_a_spring_gap_opens_the_day_after() -> None:
    window = SendWindow.parse("02:15-02:45")
    assert first_opening(paris("2027-03-28T01:10"), PARIS, window, [], "rss", []) == paris("2027-03-29T02:15")


def test_a_window_in_the_repeated_hour_opens_twice() -> None:
    window = SendWindow.parse("02:15-02:45")
    first = first_opening(paris("2027-10-31T01:00"), PARIS, window, [], "rss", [])
    again = first_opening(paris("2027-10-31T02:50"), PARIS, window, [], "rss", [])
    assert (first, again) == (paris("2027-10-31T02:15"), paris("2027-10-31T02:15", fold=1))


def test_clocks_set_back_can_open_a_window_that_had_closed() -> None:
    window = SendWindow.parse("01:00-02:30")
    opens = first_opening(paris("2027-10-31T02:40"), PARIS, window, [], "rss", [])
    assert opens == paris("2027-10-31T02:00", fold=1)


def test_a_time_in_a_gap_moves_forward_and_a_repeated_one_has_two_moments() -> None:
    gap, fold = datetime(2027, 3, 28, 2, 30), datetime(2027, 10, 31, 2, 30)  # noqa: DTZ001
    assert is_gap(gap, PARIS)
    assert not is_fold(gap, PARIS)
    assert local_to_utc(gap, PARIS) == local_to_utc(gap, PARIS, fold=1) == paris("2027-03-28T03:30")
    assert is_fold(fold, PARIS)
    assert not is_gap(fold, PARIS)
    assert local_to_utc(fold, PARIS, fold=1) - local_to_utc(fold, PARIS) == timedelta(hours=1)
    assert not is_gap(gap, SAIGON)
    assert not is_fold(fold, SAIGON)


MINUTES = st.integers(0, 1439)


@settings(deadline=None)
@given(
    start=st.integers(0, 366 * 24 * 60),
    first=MINUTES,
    last=MINUTES,
    pauses=st.lists(st.tuples(st.integers(-3000, 3000), st.integers(0, 3000)), max_size=3),
)
def test_the_first_opening_is_open_and_no_minute_before_it_is(
    start: int, first: int, last: int, pauses: list[tuple[int, int]]
) -> None:
    moment = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=start)
    window = SendWindow(first, last)
    quiet = [
        Quiet(moment + timedelta(minutes=offset), moment + timedelta(minutes=offset + length))
        for offset, length in pauses
    ]
    opens = first_opening(moment, PARIS, window, quiet, "rss", [])

    def may_go(at: datetime) -> bool:
        return window.allows(at, PARIS) and not any(pause.covers(at, "rss", []) for pause in quiet)

    assert may_go(opens)
    earlier = range(int((opens - moment) / timedelta(minutes=1)))
    assert not any(may_go(moment + timedelta(minutes=minute)) for minute in earlier)

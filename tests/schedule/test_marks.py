"""Collisions on the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from campaign.schedule.marks import Mark, Seen, are_alike, find_marks, words_of


def seen(number: int, clock: str, item: int = 1, channel: str = "facebook", **fields: Any) -> Seen:
    on = fields.pop("on", date(2026, 12, 3))
    title = {1: "Không đọc mã OTP cho bất kỳ ai", 2: "Sao lưu theo nguyên tắc 3-2-1"}.get(item, "Mật khẩu dài")
    given = {"title": title, "channel_title": channel, "open": True, "counts": True} | fields
    due_at = datetime.fromisoformat(f"{on}T{clock}").replace(tzinfo=UTC)
    return Seen(id=number, due_at=due_at, local=due_at, item_id=item, channel=channel, **given)


def kinds(marks: dict[int, list[Mark]]) -> dict[int, list[tuple[str, int]]]:
    return {number: [(mark.kind, mark.other_id) for mark in found] for number, found in marks.items()}


def test_the_same_item_twice_on_a_day_is_marked_on_both() -> None:
    marks = find_marks([seen(1, "07:30"), seen(2, "15:00", channel="zalo")], {})
    assert kinds(marks) == {1: [("twice", 2)], 2: [("twice", 1)]}
    assert (marks[1][0].clock, marks[1][0].channel_title) == ("15:00", "zalo")


def test_one_item_at_one_time_on_many_channels_is_one_publication() -> None:
    assert find_marks([seen(1, "07:30"), seen(2, "07:30", channel="zalo")], {}) == {}


def test_the_same_item_on_another_day_is_no_collision() -> None:
    assert find_marks([seen(1, "07:30"), seen(2, "07:30", on=date(2026, 12, 4))], {}) == {}


def test_two_posts_of_a_channel_within_its_interval_are_marked() -> None:
    rows = [seen(1, "07:30"), seen(2, "07:33", 2), seen(3, "07:38", 3), seen(4, "07:34", 2, channel="rss")]
    marks = find_marks(sorted(rows, key=lambda row: row.due_at), {"facebook": 300.0})
    assert kinds({number: marks[number] for number in (1, 2)}) == {1: [("close", 2)], 2: [("twice", 4), ("close", 1)]}
    assert marks[1][0].minutes == 5
    assert 3 not in marks


def test_what_has_gone_out_is_not_marked_but_counts_as_the_other() -> None:
    marks = find_marks([seen(1, "07:30", open=False), seen(2, "15:00")], {})
    assert kinds(marks) == {2: [("twice", 1)]}
    assert find_marks([seen(1, "07:30", counts=False), seen(2, "15:00")], {}) == {}


def test_titles_nearly_the_same_are_marked_within_a_week() -> None:
    one = seen(1, "07:30", 8, title="Một cuộc gọi giả danh công an diễn ra như thế nào?")
    near = seen(2, "10:00", 9, title="Mot cuoc goi gia danh cong an dien ra the nao", on=date(2026, 12, 9))
    assert kinds(find_marks([one, near], {})) == {1: [("alike", 2)], 2: [("alike", 1)]}
    far = near._replace(local=datetime(2026, 12, 20, tzinfo=UTC))
    assert find_marks([one, far], {}) == {}


def test_numbers_of_a_series_and_short_titles_are_not_alike() -> None:
    series = [words_of(f"Bản tin pháp luật hằng tuần của Đài tỉnh, số {number}") for number in (46, 47)]
    assert not are_alike(*series)
    short = [seen(1, "07:30", 8, title="Giọng của con"), seen(2, "10:00", 9, title="Giọng của con")]
    assert find_marks(short, {}) == {}


def test_a_month_of_thousands_is_looked_through_at_once() -> None:
    rows = [
        seen(number, f"{number % 24:02}:{number % 60:02}", number, on=date(2026, 12, 1 + number % 28),
             title=f"Nội dung {chr(97 + number % 26)}{number} về an toàn thông tin trên không gian mạng")
        for number in range(3000)
    ]  # fmt: skip
    rows.append(seen(9000, "09:00", 9000, title="Hướng dẫn người dân nhận biết cuộc gọi lừa đảo qua mạng"))
    rows.append(seen(9001, "09:00", 9001, title="Hướng dẫn người dân nhận biết các cuộc gọi lừa đảo qua mạng"))
    found = kinds(find_marks(sorted(rows, key=lambda row: row.due_at), {}))
    assert (found[9000], found[9001]) == ([("alike", 9001)], [("alike", 9000)])

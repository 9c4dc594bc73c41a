"""Tables of posts that were made elsewhere, as Meta exports them and as people write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from campaign.library.exports import Row, read_export
from campaign.workspace.mistakes import WrongRows

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 12, 1, tzinfo=UTC)
PAGE = "1234567890"
META = "Post ID,Page ID,Title,Description,Publish time,Permalink,Post type,Views,Reach,Reactions,Comments,Shares"
PLAIN = "url,published_at,title,views,reactions,comments,shares"


def read(text: str | bytes, page_id: str = "") -> list[Row]:
    content = text.encode() if isinstance(text, str) else text
    return read_export("bang.csv", content, ZONE, NOW, page_id)


def wrong(text: str | bytes, page_id: str = "") -> list[str]:
    with pytest.raises(WrongRows) as caught:
        read(text, page_id)
    return list(caught.value.lines)


def test_metas_export_is_read_by_the_names_of_its_columns() -> None:
    line = f'77,{PAGE},,"Mẹo, hay",11/30/2026 07:30,https://www.facebook.com/1/posts/77,Photos,"1,204",900,31,,2'
    [row] = read(f"{META}\n{line}\n", PAGE)
    assert (row.remote_id, row.text, row.kind) == (f"{PAGE}_77", "Mẹo, hay", "article")
    assert row.at == datetime(2026, 11, 30, 0, 30, tzinfo=UTC)
    assert row.figures == {
        "views": (1204, "Views"), "reach": (900, "Reach"), "reactions": (31, "Reactions"), "shares": (2, "Shares"),
    }  # fmt: skip


def test_vietnamese_names_and_older_impressions_are_known_and_other_columns_ignored() -> None:
    header = "ID bài viết,ID trang,Mô tả,Thời gian đăng,Liên kết cố định,Lượt hiển thị,Số người tiếp cận,Chi phí"
    [row] = read(f"{header}\n77,{PAGE},Mẹo,11/02/2026 21:00,https://fb.example/77,50,40,9 đ\n", PAGE)
    assert row.figures == {"views": (50, "Lượt hiển thị"), "reach": (40, "Số người tiếp cận")}
    assert row.at == datetime(2026, 11, 2, 14, 0, tzinfo=UTC)


def test_a_video_and_a_reel_have_the_name_that_the_platform_gives_them() -> None:
    lines = [
        f"77,{PAGE},,,11/02/2026 21:00,https://www.facebook.com/reel/9988776655/,Reels,,,,,",
        f"78,{PAGE},,,11/02/2026 21:05,https://www.facebook.com/dai/videos/1122334455/,Videos,,,,,",
    ]
    assert [(row.remote_id, row.kind, row.video) for row in read("\n".join([META, *lines]), PAGE)] == [
        ("9988776655", "clip", True), ("1122334455", "clip", True),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_of_every_spreadsheet(encoding: str, delimiter: str) -> None:
    text = f"{PLAIN}\nhttps://v.example/1,2026-11-30 07:30,Mẹo hay,12,,0,\n".replace(",", delimiter)
    [row] = read(text.encode(encoding))
    assert (row.title, row.remote_id) == ("Mẹo hay", "https://v.example/1")
    assert row.figures == {"views": (12, "views"), "comments": (0, "comments")}


def test_an_old_windows_table_is_read_as_vietnamese() -> None:
    text = f"{PLAIN}\r\nhttps://v.example/1,2026-11-30 07:30,Mẹo hay,12,,,\r\n"
    decomposed = text.replace("ẹ", "e\u0323")
    assert read(decomposed.encode("cp1258"))[0].title == "Mẹo hay"


@pytest.mark.parametrize(
    ("times", "days"),
    [
        (["11/30/2026 08:00", "02/03/2026 08:00"], [(11, 30), (2, 3)]),
        (["30/11/2026 08:00", "02/03/2026 08:00"], [(11, 30), (3, 2)]),
        (["02/03/2026", "2026-03-02T08:00+07:00"], [(3, 2), (3, 2)]),
        (["02/03/2026 08:00 PM"], [(3, 2)]),
    ],
)
def test_which_number_is_the_month_is_told_by_the_whole_table(times: list[str], days: list[tuple[int, int]]) -> None:
    lines = [f"https://v.example/{n},{time},,,,," for n, time in enumerate(times)]
    rows = read("\n".join([PLAIN, *lines]))
    assert [(row.at.astimezone(ZONE).month, row.at.astimezone(ZONE).day) for row in rows] == days


def test_every_mistake_is_told_at_once_with_its_row() -> None:
    lines = [
        "https://v.example/1,2026-11-30 07:30,ok,1,,,",
        "v.example/2,2026-11-30 07:30,,,,,",
        "",
        "https://v.example/3,hôm qua,,,,,",
        "https://v.example/4,2026-11-30,,nhiều,,,",
        "https://v.example/1,2026-11-30,,2,,,",
        "https://v.example/5,2027-01-01,,,,,",
        "https://v.example/6,2026-11-30,,99999999999,,,",
        "https://v.example/7,2026-11-30,,1,1,1,1,1",
    ]
    told = wrong("\n".join([PLAIN, *lines]))
    assert [line.split(": ")[0] for line in told] == [f"bang.csv:{row}" for row in (3, 5, 6, 7, 8, 9, 10)]
    assert "dòng 2" in told[3]


def test_a_table_of_another_page_or_spoilt_by_a_spreadsheet_is_refused() -> None:
    lines = [
        "77,999,,,11/02/2026 21:00,https://fb.example/77,,,,,,",
        f"1.22E+14,{PAGE},,,11/02/2026 21:00,https://fb.example/78,,,,,,",
    ]
    told = wrong("\n".join([META, *lines]), PAGE)
    assert "Trang 999" in told[0]
    assert "Excel" in told[1]


@pytest.mark.parametrize("content", ["", "title,views\na,1\n", b"\xff\xfe\x00", "a" * 20_000_001])
def test_what_is_no_table_of_posts_is_refused_at_its_first_row(content: str | bytes) -> None:
    [told] = wrong(content)
    assert told.startswith("bang.csv:1: ")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.facebook.com/trang/posts/77", "77"),
        ("https://www.facebook.com/permalink.php?story_fbid=78&id=1", "78"),
        (f"https://www.facebook.com/1/posts/{PAGE}_79?x=1", "79"),
    ],
)
def test_a_plain_table_of_facebook_names_the_post_by_its_address(address: str, name: str) -> None:
    [row] = read(f"{PLAIN}\n{address},2026-11-30T07:30,Mẹo,5,,,\n", PAGE)
    assert row.remote_id == f"{PAGE}_{name}"


def test_an_address_of_facebook_that_names_no_post_is_told() -> None:
    [line] = wrong(f"{PLAIN}\nhttps://www.facebook.com/trang/posts/pfbid0abc,2026-11-30T07:30,Mẹo,5,,,\n", PAGE)
    assert "không có mã bài" in line

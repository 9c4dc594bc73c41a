"""An item's page: when it is there, what it shows, and that nothing in it can run."""

from __future__ import annotations

import re

import pytest

from campaign.models import Item, MediaRow
from tests.public.newsroom import PUBLIC, Elements, Newsroom


def test_the_page_is_there_from_the_first_sending_until_it_is_withdrawn(both: Newsroom) -> None:
    item_id = both.item("otp")
    assert both.get("/items/otp").status == 404
    both.publish(item_id)
    assert both.get("/items/otp").status == 200
    both.change(Item, item_id, withdrawn_at=both.pass_time(hours=1))
    reply = both.get("/items/otp")
    assert reply.status == 410
    assert "đã gỡ" in reply.text


def test_the_page_says_what_the_item_says(newsroom: Newsroom) -> None:
    picture = newsroom.file(b"picture")
    fields = {
        "media": [picture],
        "tags": ["otp"],
        "unit": "bao",
        "link": "https://bao.example.vn/a",
        "source": "Bộ Công an",
    }
    newsroom.publish(newsroom.item("otp", **fields))
    page = newsroom.get("/items/otp").text
    src = f"/items/otp/media/{picture['name']}"
    for expected in (
        '<html lang="vi"',
        "<title>Đừng đọc mã OTP | Báo tỉnh</title>",
        "<h1>Đừng đọc mã OTP</h1>",
        "Thứ Ba, ngày 1 tháng 12 năm 2026, 07:00",
        "<strong>cúp máy</strong>",
        f'<link rel="canonical" href="{PUBLIC}/items/otp">',
        f'<img src="{src}" alt="Mô tả ảnh" width="640" height="360"',
        f'<meta property="og:image" content="{PUBLIC}{src}">',
        '<meta property="og:title" content="Đừng đọc mã OTP">',
        '<meta name="twitter:card" content="summary_large_image">',
        f'href="{PUBLIC}/feeds/tin.xml"',
        "<li>otp</li>",
        "Đọc thêm tại bao.example.vn",
        "Nguồn: Bộ Công an",
    ):
        assert expected in page
    assert "Cập nhật" not in page


def test_video_and_sound_have_controls_and_a_document_is_offered(newsroom: Newsroom) -> None:
    media = [
        newsroom.file(b"v", "video/mp4"),
        newsroom.file(b"a", "audio/mpeg"),
        newsroom.file(b"p", "application/pdf"),
    ]
    newsroom.publish(newsroom.item("clip", media=media))
    page = newsroom.get("/items/clip").text
    assert re.search(r"<video controls playsinline preload=\"metadata\" src=\"/items/clip/media/anh-\w+\.mp4\"", page)
    assert re.search(r"<audio controls", page)
    assert re.search(r"<a href=\"/items/clip/media/anh-\w+\.pdf\" download>", page)


def test_an_edit_shows_when_it_is_approved_and_says_when(newsroom: Newsroom) -> None:
    item_id = newsroom.item("otp")
    newsroom.publish(item_id)
    newsroom.pass_time(hours=2)
    newsroom.edit(item_id, approved=False, title="Tiêu đề mới")
    newsroom.pass_time(seconds=10)
    assert "Tiêu đề mới" not in newsroom.get("/items/otp").text
    newsroom.approve(item_id)
    newsroom.pass_time(seconds=10)
    page = newsroom.get("/items/otp").text
    assert "<h1>Tiêu đề mới</h1>" in page
    assert "Cập nhật: " in page
    assert "09:00" in page


def test_text_that_went_out_stays_readable_when_more_approvals_are_asked_for_since(newsroom: Newsroom) -> None:
    newsroom.publish(newsroom.item("otp"))
    newsroom.item("khac")
    newsroom.app.settings.__dict__["approvals"] = 2
    assert newsroom.get("/items/otp").status == 200


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7 * 7 }}",
        "a\x0bb\x00c",
        "]]>",
        "' onclick='x",
    ],
)
def test_hostile_words_are_only_words(newsroom: Newsroom, words: str) -> None:
    picture = newsroom.file(b"p") | {"alt": words}
    fields = {"title": words, "summary": words, "body": words, "tags": [words], "source": words, "media": [picture]}
    newsroom.publish(newsroom.item("x", **fields))
    page = newsroom.get("/items/x").text
    elements = Elements(page)
    assert not {"script", "style", "iframe", "object"} & elements.names
    assert {name for name in elements.attributes if name.startswith("on")} == set()
    assert all(address.startswith(("/", "https://")) for address in elements.addresses)
    assert "49" not in page
    assert not re.search("[\x00\x0b]", page)


def test_a_dangerous_address_in_a_warning_is_written_so_that_nobody_can_tap_it(newsroom: Newsroom) -> None:
    words = "Đừng vào https://bad.example"
    newsroom.publish(newsroom.item("x", title=words, summary=words, body=words, defang=True))
    page = newsroom.get("/items/x").text
    assert "bad.example" not in page
    assert "hxxps://bad[.]example" in page


def test_a_page_that_the_browser_has_is_not_sent_again(newsroom: Newsroom) -> None:
    newsroom.publish(newsroom.item("otp"))
    first = newsroom.get("/items/otp")
    assert first.headers["cache-control"] == "no-cache"
    assert newsroom.get("/items/otp", if_none_match=first.headers["etag"]).status == 304


def test_an_item_of_another_language_says_so(newsroom: Newsroom) -> None:
    newsroom.publish(newsroom.item("otp", language="en"))
    assert '<html lang="en"' in newsroom.get("/items/otp").text


def test_subtitles_stand_in_the_player_and_subrip_is_offered_as_webvtt(newsroom: Newsroom) -> None:
    clip = newsroom.file(b"clip", "video/mp4", "clip")
    spoken = newsroom.file(b"1\n00:00:01,000 --> 00:00:02,000\nXin ch\xc3\xa0o\n", "application/x-subrip", "loi-vi")
    name = spoken["name"].replace(".x-subrip", ".srt")
    newsroom.change(MediaRow, spoken["sha256"], name=name)
    newsroom.publish(newsroom.item("x", media=[clip, {**spoken, "alt": ""}]))
    page = newsroom.get("/items/x").text
    track = f"/items/x/media/{name}.vtt"
    assert f'<track kind="subtitles" src="{track}" srclang="vi" label="Tiếng Việt" default>' in page
    reply = newsroom.get(track)
    assert reply.headers["content-type"] == "text/vtt; charset=utf-8"
    assert "00:00:01.000 --> 00:00:02.000\nXin chào" in reply.text
    assert newsroom.get("/items/x/media/khac.srt.vtt").status == 404

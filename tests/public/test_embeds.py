"""The column for other sites: no script, no cookie, framed anywhere, and nothing in its address can break it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from campaign.public.embed import read_look
from campaign.reach.columns import loaded
from campaign.rendering.looks import LOOKS, Look
from tests.public.newsroom import PUBLIC, Elements, Newsroom


def test_a_column_may_be_framed_anywhere_and_brings_no_script_and_no_cookie(newsroom: Newsroom) -> None:
    newsroom.publish(newsroom.item("otp"))
    reply = newsroom.get("/embed/tin")
    policy = reply.headers["content-security-policy"]
    assert reply.status == 200
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert not {"x-frame-options", "set-cookie"} & {name.lower() for name in reply.headers}
    elements = Elements(reply.text)
    assert not {"script", "iframe", "form", "object", "style"} & elements.names
    assert "style" not in elements.attributes
    (sheet, link) = elements.addresses
    assert newsroom.get(sheet).headers["content-type"] == "text/css; charset=utf-8"
    assert link.startswith(f"{PUBLIC}/")


def test_every_other_page_still_refuses_to_be_framed(newsroom: Newsroom) -> None:
    newsroom.publish(newsroom.item("otp"))
    for path in ("/items/otp", "/feeds/tin.xml", "/embed/khong-co"):
        reply = newsroom.get(path)
        assert reply.headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]


def test_it_shows_as_many_as_asked_newest_first_and_what_is_chosen(newsroom: Newsroom) -> None:
    picture = newsroom.file(b"anh")
    for number in range(8):
        newsroom.publish(newsroom.item(f"i-{number}", title=f"Tin số {number}", media=[picture]))
        newsroom.pass_time(minutes=1)
    usual = newsroom.get("/embed/tin").text
    assert usual.count("<li ") == 5
    assert usual.index("Tin số 7") < usual.index("Tin số 3")
    assert "<img" not in usual
    assert "Ai hỏi mã" in usual
    chosen = ask(newsroom, "/embed/tin", "count=2&pictures=yes&summary=no&theme=dark&accent=red&width=narrow")
    assert chosen.count("<li ") == 2
    assert f'src="/items/i-7/media/{picture["name"]}"' in chosen
    assert "Ai hỏi mã" not in chosen
    assert 'class="theme-dark accent-red width-narrow size-normal"' in chosen


@pytest.mark.parametrize(
    "query",
    [
        "theme=%22%3E%3Cscript%3E", "count=-1", "count=99999999", "count=٣", "accent=#fff;}body{display:none", "=&=&&",
        "theme=dark%00", "x=" + "y" * 5000, "%ff%fe=%80", "width=100%25;",
    ],
)  # fmt: skip
def test_words_that_are_not_known_mean_the_usual_look(query: str) -> None:
    assert read_look(query) == Look()


def test_a_look_and_its_address_say_the_same() -> None:
    for name, words in LOOKS.items():
        for word in words:
            chosen: dict[str, Any] = {name: word}
            look = Look(**chosen)
            assert read_look(look.query) == look
    assert read_look("count=20&theme=light").query == "theme=light&count=20"
    assert read_look("count=500").count == 20


def test_titles_are_text_there_whatever_they_hold(newsroom: Newsroom) -> None:
    words = "<script>alert(1)</script>]]>\x0b&amp; \"'"
    newsroom.publish(newsroom.item("x", title=words, summary=words))
    page = newsroom.get("/embed/tin").text
    assert "script" not in Elements(page).names
    assert "\x0b" not in page


def test_topics_have_columns_too_and_an_empty_one_says_so(newsroom: Newsroom) -> None:
    assert "Chưa có tin nào" in newsroom.get("/embed/tin").text
    newsroom.publish(newsroom.item("a", title="Mẹo Tết", tags=["Tết"]))
    newsroom.publish(newsroom.item("b", title="Tin khác"))
    newsroom.pass_time(seconds=5)
    page = newsroom.get("/embed/tin/tag/tet").text
    assert "Mẹo Tết" in page
    assert "Tin khác" not in page
    assert newsroom.get("/embed/tin/tag/khong").status == 404
    assert newsroom.get("/embed/tin.xml").status == 404


def test_the_same_column_is_not_sent_twice(newsroom: Newsroom) -> None:
    newsroom.publish(newsroom.item("otp"))
    first = newsroom.get("/embed/tin")
    assert newsroom.get("/embed/tin", If_None_Match=first.headers["etag"]).status == 304


def test_loads_are_counted_by_column_without_bots_prefetches_and_our_own_previews(both: Newsroom) -> None:
    both.publish(both.item("a", tags=["Tết"]))
    both.get("/embed/tin")
    both.get("/embed/tin?theme=dark", Sec_Fetch_Site="cross-site")
    both.get("/embed/tin/tag/tet")
    for refused in ({"Sec_Fetch_Site": "same-origin"}, {"User_Agent": "Googlebot/2.1"}, {"Sec_Purpose": "prefetch"}):
        both.get("/embed/tin", **refused)
    both.get("/embed/tin", method="HEAD")
    both.get("/embed/khong-co")
    both.app.clicks.flush()
    now = both.clock.now()
    with both.database.read() as session:
        columns = loaded(session, now - timedelta(days=1), now + timedelta(days=1))
        assert [(each.place, each.path, each.loads) for each in columns] == [
            ("tin", "tin", 2),
            ("tin/tag/tet", "tin", 1),
        ]
        assert loaded(session, now + timedelta(days=1), now + timedelta(days=2)) == []


def ask(newsroom: Newsroom, path: str, query: str) -> str:
    return newsroom.get(f"{path}?{query}").text

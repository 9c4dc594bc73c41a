"""What the public sees: the wall, and t.me's pages in their own markup."""

from __future__ import annotations

import pytest
import requests

from campaign.sandbox.telegram.pages import short
from tests.sandbox.conftest import World
from tests.sandbox.test_strictness import picture


def test_the_wall_shows_the_newest_first_and_nothing_of_a_reader_runs(world: World) -> None:
    world.send("Bài cũ <script>alert(1)</script>")
    world.clock.advance(seconds=5)
    world.send('<b>Bài mới</b> & <a href="https://a.vn/&quot;onclick=x">đọc</a>', parse_mode="HTML")
    wall = world.page("/")
    assert wall.index("Bài mới") < wall.index("Bài cũ")
    assert "<script" not in wall
    assert '<a href="https://a.vn/&quot;onclick=x"' in wall
    assert requests.get(world.sandbox.url, timeout=60).headers["content-security-policy"].startswith("default-src")


def test_the_wall_shows_pictures_as_they_were_sent(world: World) -> None:
    sent = picture(9, 7)
    world.bot("sendPhoto", files={"photo": ("ảnh.svg", sent)}, caption="Áp phích", disable_notification="true")
    assert '<img alt="" src="/files/1">' in world.page("/")
    assert "gửi không báo" in world.page("/")
    shown = requests.get(f"{world.sandbox.url}/files/1", timeout=60)
    assert (shown.content, shown.headers["content-type"]) == (sent, "image/png")
    assert requests.get(f"{world.sandbox.url}/files/2", timeout=60).status_code == 404


def test_an_empty_wall_says_so(world: World) -> None:
    assert "Chưa có gì được đăng" in world.page("/")


def test_a_channel_page_holds_twenty_and_goes_back(world: World) -> None:
    first = world.send("Bài 0")
    for n in range(1, 25):
        world.send(f"Bài {n}")
    newest = world.page("/s/kenh_thu")
    assert newest.count("data-post=") == 20
    assert "Bài 24" in newest
    assert "Bài 4<" not in newest
    older = world.page(f"/s/kenh_thu?before={first + 5}")
    assert older.count("data-post=") == 5


def test_one_post_has_its_own_page_until_it_is_gone(world: World) -> None:
    number = world.send("Bài lẻ")
    path = f"/kenh_thu/{number}?embed=1&mode=tme"
    assert "Bài lẻ" in world.page(path)
    world.bot("deleteMessage", message_id=number)
    assert "Post not found" in world.page(path)


def test_an_unknown_channel_is_a_page_without_messages(world: World) -> None:
    assert "tgme_widget_message" not in world.page("/s/khong_co")


def test_a_channel_that_is_not_public_is_sent_on(world: World) -> None:
    world.send()
    world.control("telegram/chat", chat="@kenh_thu", public=False)
    answer = requests.get(f"{world.sandbox.url}/s/kenh_thu", timeout=5, allow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, "/kenh_thu")


def test_views_grow_by_the_clock_alone(world: World) -> None:
    number = world.send()
    assert '_views">1</span>' in world.page("/s/kenh_thu")
    world.clock.advance(hours=10)
    grown = world.page("/s/kenh_thu")
    assert f'_views">{1 + 10 * (3 + number % 17)}</span>' in grown
    assert grown == world.page("/s/kenh_thu")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1K"),
        (1267, "1.26K"),
        (30_790, "30.7K"),
        (194_999, "194K"),
        (11_449_000, "11.4M"),
    ],
)
def test_figures_are_printed_with_three_digits(number: int, text: str) -> None:
    assert short(number) == text

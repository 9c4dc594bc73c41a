"""A lost answer is settled by looking; a list proves presence only, and only what is surely ours is taken."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from campaign.errors import Uncertain
from campaign.platforms.facebook.graph import next_cursor
from campaign.platforms.seam import Post, Progress, Receipt
from tests.platforms.facebook.page import FacebookPage, earlier
from tests.platforms.rigs import LINK

PLAIN = {"slug": "sim", "target": "https://a.vn/items/sim"}


def lose(page: FacebookPage, fault: str, **wanted: Any) -> tuple[Post, Progress]:
    """Publish with a lost answer: what ``find`` is then asked with."""
    post = page.post(**wanted)
    before = page.until_visible(post)
    page.sandbox.faults.add(fault)
    with pytest.raises(Uncertain):
        page.rig.adapter.publish(page.rig.to(within_s=0.5), post, before)
    return post, before


@pytest.mark.parametrize("fault", ["lost", "half", "500-after", "hang"])
@pytest.mark.parametrize("kind", ["text", "link in the text", "link card", "photos"])
def test_a_post_whose_answer_was_lost_is_found(page: FacebookPage, fault: str, kind: str) -> None:
    wanted: dict[str, Any] = {
        "text": {"text": "Chỉ có chữ", **PLAIN},
        "link in the text": {"text": f"Xem {LINK}.", **PLAIN},
        "link card": {"text": "Thẻ", "target": "https://a.vn/bai"},
        "photos": {"text": "Ảnh", "media": (page.rig.picture(), page.rig.picture(width=41)), **PLAIN},
    }[kind]
    post, before = lose(page, fault, **wanted)
    found = page.find(post, before)
    assert isinstance(found, Receipt)
    assert found.remote_id == page.shown[0]["message_id"]


def test_error_2_with_http_500_does_not_mean_that_it_was_not_posted(page: FacebookPage) -> None:
    post = page.post()
    page.answers("feed", 2, status=500, applied=True)
    assert type(page.fails(post)) is Uncertain
    assert page.find(post).remote_id == page.shown[0]["message_id"]


def test_a_list_that_lags_is_no_proof_of_absence(page: FacebookPage) -> None:
    page.is_set(lag_reads=2)
    post, before = lose(page, "lost")
    assert page.find(post, before) is None
    assert page.find(post, before) is None
    assert isinstance(page.find(post, before), Receipt)


def test_an_empty_page_that_has_a_next_is_passed(page: FacebookPage) -> None:
    page.is_set(empty_pages=2)
    post, before = lose(page, "lost")
    assert isinstance(page.find(post, before), Receipt)
    assert page.calls.count("published_posts") == 3


def test_the_order_of_a_list_is_nobodys_and_every_page_is_read(page: FacebookPage) -> None:
    for n in range(120):
        page.publish(page.post(f"Bài số {n}", **PLAIN))
    post, before = lose(page, "lost", text="Bài đang tìm", **PLAIN)
    assert isinstance(page.find(post, before), Receipt)
    assert page.calls.count("published_posts") == 2


def test_the_next_page_is_never_reached_by_the_address_that_facebook_gives(
    page: FacebookPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.is_set(empty_pages=1)
    page.publish()
    asked: list[str] = []
    send = requests.Session.send

    def noted(session: requests.Session, request: requests.PreparedRequest, **more: Any) -> requests.Response:
        asked.append(str(request.url))
        return send(session, request, **more)

    monkeypatch.setattr(requests.Session, "send", noted)
    page.find(page.post())
    assert len(asked) == 2
    assert not [url for url in asked if "access_token" in url or page.rig.secrets["page_token"] in url]


def test_two_that_could_be_it_are_left_to_a_person(page: FacebookPage) -> None:
    page.publish(page.post("Một", **PLAIN))
    page.publish(page.post("Hai", **PLAIN))
    page.publish(page.post("Một", **PLAIN))
    assert page.find(page.post("Một", **PLAIN)) is None


def test_what_another_app_posted_in_the_same_words_is_not_ours(page: FacebookPage) -> None:
    post = page.post("Một", **PLAIN)
    page.control("app", app_id="111", app_secret=page.rig.secrets["app_secret"])
    page.publish(post)
    assert page.find(post) is None


def test_an_older_post_in_the_same_words_is_not_it(page: FacebookPage) -> None:
    post = page.post("Một", **PLAIN)
    page.publish(post)
    assert page.find(post, since=earlier(-300)) is None


def test_a_list_is_asked_for_the_time_of_the_attempt_and_no_more(
    page: FacebookPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    post, asked = page.post("Một", **PLAIN), []
    page.publish(post)
    send = requests.Session.send

    def noted(session: requests.Session, request: requests.PreparedRequest, **more: Any) -> requests.Response:
        asked.append(parse_qs(urlsplit(str(request.url)).query))
        return send(session, request, **more)

    monkeypatch.setattr(requests.Session, "send", noted)
    since = earlier(30)
    assert isinstance(page.find(post, since=since), Receipt)
    [query] = asked
    assert query["since"] == [str(int(since.timestamp()) - 120)]
    assert query["until"] == [str(int(since.timestamp()) + 86_400)]
    assert page.find(post, since=earlier(90_000)) is None  # of a later attempt


def test_a_longer_code_that_begins_alike_is_another_link(page: FacebookPage) -> None:
    page.publish(page.post(f"Xem {LINK}6", **PLAIN))
    assert page.find(page.post(f"Xem {LINK}", **PLAIN)) is None


def test_a_next_page_without_cursors_is_asked_for_by_the_cursor_in_its_address() -> None:
    address = "https://graph.facebook.com/v26.0/1/published_posts?access_token=x&limit=100&after=MTA%3D"
    assert next_cursor({"paging": {"next": address}}) == "MTA="
    assert next_cursor({"paging": {"next": address, "cursors": {"after": "Mjk="}}}) == "Mjk="
    assert next_cursor({"paging": {"cursors": {"after": "Mjk="}}}) == next_cursor({}) == ""

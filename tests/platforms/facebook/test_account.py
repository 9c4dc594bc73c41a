"""Whom the token speaks for, what it may do, and until when."""

from __future__ import annotations

import time

import pytest

from campaign.errors import Rejected, Unauthorized, Unavailable
from campaign.platforms.seam import Account
from tests.platforms.facebook.page import FacebookPage
from tests.platforms.rigs import PAGE_ID

DAY_S = 86_400


def verify(page: FacebookPage, **secrets: str) -> Account:
    return page.rig.adapter.verify(page.rig.with_secrets(**secrets).to())


def test_a_good_token_is_its_pages_and_never_ends(page: FacebookPage) -> None:
    page.is_set(name="Báo Hậu Giang")
    account = verify(page)
    assert (account.id, account.name, account.expires_at) == (PAGE_ID, "Báo Hậu Giang", None)
    assert page.calls == ["debug_token", "me"]
    assert any("Live" in note for note in account.notes)
    assert any("pages_read_user_content" in note for note in account.notes)


@pytest.mark.parametrize("name", ["expires_at", "data_access_expires_at"])
def test_an_end_within_two_weeks_is_warned_of(page: FacebookPage, name: str) -> None:
    page.is_set(**{name: int(time.time()) + 20 * DAY_S})
    far = verify(page)
    assert not any("hết hạn" in note for note in far.notes)
    page.is_set(**{name: int(time.time()) + 5 * DAY_S + 60})
    near = verify(page)
    assert any("còn 5 ngày" in note for note in near.notes)
    assert near.expires_at is not None


def test_the_earlier_of_both_ends_counts(page: FacebookPage) -> None:
    now = int(time.time())
    page.is_set(expires_at=now + 50 * DAY_S, data_access_expires_at=now + 30 * DAY_S)
    ends = verify(page).expires_at
    assert ends is not None
    assert int(ends.timestamp()) == now + 30 * DAY_S


@pytest.mark.parametrize("scope", ["pages_manage_posts", "pages_read_engagement"])
def test_a_missing_right_to_publish_is_named(page: FacebookPage, scope: str) -> None:
    page.is_set(scopes=[other for other in ("pages_manage_posts", "pages_read_engagement") if other != scope])
    with pytest.raises(Rejected, match=scope):
        verify(page)


@pytest.mark.parametrize(("subcode", "word"), [(460, "Mật khẩu"), (463, "hết hạn"), (492, "vai trò")])
def test_a_dead_token_is_told_with_its_cause(page: FacebookPage, subcode: int, word: str) -> None:
    page.control("tokens", refused={page.rig.secrets["page_token"]: subcode})
    with pytest.raises(Unauthorized, match=word):
        verify(page)


def test_the_token_of_another_page_is_refused(page: FacebookPage) -> None:
    with pytest.raises(Rejected, match="page_id"):
        verify(page, page_token="EAA999000999Z" + "x" * 12)


def test_an_app_whose_secret_is_wrong_is_refused(page: FacebookPage) -> None:
    page.control("app", app_id="998877665544", app_secret="another")
    with pytest.raises(Unauthorized):
        verify(page)


def test_without_the_apps_secret_only_the_page_can_be_asked(page: FacebookPage) -> None:
    from campaign.platforms.facebook.account import account
    from campaign.platforms.facebook.graph import Graph
    from campaign.platforms.facebook.inspecting import inspect_token

    graph = Graph(page.rig.with_secrets(app_secret="").to())
    assert inspect_token(graph) is None
    with pytest.raises(Rejected, match="appsecret_proof"):
        account(graph)


def test_a_server_that_says_nothing_clear_is_asked_again_later(page: FacebookPage) -> None:
    page.answers("debug_token", 0, status=502, html=True)
    with pytest.raises(Unavailable):
        verify(page)
    assert page.calls == ["debug_token"]
    assert verify(page).id == PAGE_ID

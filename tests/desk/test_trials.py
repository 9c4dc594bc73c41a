"""A trial post proves that a channel takes posts, and the public sees nothing of it, on every platform."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from campaign.db import Database
from campaign.desk.trials import send_trial
from campaign.errors import Mistake, NotFound
from campaign.models import AuditEntry, Channel
from campaign.people.users import add_user
from tests.platforms import newsroom as scene
from tests.platforms.rigs import PAGE_ID

MANAGER = "phu-trach@example.vn"


@pytest.fixture
def newsroom(sqlite_database: Database, tmp_path: Path) -> Iterator[scene.Newsroom]:
    with scene.newsroom(sqlite_database, tmp_path) as made:
        with sqlite_database.write() as session:
            add_user(session, sqlite_database.now(session), MANAGER, "Phụ trách", "manager")
        made.open()
        yield made


def last_word(newsroom: scene.Newsroom) -> tuple[str, str, str]:
    with newsroom.stage.database.read() as session:
        row = session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).first()
        assert row is not None
        return row.actor, row.action, row.detail["result"]


def change(newsroom: scene.Newsroom, key: str, **columns: object) -> None:
    with newsroom.stage.database.write() as session:
        row = session.get_one(Channel, key)
        for name, value in columns.items():
            setattr(row, name, value)


@pytest.mark.parametrize("name", ["facebook", "zalo"])
def test_a_hidden_post_is_made_and_taken_away(newsroom: scene.Newsroom, name: str) -> None:
    trial = send_trial(newsroom.stage.dispatch, MANAGER, name)
    assert "Không ai thấy bài này" in trial.said
    assert newsroom.stage.sandbox.posts() == []
    assert last_word(newsroom) == (MANAGER, "trial", trial.said)
    page = newsroom.stage.sandbox.facebook.world.page(PAGE_ID)
    assert (page.unpublished, newsroom.stage.sandbox.zalo.world.articles) == ({}, {})
    send_trial(newsroom.stage.dispatch, MANAGER, name)  # any time again


def test_on_telegram_it_goes_to_the_newsrooms_own_chat_and_never_to_the_channel(newsroom: scene.Newsroom) -> None:
    with pytest.raises(Mistake, match="test_chat"):
        send_trial(newsroom.stage.dispatch, MANAGER, "telegram")
    options = newsroom.channel("telegram").options
    change(newsroom, "telegram", options=options | {"test_chat": "@toa_soan_thu"})
    trial = send_trial(newsroom.stage.dispatch, MANAGER, "telegram")
    (post,) = newsroom.stage.sandbox.posts()
    assert "/toa_soan_thu/" in trial.permalink
    assert str(options["chat"]).removeprefix("@") not in str(post) + trial.permalink


def test_what_the_platform_refuses_is_told_in_its_words_and_written_down(newsroom: scene.Newsroom) -> None:
    newsroom.end_token("facebook")
    with pytest.raises(Mistake, match="Bài thử không đi được"):
        send_trial(newsroom.stage.dispatch, MANAGER, "facebook")
    assert last_word(newsroom)[1] == "trial"
    assert newsroom.channel("facebook").closed_at is None  # a trial closes nothing


def test_a_closed_channel_sends_no_trial_either(newsroom: scene.Newsroom) -> None:
    change(newsroom, "facebook", closed_at=newsroom.stage.now(), closed_by=MANAGER, closed_reason="Quốc tang")
    with pytest.raises(Mistake, match="Kênh đang đóng"):
        send_trial(newsroom.stage.dispatch, MANAGER, "facebook")
    assert newsroom.stage.sandbox.log[-1].method != "feed"


def test_a_feed_has_no_trial_and_an_unknown_channel_is_not_there(newsroom: scene.Newsroom) -> None:
    newsroom.stage.add_channel("rss", "rss")
    with pytest.raises(Mistake, match="không có chỗ riêng"):
        send_trial(newsroom.stage.dispatch, MANAGER, "rss")
    with pytest.raises(NotFound):
        send_trial(newsroom.stage.dispatch, MANAGER, "khong-co")


def test_zalo_cannot_fetch_a_picture_from_this_machine(newsroom: scene.Newsroom) -> None:
    options = newsroom.channel("zalo").options
    change(newsroom, "zalo", options=options | {"api_url": "https://openapi.example.vn"})
    with pytest.raises(Mistake, match="CAMPAIGN_PUBLIC_URL"):
        send_trial(newsroom.stage.dispatch, MANAGER, "zalo")

"""Telegram through the real protocol: a group that was upgraded, rights that were lost."""

from __future__ import annotations

import pytest

from campaign.desk.channels import connect
from campaign.desk.sync_channels import Prepared, bring_in_channels
from campaign.models import Channel
from tests.delivery.stage import TOKEN, Stage

OLD, NEW = -1001111111111, -1002222222222


def declare(stage: Stage, key: str, chat: int) -> None:
    """channel.toml names that chat, and is brought in (again)."""
    with stage.database.write() as session:
        row = session.get_one(Channel, key)
        columns = {"options": {**row.options, "chat": str(chat)}, "account": f"telegram:{chat}"}
        bring_in_channels(session, stage.now(), [Prepared(key, columns, False)], {key})


def test_an_upgraded_group_gets_its_posts_whatever_the_file_says(stage: Stage) -> None:
    stage.add_channel()
    declare(stage, "telegram", OLD)
    stage.add_person("e@example.vn", "manager")
    connect(stage.dispatch, "e@example.vn", "telegram", {"bot_token": TOKEN})
    stage.sandbox.telegram.control("chat", {"chat": str(OLD), "migrated_to": NEW})
    sent = []
    for slug in ("mot", "hai"):
        stage.add_item(slug)
        sent.append(stage.deliver(slug, "telegram"))
        stage.settle()
        declare(stage, "telegram", OLD)  # a sync brings the old chat in again
        stage.wire()  # and the program is started anew
    assert [stage.row(each).state for each in sent] == ["published"] * 2
    assert {post["chat"] for post in stage.sandbox.posts()} == {NEW}
    assert sum(seen.method == "sendMessage" for seen in stage.sandbox.log) == 3  # one was refused, and told the new id


@pytest.mark.parametrize("lost", ["rights", "chat"])
def test_a_channel_that_takes_no_post_any_more_closes_like_any_platforms(stage: Stage, lost: str) -> None:
    stage.add_channel()
    stage.add_item("mot")
    if lost == "rights":
        stage.sandbox.telegram.control("chat", {"chat": "@telegram", "can_post": False})
    else:
        with stage.database.write() as session:
            declared = session.get_one(Channel, "telegram")
            declared.options = {**declared.options, "chat": "@no"}
    delivery = stage.deliver("mot", "telegram")
    stage.settle()
    row = stage.row(delivery)
    assert (row.state, row.held_reason) == ("held", "unauthorized")
    with stage.database.read() as session:
        channel = session.get_one(Channel, "telegram")
    assert (channel.closed_by, "kết nối lại kênh" in channel.closed_reason) == ("platform", True)


def test_a_bot_that_may_not_pin_loses_the_pin_and_not_the_channel(stage: Stage) -> None:
    stage.add_channel()
    with stage.database.write() as session:
        row = session.get_one(Channel, "telegram")
        row.options = {**row.options, "pin": True}
    stage.sandbox.telegram.control("chat", {"chat": "@telegram", "can_pin": False})
    stage.add_item("mot")
    delivery = stage.deliver("mot", "telegram")
    stage.settle()
    assert stage.row(delivery).state == "published"
    with stage.database.read() as session:
        assert session.get_one(Channel, "telegram").closed_at is None

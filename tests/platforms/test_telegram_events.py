"""Reactions by update: the word in the header first, then totals that only the newest of which holds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from campaign.errors import Rejected, Unauthorized, Unavailable
from campaign.platforms.seam import TakesSubscription
from campaign.platforms.telegram.bot import call
from campaign.platforms.telegram.events import HEADER, secret_of
from tests.platforms.rigs import BOT_TOKEN, Rig

URL = "https://tin.example.vn/hooks/telegram/telegram"
SIGNED = {HEADER: secret_of(BOT_TOKEN)}


def reacted(rig: Rig, **reactions: int) -> dict[str, Any]:
    """A post gets these reactions; the update that tells of it."""
    assert rig.sandbox is not None
    post = rig.post()
    rig.adapter.publish(rig.to(), post, rig.adapter.start(post))
    [shown] = rig.sandbox.posts()
    rig.sandbox.telegram.control(
        "figures", {"chat": str(shown["chat"]), "message_id": shown["message_id"], "reactions": reactions}
    )
    return rig.sandbox.telegram.world.updates[-1]


def test_a_count_of_reactions_is_a_figure_of_its_post(telegram: Rig) -> None:
    update = reacted(telegram, like=3, heart=4)
    [event] = telegram.adapter.read_event(telegram.to(), SIGNED, json.dumps(update).encode())
    [shown] = telegram.sandbox.posts()
    assert (event.kind, event.remote_id) == ("figures", f"{shown['chat']}/{shown['message_id']}")
    assert event.data["figures"] == {"reactions": 7}
    assert event.id == str(update["update_id"])
    assert event.data["native_name"] == "message_reaction_count"


@pytest.mark.parametrize("headers", [{}, {HEADER: ""}, {HEADER: "x" * 64}, {HEADER: "mật"}])
def test_without_the_right_word_the_body_is_not_even_looked_at(telegram: Rig, headers: dict[str, str]) -> None:
    with pytest.raises(Unauthorized):
        telegram.adapter.read_event(telegram.to(), headers, b"\xff{")


def test_a_channel_without_a_token_takes_no_word_at_all(telegram: Rig) -> None:
    unconnected = telegram.with_secrets(bot_token="")
    with pytest.raises(Unauthorized):
        unconnected.adapter.read_event(unconnected.to(), {HEADER: secret_of("")}, b"{}")


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"{}", b'{"update_id": 1, "message_reaction_count": {"x": 1}}'])
def test_what_is_no_update_is_rejected(telegram: Rig, body: bytes) -> None:
    with pytest.raises(Rejected):
        telegram.adapter.read_event(telegram.to(), SIGNED, body)


def test_an_update_of_another_kind_says_nothing(telegram: Rig) -> None:
    assert telegram.adapter.read_event(telegram.to(), SIGNED, b'{"update_id": 7, "message": {}}') == []


def test_subscribing_asks_for_reactions_alone_and_gives_the_word(telegram: Rig) -> None:
    adapter = telegram.adapter
    assert isinstance(adapter, TakesSubscription)
    adapter.subscribe(telegram.to(), URL)
    adapter.subscribe(telegram.to(), URL)
    webhook = telegram.sandbox.telegram.world.webhook
    assert webhook == {"url": URL, "secret_token": secret_of(BOT_TOKEN), "allowed_updates": {"message_reaction_count"}}
    assert BOT_TOKEN not in secret_of(BOT_TOKEN)


def test_an_address_that_is_not_https_is_refused(telegram: Rig) -> None:
    adapter = telegram.adapter
    assert isinstance(adapter, TakesSubscription)
    with pytest.raises(Rejected):
        adapter.subscribe(telegram.to(), "http://tin.example.vn/hooks/telegram/x")


def test_a_subscription_whose_answer_is_lost_may_be_asked_for_again(telegram: Rig) -> None:
    adapter = telegram.adapter
    assert isinstance(adapter, TakesSubscription)
    telegram.sandbox.faults.add("lost", method="setWebhook")
    with pytest.raises(Unavailable):
        adapter.subscribe(telegram.to(), URL)
    adapter.subscribe(telegram.to(), URL)


def test_the_stand_in_gives_updates_by_webhook_or_by_asking_never_both(telegram: Rig) -> None:
    reacted(telegram, like=1)
    asked = call(
        telegram.to(), lambda bot: bot.get_updates(allowed_updates=["message_reaction_count"]), repeatable=True
    )
    assert [update.message_reaction_count.reactions[0].total_count for update in asked] == [1]
    assert call(telegram.to(), lambda bot: bot.get_updates(), repeatable=True) == ()
    call(telegram.to(), lambda bot: bot.set_webhook(URL), repeatable=True)
    with pytest.raises(Unavailable):
        call(telegram.to(), lambda bot: bot.get_updates(), repeatable=True)
    call(telegram.to(), lambda bot: bot.delete_webhook(drop_pending_updates=True), repeatable=True)
    assert telegram.sandbox.telegram.world.updates == []

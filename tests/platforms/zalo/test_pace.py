"""Few calls left in this minute, as Zalo's headers tell: the account rests before it is refused."""

from __future__ import annotations

import pytest

from campaign.errors import RateLimited
from campaign.platforms.seam import Progress, Receipt
from campaign.platforms.zalo import pace
from campaign.sandbox import Sandbox
from tests.platforms.rigs import Rig
from tests.platforms.zalo.conftest import asked, publish, steps
from tests.platforms.zalo.test_articles import EARLIER, older_articles


def test_many_calls_left_hold_nobody_back(zalo: Rig, sandbox: Sandbox) -> None:
    sandbox.zalo.world.calls = 90
    assert [progress.rest_s for progress in steps(zalo, zalo.post())] == [0.0] * 3


def test_the_account_rests_until_the_next_minute_when_few_are_left(zalo: Rig, sandbox: Sandbox) -> None:
    post = zalo.post()
    sandbox.zalo.world.calls = 15
    made = zalo.adapter.publish(zalo.to(), post, zalo.adapter.start(post))
    assert isinstance(made, Progress)
    assert 0 < made.rest_s <= 61
    assert "phút" in made.why
    receipt = publish(zalo, post, made)
    assert isinstance(receipt, Receipt)
    assert 0 < receipt.wait_s <= 61


def test_a_long_list_waits_for_the_next_minute_where_there_is_time(
    zalo: Rig, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    def a_minute_later(wait_s: float) -> None:
        waits.append(wait_s)
        sandbox.zalo.world.calls = 100

    monkeypatch.setattr(pace, "pause", a_minute_later)
    older_articles(sandbox, 45)
    sandbox.zalo.world.calls = 5
    assert len(zalo.adapter.list_posts(zalo.to(within_s=600), EARLIER.replace(year=2020))) == 45
    assert len(waits) == 1


def test_and_where_there_is_none_it_is_left_before_zalo_refuses(zalo: Rig, sandbox: Sandbox) -> None:
    older_articles(sandbox, 45)
    sandbox.zalo.world.calls = 5
    with pytest.raises(RateLimited):
        zalo.adapter.list_posts(zalo.to(), EARLIER.replace(year=2020))
    assert asked(zalo, "getslice") == 2

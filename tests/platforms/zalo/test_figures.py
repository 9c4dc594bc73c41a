"""Figures: only what Zalo tells, from lists of both types; a failure leaves the others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.errors import Unavailable
from campaign.platforms.seam import Receipt
from campaign.sandbox import Sandbox
from tests.platforms.rigs import Rig
from tests.platforms.zalo.conftest import publish, steps
from tests.platforms.zalo.test_articles import EARLIER, a_clip


def test_views_and_shares_of_both_types_and_followers(zalo: Rig, sandbox: Sandbox) -> None:
    article, clip = publish(zalo, zalo.post()), publish(zalo, a_clip(zalo))
    sandbox.zalo.control("figures", {"id": article.remote_id, "views": 1200, "shares": 0})
    sandbox.zalo.control("figures", {"id": clip.remote_id, "views": 7})
    found = zalo.adapter.measure(zalo.to(), [article, clip])
    assert {(sample.remote_id, sample.metric, sample.value) for sample in found} == {
        (None, "followers", 1234),
        (article.remote_id, "views", 1200),
        (article.remote_id, "shares", 0),
        (clip.remote_id, "views", 7),
    }
    assert {(sample.native_name, sample.api_version) for sample in found} == {
        ("num_follower", "v2.0"), ("total_view", "v2.0"), ("total_share", "v2.0"),
    }  # fmt: skip


@pytest.mark.parametrize("totals", [True, False])
def test_pages_are_read_until_every_article_is_there(zalo: Rig, sandbox: Sandbox, totals: bool) -> None:
    sandbox.zalo.world.polls, sandbox.zalo.world.totals = 0, totals
    first = publish(zalo, zalo.post())
    sandbox.zalo.control("figures", {"id": first.remote_id, "views": 5})
    for number in range(11):
        link = f"https://example.vn/go/{number}"
        publish(zalo, zalo.post(title=f"Bài {number}", text=f"Bài {number} {link}", link=link))
    assert [sample.value for sample in zalo.adapter.measure(zalo.to(), [first]) if sample.metric == "views"] == [5]
    assert len(zalo.adapter.list_posts(zalo.to(), EARLIER)) == 12  # type: ignore[attr-defined]


def test_what_fails_leaves_the_others(zalo: Rig, sandbox: Sandbox) -> None:
    article = publish(zalo, zalo.post())
    sandbox.zalo.control("figures", {"id": article.remote_id, "views": 5})
    sandbox.faults.add("500-before", method="getoa")
    assert [sample.metric for sample in zalo.adapter.measure(zalo.to(), [article])] == ["views"]
    sandbox.faults.add("500-before", method="getslice")
    assert [sample.metric for sample in zalo.adapter.measure(zalo.to(), [article])] == ["followers"]
    sandbox.faults.add("500-before", times=9, method="*")
    with pytest.raises(Unavailable):
        zalo.adapter.measure(zalo.to(), [article])


def test_what_stands_on_the_account_is_listed_whoever_made_it(zalo: Rig, sandbox: Sandbox) -> None:
    article, clip = publish(zalo, zalo.post()), publish(zalo, a_clip(zalo, title="Clip"))
    hidden = steps(zalo, zalo.post(title="Nháp"))[-1].state["id"]
    sandbox.zalo.world.articles[hidden].fields["status"] = "hide"
    found = zalo.adapter.list_posts(zalo.to(), EARLIER)  # type: ignore[attr-defined]
    assert [(each.remote_id, each.text, each.kind) for each in found] == [
        (article.remote_id, "Đừng đọc mã OTP cho ai", "article"),
        (clip.remote_id, "Clip", "clip"),
    ]
    assert zalo.adapter.list_posts(zalo.to(), EARLIER + timedelta(days=1)) == []  # type: ignore[attr-defined]
    assert [sample.metric for sample in zalo.adapter.measure(zalo.to(), [Receipt(remote_id=found[0].remote_id)])]

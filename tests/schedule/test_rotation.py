"""Which item goes next: the four orders, the rests between, and the sentence when nothing is left."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from campaign.db import Database
from campaign.models import Delivery, Item, MetricSample
from campaign.models.birth import born
from tests.schedule.almanac import (
    NOW,
    add_slot,
    add_tips,
    approval,
    change,
    change_tip,
    channel,
    day,
    occurrences,
    opened,
    outcomes,
    plan,
    slugs,
    utc,
)


@pytest.fixture
def newsroom(database: Database) -> Database:
    return opened(database)


def use(database: Database, slug: str, at: str, state: str = "published") -> int:
    """An earlier or later use by hand, on a channel of its own; the delivery's id."""
    with database.write() as session:
        item_id = session.scalars(sa.select(col(Item.id)).where(col(Item.slug) == slug)).one()
        to = session.merge(channel("elsewhere"))
        made = born(session, now=NOW, item_id=item_id or 0, channel=to, due_at=utc(at), created_by="editor@example.vn")
        made.state = state
        session.flush()
        assert made.id is not None
        return made.id


def test_never_used_go_first_then_the_one_used_longest_ago(newsroom: Database) -> None:
    add_tips(newsroom, "a", "b", "c", "d")
    use(newsroom, "a", "2026-11-20T00:00")
    use(newsroom, "b", "2026-11-10T00:00")
    add_slot(newsroom)
    plan(newsroom, days=5)
    assert slugs(newsroom) == ["c", "d", "b", "a", "c"]


def test_an_item_rests_before_and_after_every_use_of_it(newsroom: Database) -> None:
    add_tips(newsroom, "a", "b")
    use(newsroom, "a", "2026-12-05T02:00", state="scheduled")
    add_slot(newsroom, cooldown_days=3)
    plan(newsroom, days=8)
    assert [(row.state, row.local_time[8:10]) for row in occurrences(newsroom)] == [
        ("planned", "01"),  # b, and a could have gone too: four days before its use on the 5th
        ("planned", "02"),  # a, exactly three days before
        ("empty", "03"),
        ("planned", "04"),  # b again, three days after the 1st
        ("empty", "05"),
        ("empty", "06"),
        ("planned", "07"),  # b; a comes back on the 8th
        ("planned", "08"),
    ]
    assert slugs(newsroom) == ["b", "a", "b", "b", "a"]


def test_no_cooldown_lets_the_only_item_come_again_at_once(newsroom: Database) -> None:
    add_tips(newsroom, "a")
    add_slot(newsroom, times=["07:30", "19:30"], cooldown_days=0)
    plan(newsroom, days=2)
    assert slugs(newsroom) == ["a", "a", "a", "a"]


def test_a_cancelled_use_is_no_use(newsroom: Database) -> None:
    add_tips(newsroom, "a")
    use(newsroom, "a", "2026-11-30T00:00", state="cancelled")
    add_slot(newsroom, cooldown_days=21)
    plan(newsroom, days=1)
    assert slugs(newsroom) == ["a"]


def test_the_newest_is_the_one_approved_last(newsroom: Database) -> None:
    add_tips(newsroom, "a", "b", "c", approved=False)
    with newsroom.write() as session:
        for number, slug in enumerate(["b", "c", "a"]):
            item = session.scalars(sa.select(Item).where(col(Item.slug) == slug)).one()
            session.add(approval(item, NOW - timedelta(days=10 - number)))
    add_slot(newsroom, rotation="newest", cooldown_days=30)
    plan(newsroom, days=3)
    assert slugs(newsroom) == ["a", "c", "b"]


def test_a_sequence_goes_on_after_the_one_that_the_slot_used_last(newsroom: Database) -> None:
    add_tips(newsroom, "a", "b", "c")
    add_slot(newsroom, rotation="sequence")
    plan(newsroom, days=2)
    newsroom.clock.advance(days=2)
    plan(newsroom, days=3)
    assert slugs(newsroom) == ["a", "b", "c", "a", "b"]


def test_best_reach_adds_up_the_latest_views_of_each_post(newsroom: Database) -> None:
    add_tips(newsroom, "a", "b", "c")
    figures = [("a", 900, 1), ("a", 500, 2), ("b", 300, 1), ("b", 400, 2)]  # a corrected down to 500 by day 2
    for slug in ("a", "b"):
        delivery_id = use(newsroom, slug, "2026-10-01T00:00")
        with newsroom.write() as session:
            for _, value, on in [row for row in figures if row[0] == slug]:
                at = NOW - timedelta(days=9 - on)
                named = {"metric": "views", "native_name": "views", "api_version": "1"}
                session.add(MetricSample(delivery_id=delivery_id, channel_key="x", value=value, taken_at=at, **named))
    add_slot(newsroom, rotation="best_reach", cooldown_days=30)
    plan(newsroom, days=3)
    assert slugs(newsroom) == ["a", "b", "c"]


def test_without_figures_best_reach_is_least_recent(newsroom: Database) -> None:
    add_tips(newsroom, "a", "b")
    use(newsroom, "a", "2026-10-01T00:00")
    add_slot(newsroom, rotation="best_reach", cooldown_days=30)
    plan(newsroom, days=2)
    assert slugs(newsroom) == ["b", "a"]


def test_a_pick_wants_the_kind_every_tag_and_the_task(newsroom: Database) -> None:
    add_tips(newsroom, "one-tag", tags=["otp"], task=["1a"])
    add_tips(newsroom, "other-task", tags=["otp", "zalo"], task=["1b"])
    add_tips(newsroom, "right", tags=["zalo", "otp"], task=["1b", "1a"])
    add_tips(newsroom, "article", tags=["zalo", "otp"], task=["1a"])
    change(newsroom, Item, col(Item.slug) == "article", kind="article")
    add_slot(newsroom, pick={"kind": "tip", "tags": ["otp", "zalo"], "task": "1a"})
    plan(newsroom, days=3)
    assert set(slugs(newsroom)) == {"right"}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"verified": False}, "1 chưa kiểm chứng"),
        ({"review_by": day(3)}, "1 đã quá hạn xem lại"),
        ({"expires_on": day(3)}, "1 đã hết hạn"),
        ({"not_before": day(5)}, "1 chưa đến ngày"),
        ({"approved": False}, "1 chưa đủ người duyệt. Hãy duyệt"),
    ],
)
def test_what_may_not_run_is_never_picked_and_the_slot_says_why(
    newsroom: Database, fields: dict[str, object], said: str
) -> None:
    add_tips(newsroom, "a", **fields)
    add_slot(newsroom, **{"from_on": day(4), "to_on": day(4)})
    plan(newsroom)
    assert slugs(newsroom) == []
    [row] = occurrences(newsroom)
    assert row.state == "empty"
    assert said in row.reason


@pytest.mark.parametrize("fields", [{"review_by": day(4)}, {"expires_on": day(4)}, {"not_before": day(4)}])
def test_a_last_or_first_day_is_still_a_day(newsroom: Database, fields: dict[str, object]) -> None:
    add_tips(newsroom, "a", **fields)
    add_slot(newsroom, from_on=day(4), to_on=day(4))
    plan(newsroom)
    assert slugs(newsroom) == ["a"]


def test_archived_and_withdrawn_items_stay_on_the_shelf(newsroom: Database) -> None:
    add_tips(newsroom, "archived", "withdrawn")
    change(newsroom, Item, col(Item.slug) == "archived", state="archived")
    change(newsroom, Item, col(Item.slug) == "withdrawn", withdrawn_at=NOW)
    add_slot(newsroom)
    plan(newsroom, days=1)
    assert "2 đã lưu trữ hoặc gỡ xuống" in occurrences(newsroom)[0].reason


def test_an_approval_of_an_older_content_does_not_count(newsroom: Database) -> None:
    add_tips(newsroom, "a")
    change(newsroom, Item, col(Item.slug) == "a", content_sha256="edited since")
    add_slot(newsroom)
    plan(newsroom, days=1)
    assert outcomes(newsroom) == ["empty"]


def test_an_empty_library_says_what_to_add(newsroom: Database) -> None:
    add_slot(newsroom, pick={"kind": "tip", "tags": ["tet"], "task": "1a"})
    plan(newsroom, days=1)
    wanted = "Thư viện chưa có mẹo nào có thẻ “tet” thuộc nhiệm vụ 1a. Hãy thêm nội dung rồi duyệt."
    assert occurrences(newsroom)[0].reason == wanted


def test_an_empty_occurrence_is_tried_again_until_its_time(newsroom: Database) -> None:
    add_slot(newsroom)
    add_tips(newsroom, "a", approved=False)
    plan(newsroom, days=1)
    assert outcomes(newsroom) == ["empty"]
    with newsroom.write() as session:
        session.add(approval(session.scalars(sa.select(Item)).one()))
    plan(newsroom, days=1)
    assert outcomes(newsroom) == ["planned"]
    assert slugs(newsroom) == ["a"]


def test_an_item_that_lost_its_check_is_not_counted_as_used_up(newsroom: Database) -> None:
    add_tips(newsroom, "a")
    change_tip(newsroom, "a", verified=False)
    add_slot(newsroom, cooldown_days=21)
    plan(newsroom, days=1)
    with newsroom.read() as session:
        assert session.scalars(sa.select(Delivery)).all() == []

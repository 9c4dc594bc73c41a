"""What a person must hear is read off the rows: each condition opens one cause, and closes it when it is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from campaign.alerts.audience import hearers, hears
from campaign.alerts.notice import take_notice
from campaign.models import AlertCause, Approval, Attempt, Channel, Delivery, Item, ItemReturn, User
from tests.alerts.newsroom import Newsroom
from tests.statements import statements


def the_cause(newsroom: Newsroom, kind: str) -> AlertCause:
    take_notice(newsroom.stage.database, newsroom.stage.settings)
    with newsroom.stage.database.read() as session:
        return session.exec(
            select(AlertCause).where(col(AlertCause.kind) == kind, col(AlertCause.closed_at).is_(None))
        ).one()


def who_hears(newsroom: Newsroom, kind: str) -> set[str]:
    cause = the_cause(newsroom, kind)
    with newsroom.stage.database.read() as session:
        return {user.email.partition("@")[0] for user in hearers(cause, session.exec(select(User)).all())}


def test_what_awaits_approval_is_told_to_those_who_can_approve_it(on_both: Newsroom) -> None:
    for name, role, unit in (
        ("an", "reporter", "bao"), ("binh", "editor", "bao"), ("chi", "editor", "dai"), ("dung", "manager", ""),
    ):  # fmt: skip
        on_both.person(name, role, unit)
    on_both.submitted("otp", author="binh@example.vn", unit="bao")
    on_both.submitted("mat-khau", author="an@example.vn", unit="dai")
    assert on_both.causes() == [("approval", "item:otp"), ("approval", "item:mat-khau")]
    with on_both.stage.database.read() as session:
        causes = session.exec(select(AlertCause).order_by(col(AlertCause.id))).all()
        people = session.exec(select(User)).all()
    assert [[user.email[:-11] for user in people if hears(cause, user)] for cause in causes] == [
        ["dung"], ["chi", "dung"],
    ]  # fmt: skip
    on_both.stage.approve("otp")
    assert on_both.causes() == [("approval", "item:mat-khau")]


def test_a_managers_yes_alone_is_told_to_everybody_else_who_approves(on_both: Newsroom) -> None:
    on_both.person("an", "reporter"), on_both.person("binh"), on_both.person("dung", "manager")
    item = on_both.submitted("otp", author="an@example.vn")
    with on_both.stage.database.write() as session:
        session.add(
            Approval(
                item_id=item.id or 0, content_sha256=item.content_sha256, approver="dung@example.vn",
                at=on_both.stage.now(), bypass_reason="Lũ về đêm",
            )
        )  # fmt: skip
    assert who_hears(on_both, "bypass") == {"binh"}
    assert the_cause(on_both, "bypass").text == "dung@example.vn: Lũ về đêm"
    on_both.stage.clock.advance(days=1)
    assert on_both.causes() == []


def test_a_return_goes_to_the_author_with_its_reason_and_a_second_one_is_another_cause(newsroom: Newsroom) -> None:
    newsroom.person("an", "reporter"), newsroom.person("binh")
    item = newsroom.submitted("otp", author="an@example.vn")
    for reason in ("Thiếu nguồn.", "Sai ngày."):
        newsroom.change(Item, item.id, state="returned")
        with newsroom.stage.database.write() as session:
            session.add(
                ItemReturn(
                    item_id=item.id or 0, revision=1, returned_by="binh@example.vn", at=newsroom.stage.now(),
                    reason=reason,
                )
            )  # fmt: skip
        assert who_hears(newsroom, "returned") == {"an"}
        assert the_cause(newsroom, "returned").text == f"binh@example.vn: {reason}"
        newsroom.change(Item, item.id, state="draft")
        newsroom.stage.clock.advance(minutes=1)
    assert newsroom.causes() == []
    assert newsroom.causes(opened=False) == [("returned", "item:otp")] * 2


def test_a_return_that_was_handed_in_again_within_one_round_is_told_to_both(on_both: Newsroom) -> None:
    on_both.person("an", "reporter"), on_both.person("binh")
    item = on_both.submitted("otp", author="an@example.vn")
    assert on_both.causes() == [("approval", "item:otp")]
    with on_both.stage.database.write() as session:
        session.add(
            ItemReturn(
                item_id=item.id or 0, revision=1, returned_by="binh@example.vn", at=on_both.stage.now(),
                reason="Thiếu nguồn.",
            )
        )  # fmt: skip
    assert on_both.causes() == [("approval", "item:otp"), ("returned", "item:otp")]
    assert on_both.causes(opened=False) == [("approval", "item:otp")]  # the one before the return
    assert who_hears(on_both, "returned") == {"an"}
    assert who_hears(on_both, "approval") == {"binh"}
    on_both.stage.clock.advance(minutes=1)
    assert on_both.causes() == [("approval", "item:otp")]


def test_a_round_asks_as_often_for_fifty_submitted_items_as_for_five(newsroom: Newsroom) -> None:
    newsroom.person("an", "reporter")
    counts, made = [], 0
    for rows in (5, 50):
        for made in range(made, rows):  # noqa: B020
            newsroom.submitted(f"tin-{made}", author="an@example.vn")
        made = rows
        newsroom.causes()
        with statements(newsroom.stage.database) as said:
            assert len(newsroom.causes()) == rows
        counts.append(len(said))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("state", ["failed", "held"])
def test_what_went_wrong_is_told_to_the_editors_of_its_unit(newsroom: Newsroom, state: str) -> None:
    newsroom.person("binh", unit="bao"), newsroom.person("chi", unit="dai"), newsroom.person("an", "reporter", "bao")
    newsroom.stage.add_channel("bao-tele", unit="bao")
    delivery = newsroom.failed(channel="bao-tele", state=state, held_reason="late", error_message="Trang đã chặn.")
    assert newsroom.causes() == [(state, f"delivery:{delivery}")]
    assert who_hears(newsroom, state) == {"binh"}
    assert the_cause(newsroom, state).text == "Trang đã chặn."
    newsroom.change(Delivery, delivery, state="cancelled")
    assert newsroom.causes() == []


def test_an_uncertain_one_is_told_once_looking_has_not_settled_it(newsroom: Newsroom) -> None:
    now = newsroom.stage.now()
    delivery = newsroom.failed(state="uncertain", uncertain_at=now, next_try_at=now + timedelta(minutes=2))
    assert newsroom.causes() == []
    newsroom.stage.clock.advance(minutes=3)
    assert newsroom.causes() == [("uncertain", f"delivery:{delivery}")]


def test_what_is_due_and_does_not_go_is_told_and_what_says_why_it_waits_is_not(newsroom: Newsroom) -> None:
    newsroom.stage.add_channel()
    newsroom.stage.add_item()
    newsroom.stage.add_item("mat-khau")
    late = newsroom.stage.deliver("otp", "telegram")
    waits = newsroom.stage.deliver("mat-khau", "telegram")
    newsroom.change(Delivery, waits, error_message="Chờ đủ khoảng cách giữa hai bài.")
    newsroom.stage.clock.advance(minutes=3)
    assert newsroom.causes() == [("overdue", f"delivery:{late}")]


def test_a_channel_that_the_platform_closed_is_told_and_one_that_a_person_closed_is_not(newsroom: Newsroom) -> None:
    newsroom.stage.add_channel("a"), newsroom.stage.add_channel("b"), newsroom.stage.add_channel("c")
    now = newsroom.stage.now()
    newsroom.change(Channel, "a", closed_at=now, closed_by="platform", closed_reason="Mã bot không còn dùng được.")
    newsroom.change(Channel, "b", closed_at=now, closed_by="phu-trach@example.vn", closed_reason="Quốc tang")
    newsroom.change(Channel, "c", connected_at=None, account_name="Báo Hậu Giang")
    assert newsroom.causes() == [("channel", "channel:a"), ("reconnect", "channel:c")]


def test_the_end_of_a_token_is_told_seven_three_and_one_day_ahead(newsroom: Newsroom) -> None:
    newsroom.stage.add_channel(token_expires_at=newsroom.stage.now() + timedelta(days=8))
    seen = []
    for _ in range(9):
        newsroom.causes()
        with newsroom.stage.database.read() as session:
            rows = session.exec(select(AlertCause).where(col(AlertCause.closed_at).is_(None)))
            seen.append([row.mark.partition(":")[0] for row in rows])
        newsroom.stage.clock.advance(days=1)
    assert seen == [[], ["7"], ["7"], ["7"], ["7"], ["3"], ["3"], ["1"], ["1"]]
    assert len(newsroom.causes(opened=False)) == 2


def test_a_clock_that_stands_still_is_urgent_and_told_to_managers(newsroom: Newsroom) -> None:
    newsroom.person("binh"), newsroom.person("dung", "manager")
    assert newsroom.causes() == []  # before the first tick there is nothing to compare with
    newsroom.tick_seen()
    newsroom.stage.clock.advance(seconds=59)
    assert newsroom.causes() == []
    newsroom.stage.clock.advance(seconds=2)
    assert newsroom.causes() == [("clock", "clock")]
    assert who_hears(newsroom, "clock") == {"dung"}
    newsroom.tick_seen()
    assert newsroom.causes() == []


def test_a_second_copy_that_may_stand_on_a_channel_is_told(newsroom: Newsroom) -> None:
    delivery, now = newsroom.failed(state="published"), newsroom.stage.now()
    with newsroom.stage.database.write() as session:
        session.add(
            Attempt(
                attempt_token="t", delivery_id=delivery, number=1, step="send", visible=True, started_at=now,
                deadline_s=1, finished_at=now, outcome="published", stray=True,
            )
        )  # fmt: skip
    assert newsroom.causes() == [("twice", f"delivery:{delivery}")]


def test_what_would_be_told_to_nobody_falls_to_those_who_answer_for_all(newsroom: Newsroom) -> None:
    newsroom.person("an", "reporter"), newsroom.person("dung", "admin")
    newsroom.stage.add_channel("dai-tele", unit="dai")
    newsroom.failed(channel="dai-tele")
    assert who_hears(newsroom, "failed") == {"dung"}


def test_the_same_look_twice_writes_nothing_the_second_time(newsroom: Newsroom) -> None:
    newsroom.submitted()
    assert [take_notice(newsroom.stage.database, newsroom.stage.settings) for _ in range(2)] == [1, 0]

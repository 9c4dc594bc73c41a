"""Pauses: added, changed, removed; what a person scheduled inside is moved behind or dropped; files stay overruled."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from campaign.clock import SetClock
from campaign.db import Database
from campaign.desk import calendar, pauses
from campaign.desk.pauses import PauseForm
from campaign.desk.sync_calendar import bring_in_calendar
from campaign.errors import Mistake, NotFound
from campaign.models import AuditEntry, Delivery, Fact, Item, Pause, User
from campaign.workspace.schedules import Schedules
from tests.web import month, seed

MANAGER = User(email="quan-ly@example.vn", name="Quản lý", role="manager", created_at=month.MIDDLE)
TET = PauseForm(
    datetime.fromisoformat("2026-12-23T00:00"), datetime.fromisoformat("2026-12-24T23:59"), "Ngày trang nghiêm"
)


@pytest.fixture
def full(database: Database) -> Database:
    assert isinstance(database.clock, SetClock)
    database.clock.at = month.MIDDLE
    with database.write() as session:
        month.fill(session)
        seed.add_person(session, month.MIDDLE, "editor")
    return database


def by_hand(database: Database, clock: int, *channels: str) -> list[int]:
    with database.read() as session:
        slug = session.scalars(sa.select(col(Item.slug)).order_by(col(Item.id))).first() or ""
    return list(calendar.place(database, "editor@example.vn", slug, channels, date(2026, 12, 23), time(clock, 15)).ids)


def rows(database: Database, ids: list[int]) -> list[Delivery]:
    with database.read() as session:
        return list(session.scalars(sa.select(Delivery).where(col(Delivery.id).in_(ids)).order_by(col(Delivery.id))))


def test_move_all_puts_them_behind_the_pause_at_the_same_time_of_day(full: Database) -> None:
    ids = by_hand(full, 9, "rss", "zalo")
    pause_id = pauses.add_pause(full, MANAGER, TET)
    with full.read() as session:
        fell = pauses.fell_into(session, session.get_one(Pause, pause_id), month.MIDDLE)
    assert (list(fell.by_hand), fell.planned) == (ids, 8)
    assert pauses.settle(full, MANAGER, pause_id, "move").moved == 2
    assert {row.due_at for row in rows(full, ids)} == {datetime(2026, 12, 25, 2, 15, tzinfo=UTC)}
    assert {row.state for row in rows(full, ids)} == {"scheduled"}


def test_what_somebody_moved_out_meanwhile_is_neither_moved_again_nor_dropped(
    full: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = by_hand(full, 9, "rss", "zalo")
    pause_id = pauses.add_pause(full, MANAGER, TET)
    monkeypatch.setattr(pauses, "fell_into", lambda *_: pauses.Fell(ids, 0))  # what each of three presses had read
    settled = [pauses.settle(full, MANAGER, pause_id, what) for what in ("move", "move", "drop")]
    assert [(each.moved, each.dropped, each.busy) for each in settled] == [(2, 0, 0), (0, 0, 0), (0, 0, 0)]
    assert {row.due_at for row in rows(full, ids)} == {datetime(2026, 12, 25, 2, 15, tzinfo=UTC)}


def test_moved_ones_pass_over_a_second_pause_and_a_taken_time(full: Database) -> None:
    ids = by_hand(full, 9, "rss")
    pauses.add_pause(
        full,
        MANAGER,
        PauseForm(
            datetime.fromisoformat("2026-12-25T00:00"), datetime.fromisoformat("2026-12-25T23:59"), "Thêm một ngày"
        ),
    )
    pause_id = pauses.add_pause(full, MANAGER, TET)
    with full.write() as session:
        taken = session.get_one(Delivery, ids[0])
        other = {"due_at": datetime(2026, 12, 26, 2, 15, tzinfo=UTC), "guid": "urn:other"}
        session.add(Delivery(**(taken.model_dump(exclude={"id"}) | other)))
    pauses.settle(full, MANAGER, pause_id, "move")
    assert rows(full, ids)[0].due_at == datetime(2026, 12, 26, 2, 16, tzinfo=UTC)


def test_drop_all_cancels_them_and_wait_leaves_them(full: Database) -> None:
    ids = by_hand(full, 9, "rss", "zalo")
    pause_id = pauses.add_pause(full, MANAGER, TET)
    pauses.settle(full, MANAGER, pause_id, "wait")
    assert {row.state for row in rows(full, ids)} == {"scheduled"}
    assert pauses.settle(full, MANAGER, pause_id, "drop").dropped == 2
    assert {row.state for row in rows(full, ids)} == {"cancelled"}


def test_urgent_posts_exempt_tags_and_other_channels_do_not_fall_into_it(full: Database) -> None:
    ids = by_hand(full, 9, "rss", "zalo")
    with full.write() as session:
        session.get_one(Delivery, ids[0]).urgent = True
    pause_id = pauses.add_pause(full, MANAGER, TET)
    assert pauses.settle(full, MANAGER, pause_id, "drop").dropped == 1
    only = pauses.add_pause(full, MANAGER, PauseForm(TET.from_local, TET.to_local, "Chỉ YouTube", ["youtube"]))
    assert pauses.settle(full, MANAGER, only, "drop").dropped == 0


def test_what_is_just_being_sent_is_left_alone_and_counted(full: Database) -> None:
    ids = by_hand(full, 9, "rss", "zalo")
    pause_id = pauses.add_pause(full, MANAGER, TET)
    with full.write() as session:
        session.get_one(Delivery, ids[0]).state = "sending"
    assert pauses.settle(full, MANAGER, pause_id, "drop").dropped == 1
    assert [row.state for row in rows(full, ids)] == ["sending", "cancelled"]


def test_a_pause_needs_a_reason_an_end_and_known_channels(full: Database) -> None:
    for form, said in (
        (PauseForm(TET.from_local, TET.to_local, "  "), "lý do"),
        (PauseForm(TET.to_local, TET.from_local, "Ngược"), "sau khi bắt đầu"),
        (PauseForm(TET.from_local, TET.to_local, "Lạ", ["no-such"]), "no-such"),
    ):
        with pytest.raises(Mistake, match=said):
            pauses.add_pause(full, MANAGER, form)


def test_a_manager_of_one_unit_pauses_its_channels_only(full: Database) -> None:
    own = User(email="dai@example.vn", name="Đài", role="manager", unit="dai", created_at=month.MIDDLE)
    pause_id = pauses.add_pause(full, own, TET)
    with full.read() as session:
        assert session.get_one(Pause, pause_id).channels == ["youtube"]
    general = pauses.add_pause(full, MANAGER, TET)
    with pytest.raises(NotFound):
        pauses.edit_pause(full, own, general, TET)
    with pytest.raises(Mistake, match="facebook"):
        pauses.add_pause(full, own, PauseForm(TET.from_local, TET.to_local, "Lấn", ["facebook"]))


def test_every_change_asks_for_planning(full: Database) -> None:
    with full.write() as session:
        session.add(Fact(name="planned_at", value="", at=month.MIDDLE))
    pauses.add_pause(full, MANAGER, TET)
    with full.read() as session:
        assert session.get(Fact, "planned_at") is None


@pytest.mark.parametrize("change", ["edit", "remove"])
def test_files_do_not_bring_back_what_a_person_changed(full: Database, change: str) -> None:
    declared: dict[str, Any] = {"from": "2027-02-05T00:00", "to": "2027-02-08T23:59", "reason": "Tết Nguyên đán"}
    schedules = Schedules.model_validate({"pause": [declared]})

    def sync() -> list[str]:
        with full.write() as session:
            bring_in_calendar(session, month.MIDDLE, schedules)
            found = session.scalars(sa.select(Pause).where(col(Pause.from_at) >= datetime(2027, 1, 1, tzinfo=UTC)))
            return [f"{row.origin}:{row.reason}" for row in found]

    assert sync() == ["files:Tết Nguyên đán"]
    with full.read() as session:
        pause_id = session.scalars(sa.select(col(Pause.id)).where(col(Pause.origin) == "files")).one() or 0
    longer = PauseForm(
        datetime.fromisoformat("2027-02-05T00:00"), datetime.fromisoformat("2027-02-09T23:59"), "Tết, thêm một ngày"
    )
    if change == "edit":
        pauses.edit_pause(full, MANAGER, pause_id, longer)
        assert sync() == ["page:Tết, thêm một ngày"]
    else:
        pauses.remove_pause(full, MANAGER, pause_id)
        assert sync() == []


def test_an_edited_pause_and_a_moved_post_are_on_record_as_they_were_before(full: Database) -> None:
    one = by_hand(full, 9, "rss")[0]
    pause_id = pauses.add_pause(full, MANAGER, TET)
    pauses.edit_pause(full, MANAGER, pause_id, replace(TET, reason="Quốc tang"))
    pauses.settle(full, MANAGER, pause_id, "move")
    pauses.settle(full, MANAGER, pause_id, "drop")
    with full.read() as session:
        told = {row.action: row.detail for row in session.scalars(sa.select(AuditEntry))}
    edited, moved = told["pause.edit"], told["reschedule"]
    assert (edited["before"]["reason"], edited["after"]["reason"]) == (TET.reason, "Quốc tang")
    assert moved["before"]["due_at"] == datetime(2026, 12, 23, 2, 15, tzinfo=UTC).isoformat()
    assert moved["after"]["due_at"] == rows(full, [one])[0].due_at.isoformat()

"""``sync``: files seed, the database rules, twice is the same as once."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from campaign.db import Database
from campaign.desk.sync import sync
from campaign.library.revisions import current_revision
from campaign.media.store import MediaStore
from campaign.models import (
    Approval,
    AuditEntry,
    Channel,
    Delivery,
    Fact,
    Item,
    MediaRow,
    Occurrence,
    Pause,
    Revision,
    Slot,
)  # fmt: skip
from campaign.settings import Settings
from campaign.workspace.stored import stored_plan, stored_zone
from tests.desk.workspace import FEED, PLAN, SCHEDULES, TELEGRAM, a_workspace, tip, write
from tests.media.files import encoded, jpeg, picture

TABLES: tuple[type[SQLModel], ...] = (Approval, AuditEntry, Channel, Item, MediaRow, Pause, Revision, Slot)


@pytest.fixture
def root(settings: Settings) -> Path:
    return a_workspace(settings.workspace)


def item(database: Database, slug: str) -> Item:
    with database.read() as session:
        return session.scalars(sa.select(Item).where(Item.slug == slug)).one()


def said(database: Database, slug: str) -> Revision:
    with database.read() as session:
        return current_revision(session, session.scalars(sa.select(Item).where(Item.slug == slug)).one())


def everything(database: Database) -> list[str]:
    with database.read() as session:
        return [repr(row) for table in TABLES for row in session.scalars(sa.select(table)).all()]


def test_everything_that_is_declared_is_brought_in(database: Database, settings: Settings, root: Path) -> None:
    report = sync(database, settings)
    assert (report.added, report.mistakes, report.plan_changed) == (["anh", "otp"], [], True)
    with database.read() as session:
        assert stored_plan(session).id == "thu"
        assert stored_zone(session).key == "Asia/Ho_Chi_Minh"
        feed, kenh = session.scalars(sa.select(Channel).order_by(Channel.key)).all()
        [slot], [pause] = session.scalars(sa.select(Slot)).all(), session.scalars(sa.select(Pause)).all()
    assert (feed.account, feed.connected_at) == ("rss:tin", database.clock.now())
    assert (kenh.account, kenh.connected_at) == ("telegram:@kenh_thu", None)
    assert (slot.key, slot.times, slot.channels, slot.pick["kind"]) == ("meo", ["07:30"], ["feed"], "tip")
    assert (pause.from_at.isoformat(), pause.to_at.isoformat()) == (
        "2027-02-04T17:00:00+00:00", "2027-02-08T16:59:00+00:00",
    )  # fmt: skip
    tip_with_picture = said(database, "anh")
    [media] = tip_with_picture.media
    assert (media["alt"], media["file"]) == ("Ảnh", "content/media/anh.jpg")
    assert MediaStore(settings.media_folder).has(media["sha256"])
    assert (tip_with_picture.task, tip_with_picture.author) == (["1a"], "files")


def test_twice_is_the_same_as_once(database: Database, settings: Settings, root: Path) -> None:
    sync(database, settings)
    before = everything(database)
    report = sync(database, settings)
    assert not report.did_something
    assert report.unchanged == ["anh", "otp"]
    assert everything(database) == before


def test_a_wrong_file_never_stops_the_others(database: Database, settings: Settings, root: Path) -> None:
    tip(root, "sai", tilte="x")
    tip(root, "thieu-anh", media="[{file: hong.jpg}]")
    write(root, "content/media/hong.jpg", jpeg()[:500])
    write(root, "channels/kenh/post.j2", "{{ khong_co }}")
    report = sync(database, settings)
    assert report.added == ["anh", "otp"]
    assert report.channels == ["feed"]
    assert [mistake.path for mistake in report.mistakes] == [
        "channels/kenh/post.j2", "content/media/hong.jpg", "content/tips/sai.md",
    ]  # fmt: skip
    again = sync(database, settings)
    assert again.mistakes == report.mistakes
    assert not again.did_something


def test_a_changed_file_is_the_next_revision(database: Database, settings: Settings, root: Path) -> None:
    sync(database, settings)
    tip(root, "otp", body="Không bao giờ đọc mã OTP.")
    assert sync(database, settings).changed == ["otp"]
    assert (said(database, "otp").number, said(database, "otp").body) == (2, "Không bao giờ đọc mã OTP.")


def test_a_comment_in_a_file_is_no_revision(database: Database, settings: Settings, root: Path) -> None:
    sync(database, settings)
    file = root / "content/tips/otp.md"
    file.write_text(file.read_text().replace("---\n", "---\n# ghi chú\n", 1))
    report = sync(database, settings)
    assert (report.changed, report.did_something) == ([], False)
    assert item(database, "otp").revision == 1


def test_a_replaced_picture_is_noticed_though_the_text_is_the_same(
    database: Database, settings: Settings, root: Path
) -> None:
    sync(database, settings)
    before = said(database, "anh").media[0]["sha256"]
    write(root, "content/media/anh.jpg", encoded(picture(200, 200), "JPEG"))
    assert sync(database, settings).changed == ["anh"]
    assert said(database, "anh").media[0]["sha256"] != before


def test_an_unchanged_picture_is_not_decoded_again(
    database: Database, settings: Settings, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(database, settings)
    monkeypatch.setattr("campaign.media.decoding._Child", None)
    tip(root, "anh", media="[{file: anh.jpg, alt: Khác}]")
    assert sync(database, settings).changed == ["anh"]


def test_a_file_that_has_gone_leaves_its_item_and_is_told_once(
    database: Database, settings: Settings, root: Path
) -> None:
    sync(database, settings)
    (root / "content/tips/otp.md").unlink()
    assert sync(database, settings).removed == ["otp"]
    assert sync(database, settings).removed == []
    assert item(database, "otp").state == "draft"
    tip(root, "otp", body="Trở lại.")
    assert sync(database, settings).changed == ["otp"]


def test_a_wrong_file_is_not_a_removed_item(database: Database, settings: Settings, root: Path) -> None:
    sync(database, settings)
    tip(root, "otp", link="ftp://example.vn")
    report = sync(database, settings)
    assert (report.removed, report.changed, len(report.mistakes)) == ([], [], 1)


def test_files_that_are_approved_go_out_without_a_person(database: Database, settings: Settings, root: Path) -> None:
    sync(database, settings)
    write(root, "plan.toml", PLAN.replace("files_are_approved = false", "files_are_approved = true"))
    assert sync(database, settings).approved == 2
    assert sync(database, settings).approved == 0
    tip(root, "otp", body="Khác.")
    assert sync(database, settings).approved == 1
    with database.read() as session:
        assert {row.approver for row in session.scalars(sa.select(Approval))} == {"files"}


def test_the_calendar_is_planned_at_once(database: Database, settings: Settings, root: Path) -> None:
    write(root, "plan.toml", PLAN.replace("files_are_approved = false", "files_are_approved = true"))
    sync(database, settings)
    with database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Occurrence)) >= 13
        assert session.scalar(sa.select(sa.func.count()).select_from(Delivery)) >= 1


def test_a_channel_that_names_another_account_has_to_be_connected_again(
    database: Database, settings: Settings, root: Path
) -> None:
    sync(database, settings)
    with database.write() as session:
        session.get_one(Channel, "kenh").connected_at = database.now(session)
    write(root, "channels/kenh/channel.toml", TELEGRAM.replace("Kênh", "Tên khác"))
    sync(database, settings)
    with database.read() as session:
        assert session.get_one(Channel, "kenh").connected_at is not None
    write(root, "channels/kenh/channel.toml", TELEGRAM.replace("@kenh_thu", "@kenh_moi"))
    assert sync(database, settings).channels == ["kenh"]
    with database.read() as session:
        moved = session.get_one(Channel, "kenh")
    assert (moved.account, moved.connected_at) == ("telegram:@kenh_moi", None)


def test_a_removed_channel_and_slot_stay_as_rows_and_come_back(
    database: Database, settings: Settings, root: Path
) -> None:
    sync(database, settings)
    for name in ("channel.toml", "post.j2"):
        (root / "channels/feed" / name).unlink()
    (root / "channels/feed").rmdir()
    write(root, "schedules.toml", 'timezone = "Asia/Ho_Chi_Minh"\n')
    report = sync(database, settings)
    assert (report.channels, report.calendar) == (["feed"], ["meo", "pause"])
    with database.read() as session:
        assert session.get_one(Channel, "feed").removed_at == session.get_one(Slot, "meo").removed_at
        assert session.scalars(sa.select(Pause)).all() == []
    write(root, "schedules.toml", SCHEDULES)
    write(root, "channels/feed/channel.toml", FEED)
    write(root, "channels/feed/post.j2", "{{ item.title }}")
    assert sync(database, settings).channels == ["feed"]
    with database.read() as session:
        assert session.get_one(Channel, "feed").removed_at is None
        assert session.get_one(Slot, "meo").removed_at is None


def test_a_task_that_leaves_the_plan_makes_its_items_mistakes(
    database: Database, settings: Settings, root: Path
) -> None:
    sync(database, settings)
    write(root, "plan.toml", PLAN.replace('id = "1a"', 'id = "1b"'))
    assert len(sync(database, settings).mistakes) == 2


def test_what_can_be_brought_in_is_though_plan_and_schedules_are_wrong(
    database: Database, settings: Settings, root: Path
) -> None:
    write(root, "plan.toml", "schema = ")
    write(root, "schedules.toml", "timezone = 'Nowhere/Nowhere'")
    report = sync(database, settings)
    assert report.added == ["anh", "otp"]
    assert report.channels == ["feed", "kenh"]
    assert {mistake.path for mistake in report.mistakes} == {"plan.toml", "schedules.toml"}
    write(root, "plan.toml", PLAN)
    write(root, "schedules.toml", SCHEDULES)
    assert sync(database, settings).plan_changed


def test_one_audit_row_tells_what_a_sync_did(database: Database, settings: Settings, root: Path) -> None:
    sync(database, settings)
    with database.read() as session:
        [row] = session.scalars(sa.select(AuditEntry)).all()
        assert session.get(Fact, "names_sha256") is not None
    assert (row.actor, row.action, row.detail["added"], row.detail["added_first"]) == (
        "files", "sync", 2, ["anh", "otp"],
    )  # fmt: skip


def test_more_items_than_one_write_takes(sqlite_database: Database, tmp_path: Path) -> None:
    root = a_workspace(tmp_path)
    for number in range(95):
        tip(root, f"meo-{number}")
    report = sync(sqlite_database, Settings(workspace=root, database_url=sqlite_database.url))
    assert len(report.added) == 97

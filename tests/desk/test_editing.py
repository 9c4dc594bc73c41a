"""A person writes in the page: the yes is void, and files no longer overwrite what the person wrote."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from campaign.db import Database
from campaign.desk.editing import edit_item
from campaign.desk.editorial import approve_item, submit_item
from campaign.desk.sync import sync
from campaign.errors import Conflict, Mistake, NotFound
from campaign.library.revisions import current_revision
from campaign.media.intake import take_in
from campaign.media.store import MediaStore
from campaign.models import AuditEntry, Item, Revision
from campaign.models.approvals import is_approved
from campaign.settings import Settings
from tests.desk.workspace import PLAN, a_workspace, tip, write
from tests.media.files import jpeg

LAN = "lan@hg.vn"
APPROVED = PLAN.replace("files_are_approved = false", "files_are_approved = true")


def stored(database: Database, slug: str) -> tuple[Item, Revision, bool]:
    with database.read() as session:
        item = session.scalars(sa.select(Item).where(Item.slug == slug)).one()
        return item, current_revision(session, item), is_approved(session, item, 1)


def test_a_new_item_is_a_draft_named_after_its_title(newsroom: Database) -> None:
    first = edit_item(newsroom, LAN, None, {"title": "Đừng đọc mã OTP!", "kind": "tip", "task": "1a", "body": "Đừng."})
    second = edit_item(newsroom, LAN, None, {"title": "Đừng đọc mã OTP!"})
    assert (first.slug, second.slug) == ("dung-doc-ma-otp", "dung-doc-ma-otp-2")
    item, revision, approved = stored(newsroom, first.slug)
    assert (item.kind, item.state, item.origin, approved) == ("tip", "draft", "page", False)
    assert (revision.task, revision.body, revision.author) == (["1a"], "Đừng.", LAN)


def test_an_edit_after_the_yes_voids_it_from_end_to_end(newsroom: Database, settings: Settings) -> None:
    edit_item(newsroom, LAN, None, {"title": "Mã OTP", "slug": "otp"})
    submit_item(newsroom, settings, "otp", LAN)
    assert approve_item(newsroom, settings, "otp", "minh@hg.vn").approved
    edit_item(newsroom, "minh@hg.vn", "otp", {"summary": "Thêm một câu."})
    item, revision, approved = stored(newsroom, "otp")
    assert (approved, item.state, revision.title, revision.summary) == (False, "draft", "Mã OTP", "Thêm một câu.")
    submit_item(newsroom, settings, "otp", LAN)
    with pytest.raises(Conflict, match="không thể tự duyệt"):
        approve_item(newsroom, settings, "otp", "minh@hg.vn")


def test_an_item_edited_in_the_page_survives_a_changed_file(newsroom: Database, settings: Settings) -> None:
    root = a_workspace(settings.workspace)
    write(root, "plan.toml", APPROVED)
    sync(newsroom, settings)
    edit_item(newsroom, LAN, "otp", {"body": "Lời của phóng viên."})
    assert sync(newsroom, settings).kept == ["otp"]
    tip(root, "otp", body="Lời của tệp.")
    report = sync(newsroom, settings)
    item, revision, approved = stored(newsroom, "otp")
    assert (report.kept, report.changed, report.approved) == (["otp"], [], 0)
    assert (revision.body, item.edited_since, approved) == ("Lời của phóng viên.", True, False)


def test_a_file_that_says_what_the_page_says_is_a_file_again(newsroom: Database, settings: Settings) -> None:
    root = a_workspace(settings.workspace)
    sync(newsroom, settings)
    edit_item(newsroom, LAN, "otp", {"body": "Lời của phóng viên."})
    tip(root, "otp", body="Lời của phóng viên.")
    assert sync(newsroom, settings).kept == []
    tip(root, "otp", body="Lời mới của tệp.")
    assert sync(newsroom, settings).changed == ["otp"]


def test_a_file_never_takes_the_name_of_an_item_of_the_page(newsroom: Database, settings: Settings) -> None:
    edit_item(newsroom, LAN, None, {"title": "Của trang", "slug": "otp"})
    a_workspace(settings.workspace)
    assert sync(newsroom, settings).kept == ["otp"]
    assert stored(newsroom, "otp")[1].title == "Của trang"


def test_saying_nothing_new_is_no_revision_and_no_audit(newsroom: Database) -> None:
    edit_item(newsroom, LAN, None, {"title": "Mã OTP", "slug": "otp"})
    edit_item(newsroom, LAN, "otp", {"title": " Mã  OTP "})
    with newsroom.read() as session:
        actions = list(session.scalars(sa.select(AuditEntry.action).where(AuditEntry.subject == "item:otp")))
    assert actions == ["item.create"]
    assert stored(newsroom, "otp")[0].revision == 1


def test_dates_are_read_and_a_null_takes_them_back(newsroom: Database) -> None:
    edit_item(newsroom, LAN, None, {"title": "A", "slug": "a", "expires_on": "2027-01-31", "tags": ["x"]})
    assert stored(newsroom, "a")[1].expires_on == date(2027, 1, 31)
    edit_item(newsroom, LAN, "a", {"expires_on": None, "tags": None})
    revision = stored(newsroom, "a")[1]
    assert (revision.expires_on, revision.tags, revision.title) == (None, [], "A")


WRONG: list[tuple[dict[str, Any], str]] = [
    ({}, "thiếu title"),
    ({"title": ""}, "thiếu title"),
    ({"title": 7}, "`title` phải là chữ"),
    ({"title": "A", "tilte": "B"}, "có phải `title`"),
    ({"title": "A", "state": "approved"}, "không có khóa"),
    ({"title": "A", "author": "x"}, "không có khóa"),
    ({"title": "A", "link": "javascript:alert(1)"}, "http://"),
    ({"title": "A", "task": "9z"}, "không có nội dung nhiệm vụ"),
    ({"title": "A", "unit": "la"}, "không có đơn vị"),
    ({"title": "A", "kind": "la"}, "không có loại"),
    ({"title": "A", "slug": "../x"}, "slug chỉ gồm"),
    ({"title": "A", "media": [{"file": "../../etc/passwd"}]}, "trong kho"),
    ({"title": "A", "body": ["x"]}, "`body` phải là chữ"),
    ({"title": "A", "not_before": "2027-02-01", "expires_on": "2027-01-01"}, "đứng trước"),
]


@pytest.mark.parametrize(("sent", "words"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_told_in_a_sentence(newsroom: Database, sent: dict[str, Any], words: str) -> None:
    with pytest.raises(Mistake, match=words):
        edit_item(newsroom, LAN, None, sent)


def test_an_edit_upon_an_older_revision_is_a_conflict(newsroom: Database) -> None:
    edit_item(newsroom, LAN, None, {"title": "A", "slug": "a"})
    edit_item(newsroom, LAN, "a", {"title": "B"}, revision=1)
    with pytest.raises(Conflict, match="vừa được người khác sửa"):
        edit_item(newsroom, "minh@hg.vn", "a", {"title": "C"}, revision=1)


def test_people_of_a_unit_write_for_their_unit_only(newsroom: Database) -> None:
    mine = edit_item(newsroom, "bao@hg.vn", None, {"title": "Của báo"})
    assert stored(newsroom, mine.slug)[1].unit == "bao"
    with pytest.raises(NotFound, match="trong đơn vị của dai"):
        edit_item(newsroom, "dai@hg.vn", mine.slug, {"title": "X"})
    with pytest.raises(Mistake, match="thuộc đơn vị dai"):
        edit_item(newsroom, "dai@hg.vn", None, {"title": "X", "unit": "bao"})


def test_stored_media_are_named_by_served_name_or_hash(newsroom: Database, settings: Settings, tmp_path: Path) -> None:
    source = tmp_path / "anh.jpg"
    source.write_bytes(jpeg())
    row = take_in(newsroom, MediaStore(settings.media_folder), [source]).rows[source]
    for name in (row.name, row.sha256):
        item = edit_item(newsroom, LAN, None, {"title": "A", "media": [{"file": name, "alt": "Ảnh"}]})
        assert stored(newsroom, item.slug)[1].media == [{"sha256": row.sha256, "name": row.name, "alt": "Ảnh"}]


def test_the_file_name_of_a_synced_picture_still_works_in_the_page(newsroom: Database, settings: Settings) -> None:
    a_workspace(settings.workspace)
    sync(newsroom, settings)
    before = stored(newsroom, "anh")[1].media
    edit_item(newsroom, LAN, "anh", {"media": [{"file": "anh.jpg", "alt": "Mô tả mới"}]})
    assert stored(newsroom, "anh")[1].media == [{**before[0], "alt": "Mô tả mới"}]


def test_one_form_sent_twice_is_one_item_and_what_was_typed_since_is_its_next_revision(newsroom: Database) -> None:
    form = "new:0123456789ab"
    first = edit_item(newsroom, LAN, None, {"title": "Trùng lặp", "body": "Một."}, form=form)
    again = edit_item(newsroom, LAN, None, {"title": "Trùng lặp", "body": "Một."}, form=form)
    assert (again.id, again.revision) == (first.id, 1)
    later = edit_item(newsroom, LAN, None, {"title": "Trùng lặp", "body": "Hai."}, form=form)
    assert (later.id, later.revision) == (first.id, 2)
    with pytest.raises(Conflict, match="vừa được người khác sửa"):
        edit_item(newsroom, LAN, None, {"title": "Trùng lặp", "body": "Ba."}, form=form)
    assert edit_item(newsroom, "minh@hg.vn", None, {"title": "Trùng lặp"}, form=form).id != first.id


def test_a_picture_without_words_may_be_kept_as_a_draft_and_is_not_handed_in(
    newsroom: Database, settings: Settings, tmp_path: Path
) -> None:
    source = tmp_path / "anh.jpg"
    source.write_bytes(jpeg())
    row = take_in(newsroom, MediaStore(settings.media_folder), [source]).rows[source]
    entry = {"file": row.name, "alt": " "}
    for said in ({"media": [entry]}, {"media": [], "variants": {}}):
        item = edit_item(newsroom, LAN, None, {"title": "A", **said})
        if said["media"]:
            with pytest.raises(Mistake, match=f"Ảnh {row.name} chưa có mô tả"):
                submit_item(newsroom, settings, item.slug, LAN)
            item = edit_item(newsroom, LAN, item.slug, {"media": [{**entry, "alt": "Công an phát tờ rơi"}]})
        assert submit_item(newsroom, settings, item.slug, LAN).state == "submitted"


def test_a_title_longer_than_a_page_can_show_is_refused(newsroom: Database) -> None:
    with pytest.raises(Mistake, match="501 ký tự; tối đa 500"):
        edit_item(newsroom, LAN, None, {"title": "x" * 501})
    assert edit_item(newsroom, LAN, None, {"title": "x" * 500, "slug": "dai"}).slug == "dai"

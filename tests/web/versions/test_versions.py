"""The revisions of an item on its page, compared and brought back."""

from __future__ import annotations

import pytest
from sqlmodel import select

from campaign.desk.editing import edit_item
from campaign.desk.editorial import approve_item, submit_item
from campaign.library.approvals import item_by_slug
from campaign.library.differences import LABELS
from campaign.models import AuditEntry, Item
from campaign.models.approvals import is_approved
from campaign.web.versions.words import WORDS
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan
from tests.conftest import START
from tests.desk.conftest import PLAN
from tests.web import seed
from tests.web.conftest import Served

REPORTER, EDITOR = "reporter@example.vn", "editor@example.vn"


@pytest.fixture
def slug(served: Served) -> str:
    """An item whose first revision is approved and whose second and third are not."""
    with served.database.write() as session:
        store_plan(session, START, Plan.model_validate(PLAN), "Asia/Ho_Chi_Minh")
        for role in ("reporter", "editor"):
            seed.add_person(session, START, role)
    item = edit_item(served.database, REPORTER, None, {"title": "Mã OTP", "body": "Đừng đọc mã OTP cho ai."})
    submit_item(served.database, served.settings, item.slug, REPORTER)
    approve_item(served.database, served.settings, item.slug, EDITOR)
    edit_item(served.database, REPORTER, item.slug, {"body": "Đừng đọc <b>mã OTP</b> cho bất kỳ ai."})
    edit_item(served.database, REPORTER, item.slug, {"title": "Mã OTP là chìa khóa", "tags": ["otp"]})
    return item.slug


def item_now(served: Served, slug: str) -> tuple[Item, bool]:
    with served.database.read() as session:
        item = item_by_slug(session, slug)
        return item, is_approved(session, item, 1)


def test_the_page_says_who_changed_what_and_which_content_is_approved(served: Served, slug: str) -> None:
    with served.client("reporter") as client:
        page = client.get(f"/library/{slug}/versions").text
    assert "Bản 2 so với bản 3" in page
    assert "tiêu đề; thẻ" in page
    assert "editor@example.vn" in page
    assert page.count("Khôi phục bản này") == 2


def test_two_revisions_are_compared_by_words_and_nothing_in_them_is_markup(served: Served, slug: str) -> None:
    with served.client("reporter") as client:
        page = client.get(f"/library/{slug}/versions", params={"from": 1, "to": 2}).text
    assert "&lt;b&gt;" in page
    assert "<b>mã OTP</b>" not in page
    assert '<ins><span class="heard"> [thêm: </span>' in page


def test_an_approved_content_that_is_brought_back_is_approved_again(served: Served, slug: str) -> None:
    assert item_now(served, slug)[1] is False
    with served.client("reporter") as client:
        answer = client.post(f"/library/{slug}/versions/1/restore", data={"revision": "3"})
        assert answer.status_code == 303
        assert "Đã khôi phục thành bản 4" in client.get(answer.headers["location"]).text
    item, approved = item_now(served, slug)
    assert (item.revision, approved) == (4, True)
    with served.database.read() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "item.restore")).one()
    assert (entry.actor, entry.detail["restored"], entry.detail["revision"]) == (REPORTER, 1, 4)


def test_what_nobody_approved_is_not_approved_by_being_brought_back(served: Served, slug: str) -> None:
    with served.client("editor") as client:
        assert client.post(f"/library/{slug}/versions/2/restore", data={"revision": "3"}).status_code == 303
    assert item_now(served, slug)[1] is False


def test_a_revision_that_somebody_else_has_written_meanwhile_is_not_written_over(served: Served, slug: str) -> None:
    with served.client("reporter") as client:
        assert client.post(f"/library/{slug}/versions/1/restore", data={"revision": "2"}).status_code == 409
        assert client.post(f"/library/{slug}/versions/3/restore", data={"revision": "3"}).status_code == 409
        assert client.post(f"/library/{slug}/versions/9/restore", data={"revision": "3"}).status_code == 404
        assert client.get(f"/library/{slug}/versions?from=9").status_code == 404
    assert item_now(served, slug)[0].revision == 3


def test_another_units_revisions_are_not_there(served: Served, slug: str) -> None:
    edit_item(served.database, REPORTER, slug, {"unit": "bao"})
    with served.client("editor", unit="dai") as client:
        assert client.get(f"/library/{slug}/versions").status_code == 404
        assert client.post(f"/library/{slug}/versions/1/restore", data={"revision": "4"}).status_code == 404
    assert item_now(served, slug)[0].revision == 4


def test_every_word_of_a_difference_can_be_translated() -> None:
    assert set(LABELS.values()) <= set(WORDS)

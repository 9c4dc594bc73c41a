"""The rehearsal on the page: made by a process of its own, kept, shown to whom it concerns, honest about its age."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from campaign.clock import SystemClock
from campaign.db import Database
from campaign.models import Channel, Delivery
from campaign.people.audit import record
from campaign.rehearse.kept import keep
from campaign.rehearse.run import rehearse
from campaign.settings import Settings
from campaign.web.rehearsal.running import Running
from tests.web import newsroom
from tests.web.conftest import Served, serving

HOUR = timedelta(hours=1)


@pytest.fixture
def furnished(sqlite_url: str, settings: Settings) -> Iterator[Served]:
    """By the machine's own clock, which the child has too: an approved tip on two channels in an hour, one of them of
    the station, and a draft."""
    database = Database(sqlite_url)
    with database.write() as session:
        now = SystemClock().now()
        newsroom.furnish(session, now)
        tip = newsroom.add_item(session, now, "otp", approved=True)
        draft = newsroom.add_item(session, now, "nhap", title="Bài chưa ai duyệt")
        for item, key in ((tip, "rss"), (draft, "rss"), (tip, "youtube")):
            channel = session.get_one(Channel, key)
            channel.send_window = ""
            session.add(
                Delivery(guid=f"urn:{item.slug}:{key}", item_id=item.id or 0, channel_key=key,
                         account=channel.account, due_at=now + HOUR, created_at=now)
            )  # fmt: skip
    with serving(database, replace(settings, approvals=1)) as running:
        yield running
    database.close()


def kept(served: Served) -> None:
    keep(served.settings, rehearse(served.database, served.settings, 2))


def test_an_editor_starts_it_and_reads_what_will_be_held(furnished: Served) -> None:
    with furnished.client("reporter") as reporter, furnished.client("editor") as editor:
        assert "Chưa có lần diễn tập nào" in reporter.get("/rehearsal").text
        form = {"csrf": csrf(editor.get("/rehearsal").text)}
        assert reporter.post("/rehearsal", data=form).status_code == 403
        assert editor.post("/rehearsal", data=form).status_code == 303
        furnished.app.state.site.rehearsal.wait(120)
        page = reporter.get("/parts/rehearsal").text
    assert "Bài chưa ai duyệt" in page
    assert "chưa đủ người duyệt" in page
    assert "Sẽ lên kênh: <b>1</b>" in page
    with furnished.database.read() as session:
        assert set(session.exec(select(col(Delivery.state))).all()) == {"scheduled"}


def csrf(page: str) -> str:
    return page.partition('name="csrf" value="')[2].partition('"')[0]


def test_people_of_a_unit_read_of_their_own_channels_alone(furnished: Served) -> None:
    kept(furnished)
    with furnished.client("editor", "dai") as theirs, furnished.client("editor") as everybody:
        assert "Bài chưa ai duyệt" not in theirs.get("/rehearsal").text
        assert "Chờ người đăng tay" in theirs.get("/rehearsal").text
        assert "Bài chưa ai duyệt" in everybody.get("/rehearsal").text


def test_what_was_done_since_is_counted_and_a_sign_in_is_not(furnished: Served) -> None:
    kept(furnished)
    with furnished.client("editor") as client:
        for action, changed in (("sign-in", False), ("item.edit", True)):
            with furnished.database.write() as session:
                record(session, SystemClock().now(), "editor@example.vn", action, "item:1")
            assert ("đã có 1 thay đổi" in client.get("/rehearsal").text) is changed


def test_a_damaged_file_is_as_none_and_a_failure_is_told(furnished: Served) -> None:
    (furnished.settings.var / "rehearsal.json").write_text('{"made_at": "2026-12-01T00:00:00Z"}')
    with furnished.client("editor") as client:
        assert "Chưa có lần diễn tập nào" in client.get("/rehearsal").text
        furnished.app.state.site.rehearsal.trouble = "Đĩa đầy."
        assert "Đĩa đầy." in client.get("/rehearsal").text


def test_the_child_stands_behind_the_pages_and_the_clock(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = tmp_path / "child"
    behind = f"import os\nwhile os.nice(0) < {min(os.nice(0) + 10, 19)}: pass\nprint('kept')\n"
    child.write_text(f"#!{sys.executable}\n{behind}")
    child.chmod(0o700)
    running = Running(settings)
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", str(child))
        running.begin()
    running.wait(60)
    assert (running.percent, running.trouble) == (None, "")

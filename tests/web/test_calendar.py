"""The calendar's pages over HTTP: what the address asks for, what forms do, and what each role is shown."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import col
from starlette.datastructures import QueryParams

from campaign.clock import SetClock
from campaign.db import Database
from campaign.models import AuditEntry, Delivery, Item, Pause, SpecialDay
from campaign.settings import Settings
from campaign.web.calendar_asked import Asked, read_asked
from tests.filled import Filled
from tests.web import month
from tests.web.conftest import Served, serving

HX = {"hx-request": "true"}


@pytest.fixture
def full(sqlite_database: Database, settings: Settings, filled: Filled) -> Iterator[Served]:
    """The pages over a full month, at its middle."""
    assert isinstance(sqlite_database.clock, SetClock)
    sqlite_database.clock.at = month.MIDDLE
    filled(sqlite_database, month.fill)
    with serving(sqlite_database, replace(settings, approvals=1)) as running:
        yield running


def _first(served: Served, *where: sa.ColumnElement[bool]) -> Delivery:
    with served.database.read() as session:
        return session.scalars(
            sa.select(Delivery).where(*where).order_by(col(Delivery.due_at), col(Delivery.id))
        ).first()


def _ahead(served: Served) -> Delivery:
    return _first(served, col(Delivery.state) == "scheduled", col(Delivery.due_at) > month.MIDDLE)


def test_an_address_is_read_kindly_and_written_back_whole() -> None:
    query = "view=week&from=2026-12-31&channel=rss&channel=gone&kind=tip&state=problem&state=odd"
    asked = read_asked(QueryParams(query), date(2026, 12, 15), ("rss", "zalo"), ("tip",))
    assert asked == Asked("week", date(2026, 12, 31), ("rss",), ("tip",), ("problem",))
    assert asked.address == "/calendar?view=week&from=2026-12-31&channel=rss&kind=tip&state=problem"
    assert asked.delivery_states == {"held", "uncertain", "failed"}
    for odd in ("view=x&from=yesterday", "from=0001-01-01", "from=9999-12-31"):
        assert read_asked(QueryParams(odd), date(2026, 12, 15), (), ()) == Asked("month", date(2026, 12, 15))


def test_months_are_whole_weeks_from_monday_and_steps_go_by_the_view() -> None:
    asked = Asked("month", date(2026, 12, 31))
    assert asked.span == (date(2026, 11, 30), date(2027, 1, 3))
    assert (asked.before.on, asked.after.on) == (date(2026, 11, 1), date(2027, 1, 1))
    assert asked.is_outside(date(2027, 1, 1))
    assert asked.seen_as("week").after.on == date(2027, 1, 7)
    assert asked.seen_as("list").span == (date(2026, 12, 31), date(2027, 1, 27))


@pytest.mark.parametrize("view", ["month", "week", "list"])
def test_each_view_shows_states_in_words_lunar_dates_and_today(full: Served, view: str) -> None:
    with full.client("editor") as client:
        page = client.get(f"/calendar?view={view}").text
    assert 'id="today"' in page
    for said in ("Chưa rõ", "Lỗi", "Giữ", "Hẹn", "ÂL", "Không đọc mã OTP", "Đã duyệt, chưa có ngày", month.UNDATED[0]):
        assert said in page


def test_a_month_marks_gaps_pauses_special_days_and_collisions(full: Served) -> None:
    with full.client("manager") as client:
        page = client.get("/calendar").text
    assert "Không còn mẹo nào dùng được cho kỳ này" in page
    assert page.count('class="band"') == 2
    assert "Ngày thành lập Quân đội nhân dân Việt Nam" in page
    assert "1 khung giờ sắp tới chưa có bài." in page
    assert re.search(r"\+ \d+ bài nữa", page)
    assert 'class="mark"' in page


def test_filters_live_in_the_address_and_hide_the_rest(full: Served) -> None:
    with full.client("reporter") as client:
        page = client.get("/calendar?view=list&channel=youtube&state=held").text
        assert len(re.findall(r'class="entry ', page)) == 1
        assert "Lọc (2)" in page
        assert 'name="channel" value="youtube" checked' in page


def test_a_drag_moves_to_the_same_time_and_offers_undo(full: Served) -> None:
    row = _ahead(full)
    with full.client("editor") as client:
        answer = client.post(f"/calendar/deliveries/{row.id}/move", data={"on": "2026-12-23"}, headers=HX)
        assert (answer.status_code, answer.headers["hx-trigger"]) == (200, "calendar-changed")
        assert "Đã dời sang 07:30 23/12/2026" in answer.text
        assert _first(full, col(Delivery.id) == row.id).due_at == datetime(2026, 12, 23, 0, 30, tzinfo=UTC)
        undo = dict(re.findall(r'name="(on|at)" value="([^"]+)"', answer.text))
        assert client.post(f"/calendar/deliveries/{row.id}/move", data=undo, headers=HX).status_code == 200
    assert _first(full, col(Delivery.id) == row.id).due_at == row.due_at


def test_without_a_script_the_form_leads_back_to_the_board(full: Served) -> None:
    row = _ahead(full)
    with full.client("editor") as client:
        page = client.get(f"/calendar/deliveries/{row.id}").text
        assert "Dời lịch…" in page
        data = {"on": "2026-12-23", "at": "18:45", "next": "/calendar?view=week"}
        answer = client.post(f"/calendar/deliveries/{row.id}/move", data=data)
    assert (answer.status_code, answer.headers["location"]) == (
        303, f"/calendar?view=week&from=2026-12-23&mark={row.id}&done=moved#e{row.id}",
    )  # fmt: skip
    assert _first(full, col(Delivery.id) == row.id).due_at == datetime(2026, 12, 23, 11, 45, tzinfo=UTC)


def test_a_form_on_a_page_of_its_own_leads_to_the_month_of_the_new_day(full: Served) -> None:
    row = _ahead(full)
    with full.client("editor") as client:
        page = client.get(f"/calendar/deliveries/{row.id}").text
        data = {"on": "2027-01-23", "at": "18:45", "next": re.findall(r'name="next" value="([^"]+)"', page)[-1]}
        answer = client.post(f"/calendar/deliveries/{row.id}/move", data=data)
    assert data["next"].startswith("/calendar?from=2026-12-")
    assert answer.headers["location"] == (f"/calendar?view=month&from=2027-01-23&mark={row.id}&done=moved#e{row.id}")


def test_a_refused_move_says_why(full: Served) -> None:
    row, out = _ahead(full), _first(full, col(Delivery.state) == "published")
    with full.client("editor") as client:
        past = client.post(f"/calendar/deliveries/{row.id}/move", data={"on": "2026-12-01"}, headers=HX)
        assert (past.status_code, "Giờ này đã qua" in past.text) == (400, True)
        assert (
            client.post(f"/calendar/deliveries/{out.id}/move", data={"on": "2026-12-23"}, headers=HX).status_code == 409
        )
        assert client.post(f"/calendar/deliveries/{row.id}/move", data={"on": "soon"}, headers=HX).status_code == 422


def test_a_post_that_was_just_placed_stands_marked_among_those_that_a_full_day_shows(full: Served) -> None:
    with full.client("editor") as client:
        slug = re.findall(r'<option value="([^"]+)"', client.get("/calendar/place?on=2026-12-25", headers=HX).text)[0]
        stood = "/calendar?view=month&from=2026-11-03&channel=rss&channel=zalo"
        data = {"item": slug, "on": "2026-12-25", "at": "21:15", "channel": ["rss", "zalo"], "next": stood}
        answer = client.post("/calendar/place", data=data)
        to, _, anchor = answer.headers["location"].partition("#")
        assert to.startswith("/calendar?view=month&from=2026-12-25&channel=rss&channel=zalo&mark=")
        page = client.get(to).text
        marked = re.findall(r'<li class="entry [^"]*marked" id="(e\d+)"', page)
        assert anchor == marked[0]
        assert len(marked) == 2
        full.app.state.site.kept_forecast.wait()
        part = re.search(r'hx-get="(/parts/calendar[^"]+)"', client.get(to).text)[1].replace("&amp;", "&")
        assert client.get(part, headers=HX).status_code == 204
        whole = client.get("/calendar?from=2026-12-25&" + "&".join(f"mark={id_[1:]}" for id_ in marked)).text
        assert re.findall(r'<li class="entry [^"]*marked" id="(e\d+)"', whole) == marked
        assert f'data-id="{anchor[1:]}"' not in client.get("/calendar?from=2026-12-25").text
        assert client.get("/calendar?mark=x&mark=²&mark=99999999999999999999").status_code == 200


def test_an_approved_item_is_placed_on_an_empty_day(full: Served) -> None:
    with full.client("editor") as client:
        form = client.get("/calendar/place?on=2026-12-20", headers=HX).text
        slug = re.findall(r'<option value="([^"]+)"', form)[0]
        assert 'value="2026-12-20"' in form
        data = {"item": slug, "on": "2026-12-20", "at": "09:00", "channel": ["rss", "zalo"]}
        said = client.post("/calendar/place", data=data, headers=HX).text
        assert "Đã xếp lịch" in said
        assert "trên 2 kênh" in said
        assert re.search(r'<a href="/calendar\?[^"]*from=2026-12-20[^"]*mark=\d+[^"]*#e\d+" data-there="\d+ \d+"', said)
        again = client.post("/calendar/place", data=data, headers=HX).text
        assert "đã có lịch sẵn" in again
        assert "Đã xếp lịch" not in again
        assert client.post("/calendar/place", data={**data, "channel": []}, headers=HX).status_code == 400
        assert client.post("/calendar/place", data={**data, "item": "no-such"}, headers=HX).status_code == 404
        assert client.post("/calendar/place", data={**data, "channel": ["no-such"]}, headers=HX).status_code == 404
    with full.database.read() as session:
        at = datetime(2026, 12, 20, 2, 0, tzinfo=UTC)
        rows = session.scalars(sa.select(col(Delivery.channel_key)).where(col(Delivery.due_at) == at)).all()
    assert sorted(rows) == ["rss", "zalo"]


def test_what_belongs_to_another_unit_is_neither_shown_nor_moved(full: Served) -> None:
    row = _ahead(full)
    with full.client("manager", unit="dai") as client:
        page = client.get("/calendar").text
        assert "Báo Hậu Giang trên Facebook" not in page
        assert client.get(f"/calendar/deliveries/{row.id}").status_code == 404
        assert client.post(f"/calendar/deliveries/{row.id}/move", data={"on": "2026-12-23"}).status_code == 404
        assert client.get("/calendar/pauses/1").status_code == 404


def test_a_reader_is_offered_nothing_that_would_not_work(full: Served) -> None:
    row = _ahead(full)
    with full.client("reporter") as client:
        pages = [client.get(path).text for path in ("/calendar", f"/calendar/deliveries/{row.id}", "/calendar/days")]
    for page in pages:
        assert set(re.findall(r'action="([^"]+)"', page)) <= {"/language", "/sign-out", "/calendar"}
    assert "/calendar/place" not in pages[0]
    assert "data-movable" not in pages[0]


def test_a_pause_is_added_and_all_inside_is_moved_behind_it(full: Served) -> None:
    with full.database.write() as session:
        slug = session.scalars(sa.select(col(Item.slug))).first()
    form = {"begins": "2026-12-20T00:00", "ends": "2026-12-20T23:59", "reason": "Ngày trang nghiêm", "fallen": "move"}
    with full.client("manager") as client:
        client.post("/calendar/place", data={"item": slug, "on": "2026-12-20", "at": "09:00", "channel": ["rss"]})
        answer = client.post("/calendar/pauses", data=form)
        assert (answer.status_code, answer.headers["location"][-16:]) == (303, "?done=pause-move")
        assert "Ngày trang nghiêm" in client.get("/calendar").text
        assert "Đã lưu kỳ nghỉ và dời mọi bài" in client.get(answer.headers["location"]).text
        refused = client.post("/calendar/pauses", data={**form, "reason": " ", "ends": "mai"})
        assert refused.status_code == 422
        assert "Có ô còn trống hoặc không đúng: Kết thúc, Lý do." in refused.text
        english = client.post("/calendar/pauses?lang=en", data={**form, "reason": " ", "ends": "mai"}).text
        assert "empty or not right: Ends, Reason." in english
    at = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)
    assert _first(full, col(Delivery.due_at) == at, col(Delivery.slot_key).is_(None)).channel_key == "rss"


def test_a_pause_is_edited_settled_and_removed(full: Served) -> None:
    form = {
        "begins": "2026-12-28T00:00",
        "ends": "2026-12-30T23:59",
        "reason": "Kiểm kê, thêm một ngày",
        "channel": "rss",
    }
    with full.client("manager") as client:
        assert client.post("/calendar/pauses/1", data=form).status_code == 303
        assert client.post("/calendar/pauses/1/fallen", data={"what": "drop", "sure": "yes"}).status_code == 303
        assert client.post("/calendar/pauses/1/fallen", data={"what": "drop"}).status_code == 422
        assert "Kiểm kê, thêm một ngày" in client.get("/calendar/pauses").text
        assert client.post("/calendar/pauses/1/remove", data={"sure": "yes"}).status_code == 303
        assert "Không có kỳ nghỉ nào sắp tới" in client.get("/calendar/pauses").text
    with full.database.read() as session:
        assert session.get(Pause, 1) is None
        actions = set(session.scalars(sa.select(col(AuditEntry.action))))
    assert {"pause.edit", "pause.remove"} <= actions


def test_managers_edit_the_table_of_days_and_it_shows_on_the_calendar(full: Served) -> None:
    form = {"name": "Ngày hội Chuyển đổi số tỉnh", "kind": "press", "calendar": "solar", "day": "16", "month": "12"}
    with full.client("manager") as client:
        assert client.post("/calendar/days", data={**form, "year": ""}).status_code == 303
        assert "Ngày hội Chuyển đổi số tỉnh" in client.get("/calendar").text
        with full.database.read() as session:
            row = session.scalars(sa.select(SpecialDay).where(col(SpecialDay.name) == form["name"])).one()
        assert client.post(f"/calendar/days/{row.id}", data={**form, "calendar": "lunar"}).status_code == 303
        assert "Ngày hội Chuyển đổi số tỉnh" not in client.get("/calendar").text
        assert client.post("/calendar/days", data={**form, "day": "31", "month": "4"}).status_code == 400
        assert client.post("/calendar/days", data={**form, "kind": "private"}).status_code == 422
        assert client.post(f"/calendar/days/{row.id}/remove", data={"sure": "yes"}).status_code == 303
        assert client.post(f"/calendar/days/{row.id}/remove", data={"sure": "yes"}).status_code == 404


def test_a_board_that_is_still_the_same_is_not_sent_again(full: Served) -> None:
    with full.client("editor") as client:
        client.get("/calendar")
        full.app.state.site.kept_forecast.wait()  # a forecast that comes between the two is a change
        part = re.search(r'hx-get="(/parts/calendar[^"]+)"', client.get("/calendar").text)
        assert part
        assert client.get(part[1].replace("&amp;", "&"), headers=HX).status_code == 204
        client.post(f"/deliveries/{_ahead(full).id}/cancel", data={"sure": "yes"})
        assert client.get(part[1].replace("&amp;", "&"), headers=HX).status_code == 200


def test_the_pages_are_small_once_compressed(full: Served) -> None:
    with full.client("manager") as client:
        for path in (
            "/calendar",
            "/calendar?view=list",
            "/calendar?view=week",
            "/queue",
            "/channels",
            "/calendar/days",
        ):
            answer = client.get(path)
            assert answer.headers["content-encoding"] == "gzip"
            assert len(gzip.compress(answer.content, 6)) < 12_000, path


HOSTILE = '"><script>alert(1)</script>'


def test_text_from_anywhere_stays_text(full: Served) -> None:
    row = _ahead(full)
    with full.database.write() as session:
        session.connection().exec_driver_sql("UPDATE revision SET title = ?", (HOSTILE,))
        session.connection().exec_driver_sql("UPDATE channel SET title = ?", (HOSTILE,))
        session.connection().exec_driver_sql("UPDATE pause SET reason = ?", (HOSTILE,))
        session.connection().exec_driver_sql("UPDATE special_day SET name = ?", (HOSTILE,))
        session.connection().exec_driver_sql("UPDATE occurrence SET reason = ?", (HOSTILE,))
    paths = ("/calendar", "/calendar?view=list", f"/calendar/deliveries/{row.id}", "/calendar/place",
             "/calendar/pauses",
             "/calendar/pauses/1", "/calendar/days", "/queue", "/channels")  # fmt: skip
    with full.client("manager") as client:
        for path in paths:
            page = client.get(path).text
            assert "&lt;script&gt;" in page, path
            assert "<script>alert" not in page, path

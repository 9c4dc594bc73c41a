"""The report page says how far and how sure, and each figure leads to the rows that it came from."""

from __future__ import annotations

import json
import re
from typing import Any
from unittest.mock import Mock

import httpx

from campaign.reach.charts.drawn import forget_drawings
from campaign.reach.seeded import mark_seeded
from tests.web.conftest import Served


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def get(client: httpx.Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[:300]
    return answer.text


def test_the_page_opens_with_one_sentence_whose_figures_lead_to_their_rows(reporting: Served) -> None:
    with reporting.client("reporter") as client:
        page = get(client, "/report")
        sentence = re.search(r'<p class="opening".*?</p>', page, re.S)
        assert sentence is not None
        assert text_of(sentence[0]) == (
            "Tiếp cận rộng nhất đo được: 310 tài khoản ở một bài trên Kênh facebook (nền tảng ước tính); 1.200 lượt "
            "xem, đo được ở 2 trên 3 bài; chưa biết lượt xem của 1 bài, số người tiếp cận của 2 bài."
        )
        links = [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', sentence[0])]
        views, unknown = (text_of(get(client, links[number])) for number in (1, 3))
    assert "Cộng lại là 1.200, từ 2 bài có số trên 2 bài" in views
    assert "post_views v26.0" in views
    assert "Mẹo số 2" not in views
    assert "Mẹo số 2" in unknown
    assert "Mẹo số 0" not in unknown


def test_every_figure_of_the_page_is_that_of_its_evidence(reporting: Served) -> None:
    with reporting.client("reporter") as client:
        page = get(client, "/report")
        links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/report/evidence[^"]+)"', page)}
        assert len(links) > 20
        for link in links:
            assert client.get(link).status_code == 200, link
        assert client.get("/report/evidence?what=tien").status_code == 404


def test_filters_stand_in_the_address_and_narrow_figures(reporting: Served) -> None:
    with reporting.client("reporter") as client:
        for query, posts in (
            ("channel=zalo", 1),
            ("audience=phụ nữ", 3),
            ("kind=clip", 0),
            ("task=1a", 3),
            ("month=2026-10", 0),
        ):
            page = text_of(get(client, f"/report?period=2026&{query}"))
            said = "Trong kỳ chưa có bài nào" if not posts else f"{posts} bài"
            assert said in page, query
        assert client.get("/report?period=2026-13").status_code == 400
        assert client.get("/report?unit=khong-co").status_code == 404


def test_a_page_never_waits_for_its_charts_and_asks_for_them_once_more(drawing: Served) -> None:
    forget_drawings()
    with drawing.client("reporter") as client:
        page = get(client, "/report?period=2026")
        again = re.search(r'<div class="charts" id="charts" hx-get="([^"]+)"', page)
        assert again is not None
        assert "<svg" not in re.sub(r'<svg class="icon.*?</svg>', "", page, flags=re.S)
        assert page.count('<details class="more" open>') >= 3
        drawn = client.get(again[1].replace("&amp;", "&"), headers={"hx-request": "true"}).text
    assert 'id="charts">' in drawn
    assert 'role="img"' in drawn


def test_a_chart_that_cannot_be_drawn_is_not_asked_for_for_ever(drawing: Served, monkeypatch: Any) -> None:
    forget_drawings()
    monkeypatch.setattr("campaign.reach.charts.drawn.subprocess.run", Mock(side_effect=OSError("no memory")))
    with drawing.client("reporter") as client:
        page = client.get("/report?period=2026", headers={"hx-request": "true"}).text
    assert "hx-get" not in page[page.index('id="charts"') :][:200]
    assert "Chưa vẽ được biểu đồ này" in page


def test_a_table_stands_beside_each_chart_and_no_script_is_needed(drawing: Served) -> None:
    with drawing.client("reporter") as client:
        page = client.get("/report?period=2026", headers={"hx-request": "true"}).text
    figures = re.findall(r'<figure class="chart".*?</figure>', page, re.S)
    assert len(figures) >= 3
    assert all(figure.count("<svg") == 2 and "<table>" in figure for figure in figures)
    assert 'style="' not in page
    assert "<script>" not in page


def test_files_and_issued_reports_carry_the_same_figures(reporting: Served) -> None:
    with reporting.client("manager") as client:
        now = json.loads(get(client, "/report/file/json?period=2026"))
        assert now["tasks"][0]["task_items"][0]["published"] == {"items": 3, "posts": 3, "retracted": 0}
        assert client.post("/report/issue", data={"sure": "yes", "period": "2026"}).status_code == 303
        page = get(client, "/report/issued")
        [sha256] = set(re.findall(r"/report/issued/([0-9a-f]{64})/json", page))
        frozen = client.get(f"/report/issued/{sha256}/json")
        assert frozen.headers["content-disposition"].startswith("attachment")
        assert frozen.json()["tasks"] == now["tasks"]
        narrowed = json.loads(get(client, "/report/file/json?period=2026&channel=zalo"))
    assert narrowed["notes"][0].startswith("Báo cáo đã lọc, chỉ gồm: kênh Kênh zalo")
    with reporting.client("editor") as client:
        assert client.post("/report/issue", data={"sure": "yes"}).status_code == 403


def test_a_link_to_read_opens_without_sign_in_until_it_is_taken_back_or_expires(reporting: Served) -> None:
    with reporting.client("manager") as client, reporting.client() as stranger:
        made = client.post("/report/shares", data={"asked": "period=2026&channel=zalo", "days": "2", "note": "Sở"})
        addresses = re.findall(r"/share/([\w-]{43})", made.text)
        answer = stranger.get(f"/share/{addresses[0]}")
        assert answer.status_code == 200
        assert "Kênh zalo" in answer.text
        assert "/report/evidence" not in answer.text
        assert answer.headers["x-robots-tag"].startswith("noindex")
        assert answer.headers["cache-control"] == "no-store"
        with reporting.database.read() as session:
            rows = session.connection().exec_driver_sql("SELECT code_sha256, opened FROM report_share").all()
        assert addresses[0] not in rows[0][0]
        assert rows[0][1] == 1
        client.post("/report/shares/1/revoke")
        assert stranger.get(f"/share/{addresses[0]}").status_code == 404
        again = re.findall(r"/share/([\w-]{43})", client.post("/report/shares", data={"days": "2"}).text)[0]
        reporting.database.clock.advance(days=3)  # type: ignore[attr-defined]
        assert stranger.get(f"/share/{again}").status_code == 404


def test_whoever_guesses_codes_has_to_wait(reporting: Served) -> None:
    with reporting.client() as stranger:
        statuses = [stranger.get(f"/share/{number}").status_code for number in range(61)]
    assert statuses == [404] * 60 + [429]


def test_patterns_are_counts_and_no_advice_under_twenty_posts(reporting: Served) -> None:
    with reporting.client("reporter") as client:
        page = text_of(get(client, "/report/patterns?channel=facebook"))
    assert "2 bài đã đăng" in page
    assert "chưa đủ 20 bài" in page


def test_a_seeded_workspace_says_so_on_every_page_and_file(reporting: Served) -> None:
    with reporting.database.write() as session:
        mark_seeded(session, reporting.database.now(session), 5)
    with reporting.client("reporter") as client:
        for address in ("/report", "/", "/activities"):
            assert "SỐ LIỆU GIẢ LẬP" in get(client, address)
        for form in ("json", "csv"):
            assert "SỐ LIỆU GIẢ LẬP" in get(client, f"/report/file/{form}")

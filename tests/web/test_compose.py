"""Writing an item over HTTP: nothing that was typed is lost, and saving obeys the desk's rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from campaign.db import Database
from campaign.library.approvals import approved_by, item_by_slug
from campaign.library.revisions import current_revision
from campaign.models import MediaRow, Revision
from campaign.settings import Settings
from tests.filled import Filled
from tests.web import newsroom
from tests.web.conftest import Served, serving

NEW = "new:0123456789ab"


@pytest.fixture
def room(sqlite_database: Database, settings: Settings, filled: Filled) -> Iterator[Served]:
    filled(sqlite_database, newsroom.furnish)
    with serving(sqlite_database, replace(settings, public_url=newsroom.PUBLIC)) as running:
        yield running


def add(room: Served, slug: str, **values: Any) -> None:
    with room.database.write() as session:
        newsroom.add_item(session, room.database.now(session), slug, **values)


def said(room: Served, slug: str) -> Revision:
    with room.database.read() as session:
        return current_revision(session, item_by_slug(session, slug))


def form(**values: Any) -> dict[str, Any]:
    return {"place": NEW, "title": "Ba điều dặn ông bà", "body": "Đừng **vội** chuyển tiền.", "kind": "tip"} | values


def edited(slug: str, revision: int = 1, **values: Any) -> dict[str, Any]:
    return form(place=slug, revision=revision, verified="yes") | values


def words(page: httpx.Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def test_a_reporter_writes_an_item_with_everything_that_the_form_has(room: Served) -> None:
    with room.client("reporter") as client:
        answer = client.post("/library/new", data=form(
            summary="Tóm tắt", link="https://bao.example.vn/bai", task_first="1đ", task=["1a"], unit="bao",
            tags="tết, người cao tuổi", audience="nông dân", evergreen="yes", not_before="2026-12-02",
            expires_on="2026-12-30", review_by="2026-12-20", source="Công an tỉnh", sms="Dung doc ma OTP",
            defang="yes", variant_key=["facebook", "telegram"], variant_text=["", "Bản riêng\r\ncho Telegram"],
        ))  # fmt: skip
    assert answer.headers["location"].startswith("/library/ba-dieu-dan-ong-ba/edit?done=saved")
    revision = said(room, "ba-dieu-dan-ong-ba")
    assert (revision.task, revision.tags, revision.unit) == (["1đ", "1a"], ["tết", "người cao tuổi"], "bao")
    assert revision.variants == {"telegram": {"text": "Bản riêng\ncho Telegram"}}
    assert (revision.evergreen, revision.verified, revision.defang) == (True, False, True)
    assert str(revision.expires_on) == "2026-12-30"
    assert revision.author == "reporter@example.vn"


def test_the_form_offers_the_plans_task_items_in_the_plans_order(room: Served) -> None:
    with room.client("reporter") as client:
        page = client.get("/library/new").text
    assert re.findall(r'<option value="(1.)"', page) == ["1a", "1đ"]


def test_what_is_wrong_is_said_and_nothing_that_was_typed_is_lost(room: Served) -> None:
    with room.client("reporter") as client:
        page = client.post("/library/new", data=form(title=" ", body="Chữ <b>dài</b>", link="javascript:alert(1)"))
    assert page.status_code == 400
    assert "Liên kết phải bắt đầu bằng http://" in words(page)
    assert "Chữ &lt;b&gt;dài&lt;/b&gt;" in page.text
    assert 'name="link" value="javascript:alert(1)"' in page.text


def test_two_people_on_one_item_both_keep_their_words(room: Served) -> None:
    add(room, "otp")
    with room.client("editor") as first, room.client("reporter") as second:
        assert first.post("/library/otp/edit", data=edited("otp", body="Bản của biên tập")).status_code == 303
        page = second.post("/library/otp/edit", data=edited("otp", body="Bản của phóng viên"))
        assert page.status_code == 409
        assert "editor@example.vn đã lưu bản 2" in words(page)
        assert "Bản của biên tập" in words(page)
        assert "Bản của phóng viên</textarea>" in page.text
        assert second.post("/library/otp/edit", data=edited("otp", 2, body="Gộp cả hai")).status_code == 303
    assert said(room, "otp").body == "Gộp cả hai"


def test_saving_and_submitting_is_one_press(room: Served) -> None:
    with room.client("reporter") as client:
        assert "done=submitted" in client.post("/library/new", data=form(then="submit")).headers["location"]
        page = client.get("/library/ba-dieu-dan-ong-ba/edit")
        again = client.post("/library/ba-dieu-dan-ong-ba/edit", data=edited("ba-dieu-dan-ong-ba", then="submit"))
    assert "Bài đang chờ duyệt: sửa nội dung thì phải gửi duyệt lại." in words(page)
    assert again.status_code in (303, 409)
    with room.database.read() as session:
        assert item_by_slug(session, "ba-dieu-dan-ong-ba").state == "submitted"


def test_editing_an_approved_item_says_what_it_costs(room: Served) -> None:
    add(room, "otp", approved=True)
    with room.client("editor") as client:
        for at in ("08:00", "09:00"):
            asked = {"when": "exact", "on": "2026-12-05", "at": at, "channel": "rss"}
            assert client.post("/library/otp/place", data=asked).status_code == 303
        page = words(client.get("/library/otp/edit"))
        assert "Bài đã duyệt: sửa nội dung sẽ phải duyệt lại; 2 lượt đăng sắp tới chờ duyệt." in page
        client.post("/library/otp/edit", data=edited("otp", body="Sửa lại"))
        page = words(client.get("/library/otp/edit"))
    assert page.count("Nội dung hiện tại chưa đủ người duyệt") == 2


def test_a_channels_own_files_and_channels_of_other_units_outlive_an_edit(room: Served) -> None:
    own = {"youtube": {"text": "Lời của Đài"}, "zalo": {"media": []}, "facebook": {"text": "Lời Facebook"}}
    add(room, "otp", variants=own)
    with room.client("editor", unit="bao") as client:
        sent = edited("otp", variant_key=["facebook", "zalo"], variant_text=["", ""])
        assert client.post("/library/otp/edit", data=sent).status_code == 303
    assert said(room, "otp").variants == {"youtube": {"text": "Lời của Đài"}, "zalo": {"media": []}}


def test_an_item_of_another_unit_is_not_there(room: Served) -> None:
    add(room, "otp", unit="dai")
    with room.client("admin", unit="bao") as client:
        answers = [
            client.get("/library/otp/edit"), client.post("/library/otp/edit", data=edited("otp")),
            client.post("/library/otp/place", data={"channel": "rss"}), client.get("/library/nowhere/edit"),
            client.post("/parts/compose", data=edited("otp")), client.post("/parts/compose/typed", data=edited("otp")),
        ]  # fmt: skip
        assert [answer.status_code for answer in answers] == [404] * 6
        refused = client.post("/library/new", data=form(unit="dai"))
    assert refused.status_code == 400
    assert "không viết được mục của đơn vị dai" in words(refused)


def test_lengths_are_those_of_the_platform_and_nothing_is_saved(room: Served) -> None:
    with room.client("reporter") as client:
        page = client.post("/parts/compose", data=form(title="Đường dây nóng", body="ệ" * 4200, summary="ă" * 301))
    told = words(page)
    assert "Tóm tắt trên Zalo dài 301 ký tự, tối đa 300 ký tự: hãy rút ngắn." in told
    assert re.search(r"Tin tiếp theo [\d.]+/4.096", told)
    assert re.search(r"Bài 4\.2\d\d/63\.206", told)
    with room.database.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM item").scalar() == 0


def test_what_is_still_wrong_does_not_stop_the_previews(room: Served) -> None:
    with room.client("reporter") as client:
        told = words(client.post("/parts/compose", data=form(title="", link="abc", body="Chữ đang gõ", media="[{")))
    assert "Chữ đang gõ" in told
    assert "không đọc được" in told
    assert "Mục trên bản tin RSS phải có tiêu đề." in told


def test_a_text_for_one_channel_is_previewed_there_and_the_others_offer_the_base(room: Served) -> None:
    with room.client("reporter") as client:
        sent = form(variant_key=["telegram"], variant_text=["Chỉ < Telegram"])
        page = client.post("/parts/compose", data=sent).text
    assert "Chỉ &lt; Telegram" in page
    bases = dict(re.findall(r'data-base="(\w+)">\n(.*?)</pre>', page, re.DOTALL))
    assert set(bases) == {"facebook", "zalo", "rss", "youtube"}
    assert bases["facebook"] == "Ba điều dặn ông bà\n\nĐừng vội chuyển tiền."


def test_no_preview_runs_what_a_body_brings(room: Served) -> None:
    bad = '<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) <a href="https://e.vn">y</a>'
    with room.client("reporter") as client:
        page = client.post("/parts/compose", data=form(body=bad, title="<script>x</script>")).text
    previews = page.partition('id="previews-head"')[2]
    assert not re.search(r"<script|onerror=[^&]|<a |<img", previews.replace("&lt;", ""))


def test_files_of_the_form_are_shown_and_saved_in_their_order(room: Served) -> None:
    first, second = "a" * 64, "b" * 64
    with room.database.write() as session:
        for sha256 in (first, second):
            session.add(
                MediaRow(
                    sha256=sha256, source_sha256=sha256, kind="image", mime="image/jpeg", name=f"{sha256[:8]}.jpg",
                    size=20_000, width=800, height=600, created_at=room.database.now(session),
                )
            )  # fmt: skip
    listed = [{"file": second, "alt": "Bà đang nghe điện thoại"}, {"file": first, "alt": ""}]
    with room.client("reporter") as client:
        page = client.post("/parts/compose", data=form(media=json.dumps(listed))).text
        assert f'<img src="/media-library/{second}/small" alt="Bà đang nghe điện thoại"' in page
        assert "Chú thích" in page
        assert client.post("/library/new", data=form(media=json.dumps(listed))).status_code == 303
        assert f'data-sha256="{second}"' in client.get("/library/ba-dieu-dan-ong-ba/edit").text
    assert [each["sha256"] for each in said(room, "ba-dieu-dan-ong-ba").media] == [second, first]


def test_sms_is_counted_in_segments(room: Served) -> None:
    with room.client("reporter") as client:
        told = words(client.post("/parts/compose", data=form(sms="ữ" * 71)))
        plain = words(client.post("/parts/compose", data=form(sms="a" * 160)))
    assert "2 tin: 71 ký tự, mỗi tin 67" in told
    assert "1 tin: 160 ký tự, mỗi tin 160" in plain


def test_what_is_typed_is_kept_and_offered_and_makes_no_revision(room: Served) -> None:
    add(room, "otp", approved=True)
    with room.client("reporter") as client:
        kept = client.post("/parts/compose/typed", data=edited("otp", body="Đang gõ dở"))
        assert kept.json() == {"at": "07:00"}
        page = client.get("/library/otp/edit")
        assert "Khôi phục bản đang gõ lúc 07:00" in words(page)
        assert "Đang gõ dở" not in page.text
        assert "Đang gõ dở</textarea>" in client.get("/library/otp/edit?draft=1").text
        with room.database.read() as session:
            item = item_by_slug(session, "otp")
            assert (item.revision, approved_by(session, item)) == (1, ["editor@example.vn"])
        assert (
            client.post("/parts/compose/typed/drop", data={"place": "otp"}).headers["location"] == "/library/otp/edit"
        )
        assert "Khôi phục bản đang gõ" not in words(client.get("/library/otp/edit"))


def test_kept_text_is_ones_own_and_goes_when_it_is_saved(room: Served) -> None:
    with room.client("reporter") as client, room.client("editor") as other:
        assert client.post("/parts/compose/typed", data=form(title="Bài chưa lưu")).status_code == 200
        assert "Bài chưa lưu" in client.get("/library/new").text
        assert 'value="Bài chưa lưu"' in client.get(f"/library/new?draft={NEW[4:]}").text
        assert "Bài chưa lưu" not in other.get(f"/library/new?draft={NEW[4:]}").text
        assert client.post("/library/new", data=form(title="Bài chưa lưu")).status_code == 303
        assert "Khôi phục" not in words(client.get("/library/new")).replace("Khôi phục Bỏ", "")


def test_kept_text_that_says_what_is_saved_is_not_offered(room: Served) -> None:
    add(room, "otp")
    with room.client("reporter") as client:
        page = client.get("/library/otp/edit").text
        media = json.loads(re.search(r'name="media"[^>]* value="([^"]*)"', page)[1] or "[]")  # type: ignore[index]
        same = edited("otp", title="Không đọc mã OTP cho bất kỳ ai", body="Ngân hàng **không bao giờ** hỏi mã OTP.")
        client.post("/parts/compose/typed", data=same | {"media": json.dumps(media)})
        assert "Khôi phục bản đang gõ" not in words(client.get("/library/otp/edit"))


def test_a_form_that_comes_after_the_session_has_ended_leads_back_to_its_page(room: Served) -> None:
    with room.client() as client:
        page = client.post("/library/new", data=form(), headers={"referer": f"{room.url}/library/new"})
        other = client.post("/library/new", data=form(), headers={"referer": "https://elsewhere.example/x"})
    assert page.status_code == 401
    assert 'name="next" value="/library/new"' in page.text
    assert 'name="next" value="/"' in other.text


def test_a_long_article_with_texts_of_its_own_passes(room: Served) -> None:
    long = "Người dân cần bình tĩnh, không chuyển tiền. " * 1500
    with room.client("reporter") as client:
        sent = form(body=long, variant_key=["facebook", "zalo"], variant_text=[long, long])
        assert client.post("/library/new", data=sent).status_code == 303
    assert said(room, "ba-dieu-dan-ong-ba").variants["zalo"]["text"] == long.strip()


def test_the_next_free_slot_of_each_channel_and_what_the_gate_will_say(room: Served) -> None:
    add(room, "otp")
    with room.client("editor") as client:
        asked = {"when": "next", "channel": ["rss", "facebook"]}
        assert client.post("/library/otp/place", data=asked).status_code == 303
        page = words(client.get("/library/otp/edit"))
        assert page.count("07:15 01/12/2026 Đã lên lịch") == 2
        assert page.count("trống lúc 06:00 02/12/2026") == 2
        assert page.count("chưa đủ người duyệt") == 2
        assert "Bài chưa duyệt: lên lịch được" in page


def test_a_wrong_time_is_said_beside_the_choice_that_was_made(room: Served) -> None:
    add(room, "otp")
    with room.client("editor") as client:
        page = client.post(
            "/library/otp/place", data={"when": "exact", "channel": "rss", "on": "2026-11-01", "at": "08:00"}
        )
        nothing = client.post("/library/otp/place", data={"when": "exact", "channel": "rss"})
    assert (page.status_code, nothing.status_code) == (400, 400)
    assert "Giờ này đã qua" in words(page)
    assert 'name="channel" value="rss" checked' in page.text
    assert "Hãy chọn cả ngày và giờ" in words(nothing)


def test_urgent_is_for_those_who_may(room: Served) -> None:
    add(room, "otp", approved=True)
    with room.client("reporter") as client:
        assert "Khẩn:" not in words(client.get("/library/otp/edit"))
        assert client.post("/library/otp/place", data={"channel": "rss", "urgent": "yes"}).status_code == 403
    with room.client("editor") as client:
        assert "Khẩn:" in words(client.get("/library/otp/edit"))
        sent = {"channel": "rss", "urgent": "yes", "when": "exact", "on": "2026-12-02", "at": "08:00"}
        assert client.post("/library/otp/place", data=sent).status_code == 303
    with room.database.read() as session:
        urgent = session.connection().exec_driver_sql("SELECT urgent, urgent_by FROM delivery").one()
    assert tuple(urgent) == (1, "editor@example.vn")


def test_a_form_whose_answer_was_lost_is_sent_again_and_leads_to_the_same_item(room: Served) -> None:
    with room.client("reporter") as client:
        answers = [client.post("/library/new", data=form(then="submit")) for _ in range(2)]
        assert [each.status_code for each in answers] == [303, 303]
        assert len({each.headers["location"] for each in answers}) == 1
        assert "done=submitted" in answers[1].headers["location"]
        later = client.post("/library/new", data=form(body="Gõ thêm sau khi mất mạng."))
        assert later.headers["location"].startswith("/library/ba-dieu-dan-ong-ba/edit?done=saved")
        assert said(room, "ba-dieu-dan-ong-ba").body == "Gõ thêm sau khi mất mạng."
        third = client.post("/library/new", data=form(body="Không thấy bản hai."))
        page = client.get("/library?q=dặn").text
    assert third.status_code == 409
    assert "Không thấy bản hai." in third.text
    assert 'action="/library/ba-dieu-dan-ong-ba/edit"' in third.text
    assert "ba-dieu-dan-ong-ba-2" not in page


def test_what_is_said_of_kept_words_has_a_place_for_the_time_in_both_languages(room: Served) -> None:
    for language in ("vi", "en"):
        with room.client("reporter") as client:
            page = client.get(f"/library/new?lang={language}").text
        for name in ("kept", "back", "offer"):
            (sentence,) = re.findall(rf'data-{name}="([^"]+)"', page)
            assert "{at}" in sentence, (language, name)


def test_a_form_that_does_not_say_its_revision_saves_nothing_over_others_and_keeps_the_text(room: Served) -> None:
    add(room, "otp")
    with room.client("reporter") as client:
        sent = edited("otp", title="Tiêu đề mới của tôi", body="Chữ của tôi")
        del sent["revision"]
        refused = client.post("/library/otp/edit", data=sent)
        assert refused.status_code == 409
        assert "viết từ bản nào" in refused.text
        assert "Tiêu đề mới của tôi" in refused.text
        assert "Chữ của tôi" in refused.text
        assert 'name="revision" value="1"' in refused.text
        assert said(room, "otp").title != "Tiêu đề mới của tôi"
        assert client.post("/library/otp/edit", data=sent | {"revision": "1"}).status_code == 303
    assert said(room, "otp").title == "Tiêu đề mới của tôi"


@pytest.mark.parametrize("length", [501, 3000])
def test_a_title_over_the_limit_is_told_with_the_limit(room: Served, length: int) -> None:
    with room.client("reporter") as client:
        refused = client.post("/library/new", data=form(title="ữ" * length))
    assert refused.status_code == 400
    assert "tối đa 500" in refused.text
    assert "ữ" * length in refused.text

"""The whole way of an item over a running program, from a phone to the channels and back, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from tests.app.newsroom import Newsroom, Person, beside, newsroom
from tests.app.program import until
from tests.browsing import NEEDS_CHROMIUM, browser
from tests.media.files import encoded, picture

pytestmark = NEEDS_CHROMIUM
__all__ = ["browser"]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with newsroom(tmp_path_factory.mktemp("toa-soan") / "noi") as running:
        yield running


def write(writer: Person, title: str, body: str) -> Any:
    page = writer.open("/library/new")
    page.locator("[name=title]").fill(title)
    page.locator("#f-body").fill(body)
    return page


def save(page: Any) -> str:
    """The slug, once the program has stored it and handed it in."""
    with page.expect_navigation(url="**/library/*/edit*"):
        page.locator("button[name=then][value=submit]").click()
    page.locator(".note.good").first.wait_for()
    return str(page.url.split("/library/")[1].split("/")[0])


def approve(editor: Person, slug: str) -> None:
    page = editor.open(f"/inbox/{slug}")
    editor.press("/approve", within="#review")
    page.locator("#said").wait_for()


@pytest.mark.parametrize(("language", "writes_on", "edits_on"), [("vi", "phone", "desk"), ("en", "desk", "phone")])
def test_an_item_is_written_returned_mended_approved_sent_and_corrected(
    browser: Any, room: Newsroom, language: str, writes_on: str, edits_on: str
) -> None:
    title = f"Tin nhắn giả mạo ngân hàng ({language})"
    with (
        room.person(browser, "reporter", writes_on, language) as writer,
        room.person(browser, "editor", edits_on, language) as editor,
    ):
        page = write(writer, title, "Đừng bấm vào liên kết lạ.")
        cover = {"name": "Chợ nổi.jpg", "mimeType": "image/jpeg", "buffer": encoded(picture(900, 600), "JPEG")}
        page.locator("[data-files]").set_input_files([cover])
        page.locator(".medium textarea").fill("Chợ nổi Ngã Bảy buổi sớm")
        slug = save(page)

        desk = editor.open("/inbox")
        desk.get_by_role("link", name=title).first.click()
        desk.locator("#review details.sure > summary").first.click()
        desk.locator('form[action$="/return"] textarea').fill("Thêm số đường dây nóng.")
        editor.press("/return", within="#review")
        desk.locator("#said").wait_for()

        page = writer.open("/inbox")
        page.get_by_text("Thêm số đường dây nóng.").first.wait_for()
        page = writer.open(f"/library/{slug}/edit")
        page.locator("#f-body").fill("Đừng bấm vào liên kết lạ. Gọi 1022.")
        save(page)
        approve(editor, slug)
        desk = editor.open(f"/library/{slug}/edit")
        desk.locator('#place input[name=channel][value="telegram"]').check()
        desk.locator("#place input[name=when][value=next]").check()
        desk.locator("#place button").click()
        desk.locator("#coming .rows li").wait_for()

        watching = writer.open(f"/inbox/{slug}")
        watching.locator("#places .state.scheduled").wait_for()
        watching.evaluate("window.mine = 'still'")
        desk = editor.open(desk.locator("#coming .rows a").first.get_attribute("href"))
        editor.press("/now")
        watching.locator("#places .state.published").wait_for()
        assert watching.evaluate("window.mine") == "still"
        assert [post for post in room.sandbox.posts() if "Gọi 1022" in str(post) and title in str(post)]

        page = writer.open(f"/library/{slug}/edit")
        page.locator("#f-body").fill("Đừng bấm vào liên kết lạ. Gọi 156.")
        save(page)
        approve(editor, slug)
        desk = editor.open(f"/corrections/{slug}")
        desk.locator("#everywhere").select_option("amend")
        desk.locator("#reason").fill("Số đường dây nóng đã đổi")
        editor.press(f"/corrections/{slug}")
        desk.locator("#made .state.done").wait_for()
        assert [post for post in room.sandbox.posts() if "Gọi 156" in str(post) and title in str(post)]
        assert (writer.wrong, editor.wrong) == ([], [])


def test_a_page_that_frames_a_public_one_has_no_complaint(browser: Any, room: Newsroom) -> None:
    with room.person(browser, "editor", "desk") as editor:
        page = editor.open("/embeds")
        page.locator("main h1").wait_for()
        page.wait_for_load_state("networkidle")
        assert editor.wrong == []


def test_an_urgent_alert_reaches_four_channels_from_two_phones_while_a_video_uploads(
    browser: Any, room: Newsroom, tmp_path: Path
) -> None:
    film = noisy_video(tmp_path / "phong-su.mp4")
    held: list[Any] = []

    def after_the_first_part(route: Any) -> None:
        is_part = route.request.method == "PATCH" and route.request.headers["upload-offset"] != "0"
        if is_part and len(held) == 0:
            held.append(route)
        else:
            route.continue_()

    with (
        room.person(browser, "reporter", "phone") as writer,
        room.person(browser, "editor", "phone") as editor,
    ):
        slug = save(write(writer, "KHẨN: cuộc gọi giả danh điện lực", "Cúp máy. Gọi 1022."))
        writer.page.route("**/media/uploads/*", after_the_first_part)
        page = write(writer, "Phóng sự: ba ngày ở tổng đài", "Bài đang dựng.")
        page.locator("[data-files]").set_input_files(film)
        page.locator(".upload progress").wait_for()
        until(lambda: page.locator(".upload progress").evaluate("it => it.value") > 0 and held, room.serving.told)

        phone = editor.open(f"/inbox/{slug}/urgent")
        phone.locator("input[name=yes][value=approve]").check()
        assert phone.locator("input[name=channel]:checked").count() == 4
        editor.press("/urgent")
        phone.wait_for_url(f"**/inbox/{slug}*")
        until(lambda: phone.locator("#places .state.published").count() == 4, room.serving.told)
        assert page.locator(".upload progress").count() == 1
        rows = [
            row
            for row in beside(room.program, "deliveries", "--json", "--item", slug).json["deliveries"]
            if not row["part"]
        ]
        assert {row["channel"] for row in rows} == {"facebook", "zalo", "telegram", "rss"}
        out = [datetime.fromisoformat(row["published_at"]) for row in rows]
        assert max(out) - room.submitted_at(slug) < timedelta(minutes=5)

        held[0].continue_()
        page.locator(".medium").wait_for()
        assert (writer.wrong, editor.wrong) == ([], [])


def noisy_video(path: Path) -> Path:
    """Of more than one part: noise does not compress."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264" if "libx264" in av.codecs_available else "mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        for _ in range(12):
            noise = Image.effect_noise((640, 360), 90).convert("RGB")
            out.mux(stream.encode(av.VideoFrame.from_image(noise)))  # type: ignore[no-untyped-call]
        out.mux(stream.encode(None))
    return path

"""An item's files in a real browser on a telephone: a broken connection, choosing, cutting, and what axe finds."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from campaign.desk.editing import edit_item
from tests.browsing import NEEDS_CHROMIUM, SMALL, Watched, axe, browser, watch
from tests.conftest import START
from tests.media.files import encoded, picture
from tests.web import newsroom, seed
from tests.web.conftest import Served, serving
from tests.web.media.test_uploading import upload

pytestmark = NEEDS_CHROMIUM
__all__ = ["browser"]


def noisy(side: int = 900) -> bytes:
    """A picture of more than a megabyte: it takes several parts."""
    return encoded(Image.effect_noise((side, side), 90).convert("RGB"), "PNG")


@pytest.fixture
def desk(sqlite_database: Any, settings: Any) -> Iterator[Served]:
    with sqlite_database.write() as session:
        newsroom.furnish(session, START)
        seed.add_person(session, START, "reporter")
    with serving(sqlite_database, settings) as running:
        yield running


def signed_in(browser: Any, served: Served, phone: bool) -> Watched:
    return watch(browser, served, phone, "reporter")


def problems(page: Any) -> list[str]:
    """What axe calls serious or critical."""
    return [f"{rule}: {html}" for rule, impact, html in axe(page) if impact in ("serious", "critical")]


def files_of(page: Any) -> list[dict[str, str]]:
    return list(json.loads(page.locator("input[name=media]").input_value()))


def test_an_upload_whose_connection_breaks_goes_on_where_it_stopped(browser: Any, desk: Served) -> None:
    content = noisy()
    watched = signed_in(browser, desk, phone=True)
    page = watched.page
    offsets: list[tuple[int, int]] = []
    broken: list[int] = []

    def pass_or_cut(route: Any) -> None:
        offset = int(route.request.headers["upload-offset"])
        if offset > 300_000 and not broken:
            broken.append(offset)
            page.context.set_offline(True)
            route.abort("connectionreset")
        else:
            offsets.append((offset, len(route.request.post_data_buffer)))
            route.continue_()

    page.route(
        "**/media/uploads/*", lambda route: pass_or_cut(route) if route.request.method == "PATCH" else route.continue_()
    )
    watched.open("/library/new")
    page.locator("[data-files]").set_input_files({"name": "Chợ nổi.png", "mimeType": "image/png", "buffer": content})
    page.locator(".upload", has_text="Mất mạng; tự tải tiếp").wait_for()
    page.context.set_offline(False)
    row = page.locator(".medium")
    row.wait_for()
    assert offsets[0][0] == 0
    assert broken[0] in [offset for offset, _ in offsets]
    assert sum(size for _, size in offsets) == len(content)
    page.get_by_role("button", name="Lưu và gửi duyệt").click()
    assert row.locator("textarea").evaluate("it => it.validationMessage") == "Hãy mô tả ảnh này trước khi gửi duyệt."
    row.get_by_label("Mô tả").fill("Chợ nổi buổi sớm")
    assert files_of(page)[0]["alt"] == "Chợ nổi buổi sớm"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(SMALL) == []
    assert problems(page) == []
    assert [said for said in watched.complaints if "net::ERR" not in said] == []
    page.context.close()


def test_a_refused_file_says_why_and_the_page_goes_on(browser: Any, desk: Served) -> None:
    watched = signed_in(browser, desk, phone=True)
    page = watched.open("/library/new")
    page.locator("[data-files]").set_input_files(
        [
            {"name": "bieu-do.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"},
            {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": encoded(picture(), "JPEG")},
        ]
    )
    page.locator(".medium").wait_for()
    assert "hãy lưu thành PNG hoặc JPEG" in page.locator(".upload").inner_text()
    assert len(files_of(page)) == 1
    page.context.close()


def test_files_are_chosen_ordered_cut_and_removed(browser: Any, desk: Served, tmp_path: Path) -> None:
    with desk.client("reporter") as client:
        first, second = (
            upload(client, name, encoded(picture(*size), "JPEG")).json()["sha256"]
            for name, size in (("cho-noi.jpg", (800, 600)), ("cau-can-tho.jpg", (600, 600)))
        )
    entry = {"file": first, "alt": "Chợ nổi Ngã Bảy"}
    item = edit_item(desk.database, "reporter@example.vn", None, {"title": "Bài có ảnh", "media": [entry]})
    watched = signed_in(browser, desk, phone=False)
    page = watched.open(f"/library/{item.slug}/edit")
    page.get_by_role("button", name="Chọn tệp đã có").click()
    assert problems(page) == []
    page.get_by_label("Tìm theo tên tệp hoặc mô tả").fill("cau can")
    with page.expect_response("**/media-library?q=cau%20can"):
        pass
    page.locator(f"[data-pick='{second}']").click()
    page.locator(".medium").nth(1).wait_for()
    page.locator(".medium").nth(1).get_by_role("button", name="Lên").click()
    assert [each["file"] for each in files_of(page)] == [second, first]
    page.locator(".medium").nth(1).get_by_role("button", name="Cắt").click()
    page.locator("cropper-selection").wait_for()
    page.get_by_role("button", name="Vuông 1:1").click()
    pytest.importorskip("playwright.sync_api").expect(page.locator("[data-box=width]")).to_have_value("540")
    assert problems(page) == []
    page.get_by_role("button", name="Cắt và thay ảnh này").click()
    page.locator("[data-cutter]").wait_for(state="hidden")
    cut, alt = files_of(page)[1]["file"], files_of(page)[1]["alt"]
    assert (cut != first, alt) == (True, "Chợ nổi Ngã Bảy")
    with desk.client("reporter") as client:
        assert Image.open(io.BytesIO(client.get(f"/media-library/{cut}").content)).size == (540, 540)
    page.locator(".medium").nth(0).get_by_role("button", name="Bỏ").click()
    assert [each["file"] for each in files_of(page)] == [cut]
    assert watched.complaints == []
    page.context.close()

"""Screenshots of every page at both sizes into docs/screens/, and the page that lists them.

``python -m tools.shoot [name ...]``  all, or only the named ones. Needs Debian's Chromium and the dev libraries. The
newsroom is that of the tests (tests/web/everything.py): the same rows and the same clock each time.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from campaign.clock import SetClock
from campaign.db import Database
from campaign.db.schema import migrate
from campaign.people import one_time, set_up
from campaign.settings import Settings
from tests.web import month, seed
from tests.web.conftest import Served, serving
from tests.web.everything import Everything, everything
from tests.web.test_browser import CHROMIUM, DESK, PHONE, QUIET

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screens"
TALLEST = 2600
"""Pixels; below that a long list only repeats itself."""
STEP, SET_UP = "step", "set-up"
"""Instead of a role: one whose password was right and whose code is asked for; one who is the first of all."""
SHOTS = (
    # name, address, role, what it shows
    ("status", "/", "manager", "Tình hình: việc chờ người, sắp đăng, đã đăng, kênh"),
    ("calendar", "/calendar", "manager", "Lịch tháng"),
    ("week", "/calendar?view=week", "manager", "Lịch tuần"),
    ("list", "/calendar?view=list", "manager", "Lịch dạng danh sách"),
    ("card", "/calendar/deliveries/{delivery_id}", "manager", "Một lượt đăng: dời lịch, hủy"),
    ("place", "/calendar/place", "manager", "Xếp một mục đã duyệt vào lịch"),
    ("pauses", "/calendar/pauses", "manager", "Kỳ nghỉ"),
    ("pause", "/calendar/pauses/1", "manager", "Sửa một kỳ nghỉ"),
    ("days", "/calendar/days", "manager", "Ngày lễ, ngày báo chí, ngày pháp luật"),
    ("library", "/library", "editor", "Thư viện"),
    ("library-search", "/library?q=mat khau", "editor", "Tìm không dấu"),
    ("item", "/library/{slug}", "editor", "Một mục"),
    ("compose-new", "/library/new", "reporter", "Viết bài mới"),
    ("compose", "/library/{slug}/edit", "reporter", "Sửa bài: độ dài và bài trên từng kênh"),
    ("versions", "/library/{slug}/versions?from=1&to=2", "editor", "Các bản: từng chữ thêm và bỏ"),
    ("inbox", "/inbox", "editor", "Chờ duyệt, mắt biên tập viên"),
    ("inbox-reporter", "/inbox", "reporter", "Chờ duyệt, mắt phóng viên"),
    ("review", "/inbox/{slug}", "editor", "Duyệt: khác gì so với bản đã duyệt"),
    ("urgent", "/inbox/{slug}/urgent", "editor", "Đăng khẩn tất cả kênh"),
    ("corrections", "/corrections", "editor", "Cải chính: chọn bài"),
    ("correction", "/corrections/{out}", "editor", "Cải chính: từng nơi bài đang đứng"),
    ("queue", "/queue", "editor", "Hàng gửi"),
    ("channels", "/channels", "manager", "Kênh: tình trạng, đóng, mở, kiểm tra"),
    ("media", "/media-library", "editor", "Kho tệp"),
    ("file", "/media-library/{sha256}/about", "editor", "Một tệp trong kho: nơi dùng, mô tả, bản cắt"),
    ("packs", "/packs", "editor", "Gói mang ra ngoài mạng"),
    ("pack", "/packs/{pack}", "editor", "Một gói: chọn mục, lấy tệp, nhập nhật ký phát"),
    ("rehearsal", "/rehearsal", "manager", "Diễn tập tháng này"),
    ("alerts", "/alerts", "editor", "Thông báo"),
    ("audit", "/audit", "manager", "Nhật ký"),
    ("people", "/people", "admin", "Người dùng"),
    ("account", "/account", "reporter", "Tài khoản"),
    ("phone", "/account/phone", "reporter", "Mã trên điện thoại"),
    ("report", "/report", "manager", "Báo cáo"),
    ("activities", "/activities", "editor", "Hoạt động"),
    ("help", "/help", "reporter", "Trợ giúp"),
    ("keys", "/help/keys", "reporter", "Phím tắt"),
    ("sign-in", "/sign-in", "", "Đăng nhập"),
    ("second-step", "/second-step", STEP, "Đăng nhập, bước hai: mã trên điện thoại"),
    ("set-up", "/set-up/", SET_UP, "Cài đặt ban đầu: người quản trị đầu tiên"),
    ("refusal", "/library/khong-co", "reporter", "Không có trang này"),
)  # fmt: skip


def shoot(made: Everything, browser: Any, name: str, path: str, role: str) -> None:
    """One page on a desk and on a phone, as tall as it is."""
    served = made.served
    for size, phone in ((DESK, False), (PHONE, True)):
        context = browser.new_context(
            viewport=size, has_touch=phone, is_mobile=phone, locale="vi-VN", reduced_motion="reduce"
        )
        secret = "campaign-step" if role == STEP else "campaign"
        if role not in ("", SET_UP):
            context.add_cookies([{"name": secret, "value": entered(served, role), "url": served.url}])
        page = context.new_page()
        page.goto(served.url + made.address(path))
        page.evaluate("document.fonts.ready")
        # As tall as the page: what is fixed to the foot of a screen stands at the foot of the picture.
        page.set_viewport_size({**size, "height": min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)})
        page.screenshot(path=str(FOLDER / f"{name}-{size['width']}.png"))
        context.close()


def entered(served: Served, role: str) -> str:
    """What the browser of such a person carries."""
    if role == STEP:
        with served.database.write() as session:
            now = served.database.now(session)
            person = seed.add_person(session, now, "editor")
            return one_time.make_sign_in_link(session, now, person, one_time.SECOND_STEP)
    with served.client(role) as client:
        return client.cookies["campaign"]


def shoot_set_up(browser: Any, database: Database, settings: Settings) -> None:
    """The page of an installation in which there is nobody yet."""
    with database.write() as session:
        code = set_up.make_set_up_code(session, database.now(session))
    with serving(database, settings) as served:
        shoot(Everything(served, {}), browser, "set-up", f"/set-up/{code}", SET_UP)


def index() -> str:
    """docs/screens/README.md: what each picture shows; those made elsewhere are listed by name."""
    known = {name for name, *_ in SHOTS}
    lines = ["# Các trang, trên máy tính (1366×900) và điện thoại (390×844)", ""]
    lines += ["Chụp lại: `python -m tools.shoot`. Nội dung là tòa soạn của các bài kiểm thử.", ""]
    lines += ["| Trang | Máy tính | Điện thoại |", "|---|---|---|"]
    for name, _, _, shows in SHOTS:
        lines.append(f"| {shows} | [{name}-1366.png]({name}-1366.png) | [{name}-390.png]({name}-390.png) |")
    others = sorted(path.name for path in FOLDER.glob("*.png") if path.stem.rpartition("-")[0] not in known)
    lines += ["", "## Hình khác", "", *(f"- [{name}]({name})" for name in others), ""]
    return "\n".join(lines)


def main(wanted: list[str]) -> None:
    from playwright.sync_api import sync_playwright

    folder = Path(tempfile.mkdtemp(prefix="shots"))
    settings = Settings(workspace=folder, database_url=f"sqlite:///{folder / 'campaign.db'}",
                        secret_key_file=folder / "secret.key", public_url="http://127.0.0.1:8000")  # fmt: skip
    database = Database(settings.database_url, SetClock(month.MIDDLE))
    migrate(database)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM, args=[*QUIET, "--lang=vi-VN"], env={"LANGUAGE": "vi"}
            )
            if not wanted or "set-up" in wanted:
                shoot_set_up(browser, database, settings)
            with everything(database, settings) as made:
                for name, path, role, _ in SHOTS:
                    if role != SET_UP and (not wanted or name in wanted):
                        shoot(made, browser, name, path, role)
            browser.close()
    finally:
        database.close()
        shutil.rmtree(folder)
    (FOLDER / "README.md").write_text(index(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

"""A newsroom in which every page has something to show, and one address for every route that can be asked for."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.clock import SetClock
from campaign.db import Database
from campaign.desk.editing import edit_item
from campaign.desk.editorial import approve_item, return_item, submit_item
from campaign.media.cover import draw_cover
from campaign.models import Channel, Delivery, Item
from campaign.people import one_time, users
from campaign.settings import Settings
from campaign.web.routes import ROUTES
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan
from tests.desk.conftest import PLAN
from tests.web import month
from tests.web.conftest import Served, serving
from tests.web.media.test_uploading import begin, upload
from tests.web.newsroom import PUBLIC, TEMPLATE

PEOPLE = {
    "reporter": "Phóng viên", "editor": "Biên tập viên", "manager": "Trưởng ban", "admin": "Người quản trị",
}  # fmt: skip
TITLE = "Cảnh báo: tin nhắn giả mạo ngân hàng đòi “xác thực sinh trắc học”"
BODY = (
    "Từ đầu tháng, nhiều người dân nhận tin nhắn mang tên ngân hàng, kèm đường dẫn lạ.\n\n"
    "**Đừng bấm.** Ngân hàng không gửi đường dẫn đăng nhập qua tin nhắn. Lỡ bấm và đã nhập mật khẩu thì gọi ngay "
    "tổng đài in ở mặt sau thẻ để khóa tài khoản.\n\n- Không đọc mã OTP cho ai.\n- Không cài ứng dụng từ đường dẫn lạ."
)
NOTHING = "khong-co"
"""For a name in a path that has no thing here yet: the page says that it is not there."""
FRAMES = ("/embeds",)
"""Pages that show a public page in a frame: only the editors' pages are served here (tests/app looks at those)."""
QUERIES = {
    "/calendar": ("?view=week", "?view=list"), "/library": ("?q=otp", "?state=draft", "?q=khongcogi"),
    "/library/{slug}/versions": ("?from=1&to=2",), "/audit": ("?what=approve",),
}  # fmt: skip
"""Further forms of some pages."""


@dataclass
class Everything:
    """The served pages, and what stands for each name in a path."""

    served: Served
    things: dict[str, str]

    def address(self, path: str) -> str:
        """A path of the table with real things in it. A correction is of what is out, all else of what is written."""
        things = self.things | ({"slug": self.things["out"]} if "corrections" in path else {})
        return re.sub(r"{(\w+)}", lambda name: things.get(name[1], NOTHING), path)

    def addresses(self) -> list[str]:
        """Of every GET route, with the further forms."""
        paths = [path for method, path, _, _ in ROUTES if method == "GET"]
        return [self.address(path) + query for path in paths for query in ("", *QUERIES.get(path, ()))]

    def pages(self, part: int = 0, parts: int = 1) -> list[str]:
        """The addresses that answer an administrator with a whole page, in the table's order; one of so many shares."""
        with self.served.client("admin") as client:
            return [address for address, _ in self.answers(client, part, parts)]

    def answers(self, client: httpx.Client, part: int = 0, parts: int = 1) -> Iterator[tuple[str, httpx.Response]]:
        """The same, each with what it answered."""
        for address in self.addresses()[part::parts]:
            got = client.get(address)
            whole = got.status_code == 200 and got.text.startswith("<!doctype html>")
            if whole and address not in FRAMES:
                yield address, got


@contextmanager
def everything(database: Database, settings: Settings) -> Iterator[Everything]:
    """At the middle of the month: items in each state, files, an upload that is not whole, people of each role. Made
    once, and copied into each further workspace; ``database`` is one that nobody has opened yet."""
    assert isinstance(database.clock, SetClock)
    database.clock.at = month.MIDDLE
    settings = replace(settings, approvals=1, public_url=PUBLIC)
    if _kept:
        shutil.copytree(_kept[0], settings.workspace, dirs_exist_ok=True)
    else:
        _kept.append(_made(database, settings))
    with serving(database, settings) as served:
        yield Everything(served, dict(_things))


_things: dict[str, str] = {}
_kept: list[Path] = []
"""The workspace, once it is made."""


def _made(database: Database, settings: Settings) -> Path:
    """Fill the workspace by its own pages; returns a copy of it."""
    with database.write() as session:
        store_plan(session, month.MIDDLE, Plan.model_validate(PLAN), "Asia/Ho_Chi_Minh")
        session.execute(sa.text("DELETE FROM document WHERE name = 'schedules'"))
        month.fill(session)
        session.execute(sa.update(Channel).values(template=TEMPLATE, template_sha256="t"))
        for role, name in PEOPLE.items():
            users.add_user(session, month.MIDDLE, f"{role}@example.vn", name, role)
    with serving(database, settings) as served:
        sha256 = _files(served)
        slug = _write(database, settings, sha256)
        with database.write() as session:
            _things.update(_names(session) | {"sha256": sha256, "slug": slug})
        with served.client("reporter") as client:
            _things["upload_id"] = str(begin(client, "phong-su.mp4", bytes(2_000_000))["id"])
        with served.client("admin") as client:
            client.get("/account")  # makes the installation's own key for web push
    database.close()  # the last connection takes the write-ahead log into the file
    kept = tempfile.TemporaryDirectory(prefix="everything")
    atexit.register(kept.cleanup)
    return shutil.copytree(settings.workspace, Path(kept.name), dirs_exist_ok=True)


def _files(served: Served) -> str:
    with served.client("reporter") as client:
        return str(upload(client, "cho-noi-nga-bay.jpg", draw_cover("Chợ nổi Ngã Bảy, sáng sớm")).json()["sha256"])


def _write(database: Database, settings: Settings, sha256: str) -> str:
    """One item that was returned, written again, approved, changed and handed in; one returned; one draft."""
    said = {
        "title": TITLE, "body": BODY, "kind": "article", "task": "1a", "tags": ["lừa-đảo", "ngân-hàng"],
        "summary": "Ngân hàng không gửi đường dẫn đăng nhập qua tin nhắn.",
        "media": [{"file": sha256, "alt": "Ghe bán hàng trên chợ nổi Ngã Bảy lúc sáng sớm"}],
    }  # fmt: skip
    slug = edit_item(database, "reporter@example.vn", None, said).slug
    submit_item(database, settings, slug, "reporter@example.vn")
    return_item(database, settings, slug, "editor@example.vn", "Thêm số tổng đài; câu đầu còn dài.")
    edit_item(database, "reporter@example.vn", slug, {"body": BODY + "\n\nĐường dây nóng của tỉnh: 1022."})
    submit_item(database, settings, slug, "reporter@example.vn")
    approve_item(database, settings, slug, "editor@example.vn")
    edit_item(database, "reporter@example.vn", slug, {"summary": "Đừng bấm vào đường dẫn trong tin nhắn lạ."})
    submit_item(database, settings, slug, "reporter@example.vn")
    for title in ("Ba điều dặn con trước khi cho dùng điện thoại", "Nghe tin đồn về lãi suất: đọc ở đâu cho đúng?"):
        edit_item(database, "reporter@example.vn", None, {"title": title, "body": "Đang viết.", "kind": "article"})
    other = edit_item(
        database, "editor@example.vn", None, {"title": "Họp dân phố: năm mẹo giữ tài khoản", "kind": "tip"}
    )
    submit_item(database, settings, other.slug, "editor@example.vn")
    return_item(database, settings, other.slug, "manager@example.vn", "Thiếu nguồn.")
    return slug


def _names(session: Session) -> dict[str, str]:
    now = month.MIDDLE
    ahead = sa.select(col(Delivery.id)).where(col(Delivery.state) == "scheduled", col(Delivery.due_at) > now)
    out = sa.select(col(Item.slug)).join(Delivery, col(Delivery.item_id) == col(Item.id))
    out = out.where(col(Delivery.state) == "published")
    newcomer = users.add_user(session, now, "cong-tac-vien@example.vn", "Cộng tác viên", "reporter", "dai")
    return {
        "person_id": str(newcomer.id),
        "delivery_id": str(session.scalars(ahead.order_by(col(Delivery.id))).first()),
        "pause_id": "1", "day_id": "1", "browser_id": "1", "number": "1", "key": "facebook",
        "pack": "loudspeakers", "log": "play-log",
        "out": str(session.scalars(out.order_by(col(Delivery.id).desc())).first()),
        "code": one_time.make_sign_in_link(session, now, newcomer),
    }  # fmt: skip

"""A library for its pages: items in every state, used, planned and never used, of two units."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from campaign.library.fields import ItemFields
from campaign.library.revisions import NewItem, create_all
from campaign.models import Approval, Item, MetricSample
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan
from tests.desk.conftest import PLAN
from tests.web import seed

AUTHOR = "phong-vien@example.vn"
EDITOR = "bien-tap@example.vn"
SAID = {
    "duong-day-nong": ItemFields(
        title="Đường dây nóng chống lừa đảo của tỉnh", kind="article", task=["1a"], unit="bao", tags=["lừa-đảo", "tet"],
        summary="Gọi 156 khi có cuộc gọi lạ.", body="## Khi nào gọi\n\nKhi bị **đe dọa**, bị đòi chuyển tiền.",
        audience=["người cao tuổi"], source="Công an tỉnh",
        variants={"facebook": {"text": "Gọi 156 khi có người lạ đòi chuyển tiền."}},
    ),
    "dat-dai": ItemFields(title="Đất đai: tin nhắn giả sàn giao dịch", kind="article", task=["1a"], tags=["lừa-đảo"]),
    "dat-dai-2": ItemFields(title="Chuyện ông Đạt đại lý vé số", kind="article", task=["1a"]),
    "khong-doc-otp": ItemFields(title="Không đọc mã OTP cho ai", kind="tip", task=["1a"], tags=["otp"]),
    "duong-lay": ItemFields(title="Dương Lay kể chuyện bị lừa", kind="clip", task=["1đ"], unit="dai"),
    "sao-luu": ItemFields(title="Sao lưu theo nguyên tắc 3-2-1", kind="tip", task=["1a"], body="Đừng quên."),
    "kho-cu": ItemFields(title="Mẹo cũ về mật khẩu", kind="tip", task=["1a"]),
}  # fmt: skip


def fill(session: Session, now: datetime) -> dict[str, Item]:
    """The items by slug. Approved: the hot line, land, OTP; in the archive: the old tip."""
    store_plan(session, now, Plan.model_validate(PLAN), "Asia/Ho_Chi_Minh")
    seed.add_channels(session, now)
    made = create_all(session, now, [NewItem(slug, fields, AUTHOR) for slug, fields in SAID.items()])
    items = dict(zip(SAID, made, strict=True))
    for number, item in enumerate(made):
        item.updated_at = now + timedelta(minutes=number)
    for slug in ("duong-day-nong", "dat-dai", "khong-doc-otp"):
        item = items[slug]
        session.add(Approval(item_id=item.id or 0, content_sha256=item.content_sha256, approver=EDITOR, at=now))
    items["sao-luu"].state = "submitted"
    items["kho-cu"].state = "archived"
    _uses(session, now, items)
    return items


def _uses(session: Session, now: datetime, items: dict[str, Item]) -> None:
    hot_line, otp = items["duong-day-nong"], items["khong-doc-otp"]
    hot_line.first_sent_at = now - timedelta(days=40)
    for days, channel in ((40, "rss"), (3, "facebook")):
        at = now - timedelta(days=days)
        link = f"https://{channel}.example/bai/{days}"
        number = seed.add_delivery(
            session, now, channel, -days * 1440, item_id=hot_line.id, state="published", published_at=at, permalink=link
        )
    session.add(
        MetricSample(
            delivery_id=number, channel_key="facebook", metric="views", value=12645, taken_at=now, native_name="v",
            api_version="1",
        )
    )  # fmt: skip
    seed.add_delivery(session, now, "facebook", 1440, item_id=otp.id)
    seed.add_delivery(session, now, "rss", 2880, item_id=otp.id, state="held", held_reason="approval")
    at = now - timedelta(days=20)
    seed.add_delivery(session, now, "youtube", -20 * 1440, item_id=otp.id, state="published", published_at=at)
    session.flush()

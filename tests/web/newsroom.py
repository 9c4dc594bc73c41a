"""A newsroom for the compose page: a plan, a connected channel of each platform, items."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session

from campaign.library.fields import ItemFields
from campaign.library.revisions import create
from campaign.models import Approval, Channel, Item
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan
from tests.desk.conftest import PLAN

PUBLIC = "http://attt.example.vn"
TEMPLATE = "{{ item.title }}\n\n{{ item.body }}\n\nXem thêm: {{ link }}"
AUTHOR = "reporter@example.vn"


def furnish(session: Session, now: datetime) -> None:
    """The plan and one connected channel of each platform; YouTube belongs to the station."""
    store_plan(session, now, Plan.model_validate(PLAN), "Asia/Ho_Chi_Minh")
    tables: dict[str, dict[str, Any]] = {
        "facebook": {"page_id": "100", "api_version": "v26.0"},
        "zalo": {"oa_id": "200", "app_id": "300"},
        "telegram": {"chat": "@attt"},
        "rss": {"path": "tin-attt"},
        "youtube": {"page": "https://video.example.vn/dai"},
    }
    for key, title, unit in (
        ("facebook", "Báo Hậu Giang trên Facebook", "bao"),
        ("zalo", "Báo Hậu Giang trên Zalo", "bao"),
        ("telegram", "An toàn thông tin trên Telegram", "bao"),
        ("rss", "Bản tin an toàn thông tin", "bao"),
        ("youtube", "Kênh YouTube của Đài", "dai"),
    ):
        platform = "manual" if key == "youtube" else key
        session.add(
            Channel(
                key=key, platform=platform, title=title, unit=unit, account=f"{platform}:{key}", connected_at=now,
                options=tables[key], template=TEMPLATE, template_sha256=key, send_window="06:00-22:00",
            )
        )  # fmt: skip
    session.flush()


def add_item(session: Session, now: datetime, slug: str, approved: bool = False, **values: Any) -> Item:
    """An item that the reporter wrote; ``approved`` by the editor."""
    said = {"title": "Không đọc mã OTP cho bất kỳ ai", "body": "Ngân hàng **không bao giờ** hỏi mã OTP.", "kind": "tip"}
    item = create(session, now, slug, ItemFields(**said | values), AUTHOR)
    if approved:
        session.add(
            Approval(item_id=item.id or 0, content_sha256=item.content_sha256, approver="editor@example.vn", at=now)
        )
        session.flush()
    return item

"""A plan with units, deadlines and a column; posts with known figures; served over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session

from campaign.models import Activity, Channel, Delivery, Item, Link, MetricSample, Revision
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan
from tests.reach.ledger import PLAN, ZONE, moment

DEADLINE = {
    "id": "D1", "text": "Báo cáo năm", "month_day": "12-15", "cutoff": "11-30", "period_start": "01-01",
    "period_end": "12-31", "from": ["bao", "dai"],
}  # fmt: skip
COLUMN = {"id": "song-an-toan", "title": "Sống an toàn", "task": "1d", "unit": "dai", "every_days": 7}


def plan(session: Session, now: datetime, **changed: Any) -> None:
    store_plan(session, now, Plan.model_validate({**PLAN, "deadline": [DEADLINE], "column": [COLUMN], **changed}), ZONE)


def fill(session: Session, now: datetime) -> None:
    plan(session, now)
    posts(session, now)


def posts(session: Session, now: datetime) -> None:
    """Two on Facebook (700 and 500 views, one of them reached 310), one on Zalo that nobody measured."""
    for key, platform in (("facebook", "facebook"), ("zalo", "zalo")):
        session.add(Channel(key=key, platform=platform, title=f"Kênh {key}", task="1a", unit="bao", account=key))
    for number, (channel, views, reach) in enumerate((("facebook", 700, 310), ("facebook", 500, 0), ("zalo", 0, 0))):
        item = Item(
            slug=f"muc-{number}", guid=f"urn:{number}", kind="tip", content_sha256="x", created_at=now, updated_at=now
        )
        session.add(item)
        session.flush()
        said: dict[str, Any] = {"title": f"Mẹo số {number}", "tags": ["otp"], "audience": ["phụ nữ", "người lớn tuổi"]}
        session.add(Revision(item_id=item.id or 0, number=1, content_sha256="x", created_at=now, **said))
        at = moment(f"2026-11-0{number + 1}T07:30")
        post = Delivery(
            guid=f"urn:d{number}", item_id=item.id or 0, channel_key=channel, account=channel, due_at=at,
            published_at=at, created_at=at, state="published", slot_key="s", local_time=str(number),
        )  # fmt: skip
        session.add(post)
        session.flush()
        session.add(Link(code=f"m{number}", delivery_id=post.id, item_id=item.id, created_at=at))
        for metric, value in (("views", views), ("reach", reach)):
            if value:
                session.add(
                    MetricSample(
                        delivery_id=post.id, channel_key=channel, metric=metric, value=value, taken_at=now,
                        native_name=f"post_{metric}", api_version="v26.0",
                    )
                )  # fmt: skip
        session.flush()


def activity(session: Session, now: datetime, unit: str = "dai", **columns: Any) -> int:
    row = Activity(
        **{"task": "1c", "kind": "talk_show", "on_date": moment("2026-11-15T00:00").date(), "title": "Tọa đàm",
           "unit": unit, "created_by": "nguoi-ghi@example.vn", "created_at": now, **columns}
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id or 0

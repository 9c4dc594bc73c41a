"""A known set of posts, figures and activities, written straight into the database."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from campaign.clock import SetClock
from campaign.db import Database
from campaign.desk import reports
from campaign.models import Activity, Channel, Click, Collection, Delivery, Item, Link, MetricSample, Revision
from campaign.models.reach import BY_HAND
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan

ZONE = "Asia/Ho_Chi_Minh"
PLAN: dict[str, Any] = {
    "schema": 1,
    "plan": {"id": "thu", "title": "Kế hoạch thử", "period": {"from": "2026-01-01", "to": "2027-12-31"}},
    "unit": [{"id": "bao", "name": "Báo"}, {"id": "dai", "name": "Đài"}],
    "task": [{"id": "1", "title": "Tuyên truyền"}, {"id": "2", "title": "Cơ sở"}],
    "task_item": [
        {"id": "1a", "task": "1", "text": "Đăng tin", "lead": ["bao", "dai"]},
        {
            "id": "1c", "task": "1", "text": "Tọa đàm", "lead": ["dai"],
            "minimum": {"per": "year", "count": 1, "what": "giao_luu_toa_dam_truc_tiep"},
        },
        {"id": "1d", "task": "1", "text": "Chuyên mục"},
        {"id": "1đ", "task": "1", "text": "Báo chí"},
        {"id": "1e", "task": "1", "text": "Tập huấn"},
        {"id": "2b", "task": "2", "text": "Loa"},
    ],
    "target": [
        {"id": "T01", "text": "Thu hút", "op": "qualitative", "evidence": "adapter"},
        {"id": "T04a", "text": "Trên 80% trường", "op": "gt", "value": 80, "evidence": "register"},
        {"id": "T05a", "text": "Trên 80% người dùng", "op": "gt", "value": 80, "evidence": "survey"},
        {
            "id": "T09", "text": "80% cơ quan", "op": "gte", "value": 80, "evidence": "register",
            "denominator": {"value": 40, "source": "Sổ đăng ký", "as_of": "2026-03-01"},
        },
    ],
}  # fmt: skip


@dataclass
class Ledger:
    """Times are given on the plan's wall clock (``2026-11-01T07:30``) or as moments."""

    database: Database
    posts: int = 0

    @property
    def clock(self) -> SetClock:
        assert isinstance(self.database.clock, SetClock)
        return self.database.clock

    def plan(self, **changed: Any) -> None:
        with self.database.write() as session:
            store_plan(session, self.clock.now(), Plan.model_validate(PLAN | changed), ZONE)

    def channel(self, key: str, platform: str = "facebook", task: str = "1a", unit: str = "bao") -> None:
        with self.database.write() as session:
            session.add(
                Channel(key=key, platform=platform, title=f"Kênh {key}", task=task, unit=unit, account=f"x:{key}")
            )

    def item(self, *task: str, unit: str = "") -> int:
        now = self.clock.now()
        with self.database.write() as session:
            name = uuid.uuid4().hex
            item = Item(
                slug=name, guid=name, kind="tip", content_sha256=name, created_at=now, updated_at=now, revision=2
            )
            session.add(item)
            session.flush()
            for number, tasks in ((1, ["2b"]), (2, list(task))):
                session.add(
                    Revision(
                        item_id=item.id or 0, number=number, content_sha256=name, title="Mẹo", task=tasks,
                        unit="dai" if number == 1 else unit, created_at=now,
                    )
                )  # fmt: skip
            return item.id or 0

    def post(self, item: int, channel: str, at: str, *, linked: bool = True, **columns: Any) -> int:
        """A published post of ``item``; ``columns`` change its row."""
        with self.database.write() as session:
            self.posts += 1
            values = {"state": "published", "published_at": moment(at), "due_at": moment(at), **columns}
            row = Delivery(
                guid=uuid.uuid4().hex, item_id=item, channel_key=channel, account=f"x:{channel}", slot_key="tay",
                local_time=str(self.posts), created_at=moment(at), **values,
            )  # fmt: skip
            session.add(row)
            session.flush()
            if linked:
                session.add(Link(code=f"ma-{row.id}", delivery_id=row.id, item_id=item, created_at=moment(at)))
            return row.id or 0

    def sample(self, post: int | None, at: str, channel: str = "", *, by_hand: bool = False, window: str = "",
               **figures: int) -> None:  # fmt: skip
        """Figures of a post, or (None) of a channel."""
        with self.database.write() as session:
            key = channel or session.get_one(Delivery, post).channel_key
            for metric, value in figures.items():
                session.add(
                    MetricSample(
                        delivery_id=post, channel_key=key, metric=metric, value=value, taken_at=moment(at),
                        native_name=BY_HAND if by_hand else "native", api_version="v1", window=window,
                    )
                )  # fmt: skip
                session.flush()

    def visits(self, post: int, at: str, count: int) -> None:
        with self.database.write() as session:
            session.add(Click(code=f"ma-{post}", minute=moment(at), count=count))

    def failed(self, post: int, at: str, why: str) -> None:
        with self.database.write() as session:
            session.add(Collection(delivery_id=post, age="24h", at=moment(at), error_message=why))

    def activity(self, task: str = "1c", kind: str = "talk_show", on: str = "2026-11-15", **columns: Any) -> None:
        with self.database.write() as session:
            values: dict[str, Any] = {"title": "Tọa đàm", "unit": "dai", **columns}
            session.add(
                Activity(
                    task=task, kind=kind, on_date=date.fromisoformat(on), created_by="cli",
                    created_at=self.clock.now(), **values,
                )
            )  # fmt: skip

    def report(self, period: str = "2026", unit: str = "") -> dict[str, Any]:
        return reports.report(self.database, period, unit=unit).body

    def under(self, task_item: str, period: str = "2026", unit: str = "") -> dict[str, Any]:
        """What the report says under one task item."""
        return under(self.report(period, unit), task_item)

    def on(self, channel: str, task_item: str = "1a", period: str = "2026") -> dict[str, Any]:
        """What it says of one channel there."""
        return next(each for each in self.under(task_item, period)["channels"] if each["channel"] == channel)


def under(report: dict[str, Any], task_item: str) -> dict[str, Any]:
    return next(item for task in report["tasks"] for item in task["task_items"] if item["id"] == task_item)


def moment(text: str) -> datetime:
    """A time of the plan's wall clock (UTC+7, no summer time) as a moment."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else datetime.fromisoformat(f"{text}+07:00")

"""A small newsroom for the calendar's tests: rows as a sync would leave them, and ways to look at what was planned."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.db import Database
from campaign.models import Approval, Channel, Delivery, Document, Item, Occurrence, Pause, Revision, Slot
from campaign.schedule.planner import plan_ahead
from campaign.schedule.report import PlanReport
from campaign.settings import Settings

NOW = datetime(2026, 12, 1, tzinfo=UTC)
SETTINGS = Settings(workspace=Path(), approvals=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def opened(database: Database, zone: str = "Asia/Ho_Chi_Minh", channels: str = "rss telegram") -> Database:
    """The database with its calendar's zone and connected channels."""
    with database.write() as session:
        session.add(Document(name="schedules", body={"timezone": zone}, sha256=zone, loaded_at=NOW))
        for key in channels.split():
            session.add(channel(key))
    return database


def channel(key: str, **fields: Any) -> Channel:
    given = {"platform": "rss", "title": key, "account": f"rss:{key}", "connected_at": NOW} | fields
    return Channel(key=key, **given)


def add_slot(database: Database, **fields: Any) -> None:
    given = {"key": "tip", "title": "Mẹo", "days": ["mon-sun"], "times": ["07:30"], "channels": ["rss", "telegram"]}
    with database.write() as session:
        session.add(Slot(**(given | {"pick": {"kind": "tip"}} | fields)))


def add_tips(database: Database, *slugs: str, approved: bool = True, **revision: Any) -> None:
    """Items of the kind tip, approved unless said otherwise; further fields go to their revisions."""
    with database.write() as session:
        for slug in slugs:
            item = Item(
                slug=slug, guid=uuid.uuid4().urn, kind="tip", content_sha256=slug, created_at=NOW, updated_at=NOW
            )
            session.add(item)
            session.flush()
            given = {"number": 1, "content_sha256": slug, "title": slug.upper(), "created_at": NOW} | revision
            session.add(Revision(item_id=item.id, **given))
            if approved:
                session.add(approval(item))


def approval(item: Item, at: datetime = NOW) -> Approval:
    return Approval(item_id=item.id, content_sha256=item.content_sha256, approver="editor@example.vn", at=at)


def add_pause(database: Database, start: str, end: str, **fields: Any) -> None:
    """From ``start`` to ``end`` in UTC, both included to the minute."""
    with database.write() as session:
        given = {"channels": ["*"], "except_tags": [], "reason": "Tết Nguyên đán"} | fields
        session.add(Pause(from_at=utc(start), to_at=utc(end), **given))


def change(database: Database, model: type, where: Any, **values: Any) -> None:
    with database.write() as session:
        session.execute(sa.update(model).where(where).values(**values))


def change_tip(database: Database, slug: str, **values: Any) -> None:
    """Change the current revision of an item (a test's shortcut: a real edit makes a new one)."""
    change(database, Revision, col(Revision.content_sha256) == slug, **values)


def plan(database: Database, days: int = 14) -> PlanReport:
    return plan_ahead(database, SETTINGS, days)


def deliveries(database: Database, channel_key: str = "rss") -> list[tuple[str, str, str]]:
    """(local time, slug, state) of a channel's deliveries, in order."""
    with database.read() as session:
        rows = session.execute(
            sa.select(col(Delivery.local_time), col(Item.slug), col(Delivery.state))
            .join(Item, col(Item.id) == col(Delivery.item_id))
            .where(col(Delivery.channel_key) == channel_key)
            .order_by(col(Delivery.local_time), col(Delivery.id))
        )
        return [tuple(row) for row in rows]


def slugs(database: Database, channel_key: str = "rss") -> list[str]:
    """What goes out on a channel, in order; cancelled ones left out."""
    return [slug for _, slug, state in deliveries(database, channel_key) if state != "cancelled"]


def occurrences(database: Database) -> list[Occurrence]:
    with database.read() as session:
        return list(session.scalars(sa.select(Occurrence).order_by(col(Occurrence.due_at))))


def outcomes(database: Database) -> list[str]:
    return [row.state for row in occurrences(database)]


def everything(database: Database) -> list[Any]:
    """All that planning writes, to be compared before and after."""
    with database.read() as session:
        return [*_rows(session, Delivery), *_rows(session, Occurrence)]


def _rows(session: Session, model: type[Delivery] | type[Occurrence]) -> list[dict[str, Any]]:
    order = col(Delivery.id) if model is Delivery else col(Occurrence.due_at)
    return [row.model_dump() for row in session.scalars(sa.select(model).order_by(order))]


def day(number: int) -> date:
    return date(2026, 12, number)

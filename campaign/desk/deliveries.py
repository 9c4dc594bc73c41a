"""What a person does with deliveries: each one transaction and one audit row.

Every deed raises NotFound for a stranger and Mistake for a role too low, whichever face it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.db import Database
from campaign.delivery import changes
from campaign.delivery.forecast import forecast
from campaign.delivery.preview import notes
from campaign.delivery.rows import locked
from campaign.desk.roles import acting
from campaign.desk.urgent import hand_in
from campaign.errors import Mistake, NotFound
from campaign.models import Channel, Delivery, Item
from campaign.people.audit import record
from campaign.settings import Settings
from campaign.workspace.stored import required_approvals

PASSED = "Giờ này đã qua. Hãy chọn giờ sắp tới, hoặc dùng nút Đăng ngay."


def schedule(
    database: Database, actor: str, slug: str, channel_key: str, at: datetime | None, urgent: bool = False,
    settings: Settings | None = None,
) -> int:  # fmt: skip
    """One delivery by hand, at a moment or (None) now; returns its id. The same again returns the same id.

    With ``settings`` by the rules of the pages: Mistake for a new one in the past; an urgent one's item is handed in.
    """
    with database.write() as session:
        return scheduled(session, database.now(session), actor, slug, channel_key, at, urgent, settings)[0]


def scheduled(
    session: Session, now: datetime, actor: str, slug: str, channel_key: str, at: datetime | None, urgent: bool = False,
    settings: Settings | None = None,
) -> tuple[int, bool]:  # fmt: skip
    """As ``schedule``, in the caller's transaction: (id, whether it is new)."""
    acting(session, actor, "schedule")
    item, channel = _item(session, slug), _channel(session, channel_key)
    row, is_new = changes.schedule_by_hand(session, now, item, channel, at or now, actor, urgent)
    if is_new and settings is not None:
        require_ahead(at, now)
        if urgent:
            session.refresh(item, with_for_update=True)
            hand_in(session, now, item, actor, required_approvals(session, settings))
    if is_new:
        record(session, now, actor, "schedule", f"delivery:{row.id}", item=slug, channel=channel_key, urgent=urgent)
    return row.id or 0, is_new


def foreseen(database: Database, settings: Settings, delivery_id: int) -> list[str]:
    """Why this planned delivery will not go out if nobody does anything, in sentences; empty: nothing is known."""
    with database.read() as session:
        delivery, now = session.get_one(Delivery, delivery_id), database.now(session)
        days = max((delivery.due_at - now).days + 1, 0)
        found = forecast(session, settings, now, days, delivery_id)
    return [one.message for one in found.get(delivery_id, ())]


def left_out(database: Database, settings: Settings, delivery_id: int) -> Sequence[str]:
    """What of the item this delivery will not show, in sentences."""
    with database.read() as session:
        return notes(session, settings, delivery_id)


def cancel(database: Database, actor: str, delivery_id: int) -> None:
    """Returns only if nothing can go out any more. Raises Conflict otherwise."""
    _change(database, actor, "cancel", delivery_id, lambda session, now: changes.cancel(session, delivery_id, now))


def reschedule(database: Database, actor: str, delivery_id: int, at: datetime | None, *, ahead: bool = False) -> None:
    """To another moment (None: now). ``ahead``: Mistake for one that has passed, as on the pages."""

    def change(session: Session, now: datetime) -> Delivery:
        if ahead:
            require_ahead(at, now)
        return changes.reschedule(session, delivery_id, at or now)

    _change(database, actor, "reschedule", delivery_id, change)


def require_ahead(at: datetime | None, now: datetime) -> None:
    """Raises Mistake for a moment that has passed; None is now."""
    if at is not None and at <= now:
        raise Mistake(PASSED)


def release(database: Database, actor: str, delivery_id: int) -> None:
    """Let a held one go now."""
    _change(database, actor, "release", delivery_id, lambda session, now: changes.release(session, delivery_id, now))


def retry(database: Database, actor: str, delivery_id: int) -> None:
    """Try a failed one again now."""
    _change(database, actor, "retry", delivery_id, lambda session, now: changes.retry(session, delivery_id, now))


def publish_now(database: Database, actor: str, delivery_id: int) -> None:
    """Bring a scheduled one forward."""
    _change(
        database, actor, "publish_now", delivery_id, lambda session, now: changes.publish_now(session, delivery_id, now)
    )


def resolve_published(database: Database, actor: str, delivery_id: int, permalink: str = "") -> None:
    """The person has seen it there."""
    _change(
        database, actor, "resolve_published", delivery_id,
        lambda session, now: changes.resolve_published(session, delivery_id, now, permalink),
    )  # fmt: skip


def resolve_absent(database: Database, actor: str, delivery_id: int) -> None:
    """The person has looked and it is not there: send it again."""
    _change(
        database, actor, "resolve_absent", delivery_id,
        lambda session, now: changes.resolve_absent(session, delivery_id, now),
    )  # fmt: skip


def _change(
    database: Database, actor: str, action: str, delivery_id: int, change: Callable[[Session, datetime], Delivery]
) -> None:
    with database.write() as session:
        now = database.now(session)
        acting(session, actor, action.partition("_")[0] if action.startswith("resolve") else action)
        row = locked(session, delivery_id)
        before = stand(row) if row else {}
        after = stand(change(session, now))
        record(session, now, actor, action, f"delivery:{delivery_id}", before=before, after=after)


def stand(row: Delivery) -> dict[str, str]:
    """Where a delivery stands, for the record of what was before and after."""
    return {"state": row.state, "due_at": row.due_at.isoformat()}


def _item(session: Session, slug: str) -> Item:
    item = session.scalars(sa.select(Item).where(col(Item.slug) == slug)).one_or_none()
    if item is None:
        raise NotFound(f"Không có mục nào tên {slug}. Hãy chạy campaign sync, hoặc xem lại tên tệp.")
    if item.state == "archived":
        raise Mistake(f"Mục {slug} đã lưu kho, không lên lịch được.")
    return item


def _channel(session: Session, key: str) -> Channel:
    channel = session.get(Channel, key)
    if channel is None or channel.removed_at:
        raise NotFound(f"Không có kênh {key}. Xem danh sách: campaign channel list")
    return channel

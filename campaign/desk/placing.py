"""A person puts an item into the next free slot of each chosen channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from campaign.db import Database
from campaign.delivery import changes
from campaign.desk.roles import may_see, person, require_theirs
from campaign.errors import Mistake, NotFound
from campaign.library.approvals import item_by_slug
from campaign.library.revisions import current_revision
from campaign.models import Channel, Item
from campaign.people.audit import record
from campaign.schedule.free import next_free, wanted
from campaign.workspace.stored import stored_zone


@dataclass(frozen=True)
class Placed:
    """One delivery that was made; ``due_at`` aware UTC."""

    delivery_id: int
    channel: str
    due_at: datetime


def place_next(database: Database, by: str, slug: str, channels: Sequence[str]) -> list[Placed]:
    """One delivery per channel at its own next free slot, all or none. Raises NotFound, Conflict, Mistake."""
    with database.write() as session:
        now = database.now(session)
        user = person(session, by, "schedule")
        item = _item(session, slug)
        revision = current_revision(session, item)
        require_theirs(user, item, revision.unit)
        what = wanted(session, item, revision, stored_zone(session))
        if not channels:
            raise Mistake("Hãy chọn ít nhất một kênh.")
        placed = []
        for key in dict.fromkeys(channels):
            channel = session.get(Channel, key)
            if channel is None or channel.removed_at or not may_see(user, channel.unit):
                raise NotFound("Không có kênh này.")
            due_at = next_free(session, now, channel, what)
            row, is_new = changes.schedule_by_hand(session, now, item, channel, due_at, user.email)
            if is_new:
                record(session, now, user.email, "schedule", f"delivery:{row.id}", item=slug, channel=key, urgent=False)
            placed.append(Placed(row.id or 0, key, due_at))
        return placed


def _item(session: Session, slug: str) -> Item:
    item = item_by_slug(session, slug)
    if item.state == "archived":
        raise Mistake(f"Mục {slug} đã lưu kho, không lên lịch được.")
    return item

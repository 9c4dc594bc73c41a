"""An urgent post on many channels: one press, one transaction; where nobody approves, a manager's yes on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.db import Database
from campaign.delivery.urgent import Placed, place
from campaign.desk.editorial import plan_ahead, require_read
from campaign.desk.roles import may_see, person, require_theirs
from campaign.errors import Mistake, NotFound
from campaign.library import approvals
from campaign.library.revisions import current_revision
from campaign.models import Channel, Item, User
from campaign.models.approvals import is_approved
from campaign.people.audit import record
from campaign.settings import Settings
from campaign.workspace.stored import required_approvals
from campaign.workspace.text import clean_text


@dataclass(frozen=True)
class Wish:
    """What the person asks for beside the posts. ``bypass_reason``: a manager's, for letting it go alone; ``approve``:
    their own yes goes with it; ``content_sha256``: of what they have read, empty: not said."""

    approve: bool = False
    bypass_reason: str = ""
    content_sha256: str = ""


@dataclass(frozen=True)
class Urgent:
    """What was placed, and whether it may go: else it is held until somebody approves."""

    placed: Sequence[Placed]
    approved: bool


def post_urgently(
    database: Database, settings: Settings, by: str, slug: str, channels: Sequence[str], wish: Wish | None = None
) -> Urgent:
    """The item on each of the channels now, ahead of everything else; platform limits still hold.

    What is not approved is handed in, and its posts wait for the yes. Raises NotFound, Conflict, Mistake.
    """
    wish = wish or Wish()
    if not channels:
        raise Mistake("Hãy chọn ít nhất một kênh.")
    with database.write() as session:
        now, user = database.now(session), person(session, by, "urgent")
        item = approvals.item_by_slug(session, slug, for_change=True)
        require_theirs(user, item, current_revision(session, item).unit)
        require_read(item, wish.content_sha256)
        if item.state == "archived":
            raise Mistake(f"Mục {slug} đã lưu kho, không đăng được.")
        required = required_approvals(session, settings)
        _say_yes(session, now, user, item, required, wish)
        placed = [
            place(session, now, item, _channel(session, user, key), user.email) for key in dict.fromkeys(channels)
        ]
        approved = is_approved(session, item, required)
        record(
            session, now, user.email, "item.urgent", f"item:{slug}", channels=[one.channel_key for one in placed],
            deliveries=[one.delivery_id for one in placed if one.code != "already"],
        )  # fmt: skip
    plan_ahead(database, settings)
    return Urgent(placed, approved)


def _say_yes(session: Session, now: datetime, user: User, item: Item, required: int, wish: Wish) -> None:
    """The manager's yes, or one's own, or at least the item is in the approvers' inbox."""
    if is_approved(session, item, required):
        return
    reason = clean_text(wish.bypass_reason).strip()
    if reason:
        person(session, user.email, "bypass")
        approvals.bypass(session, now, item, user.email, reason, required)
        record(session, now, user.email, "item.bypass", f"item:{item.slug}", reason=reason, revision=item.revision)
    elif wish.approve:
        person(session, user.email, "approve")
        yes = approvals.approve(session, now, item, user.email, required)
        record(session, now, user.email, "item.approve", f"item:{item.slug}", revision=item.revision, approved_by=yes)
    else:
        hand_in(session, now, item, user.email, required)


def hand_in(session: Session, now: datetime, item: Item, by: str, required: int) -> None:
    """What is not approved is put into the approvers' inbox, unless it is there; its posts wait for the yes."""
    if item.state != "submitted" and not is_approved(session, item, required):
        approvals.submit(session, now, item, by, required)
        record(session, now, by, "item.submit", f"item:{item.slug}", revision=item.revision)


def _channel(session: Session, user: User, key: str) -> Channel:
    channel = session.scalars(sa.select(Channel).where(col(Channel.key) == key)).one_or_none()
    if channel is None or channel.removed_at is not None or not may_see(user, channel.unit):
        raise NotFound(f"Không có kênh {key}.")
    if channel.connected_at is None and channel.platform not in ("rss", "manual"):
        raise Mistake(f"Kênh {channel.title} chưa kết nối nên chưa đăng được. Hãy bỏ chọn kênh này.")
    return channel

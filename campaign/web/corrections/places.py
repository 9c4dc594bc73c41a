"""Every place of an item: what stands there, what stood there before, what can be done about it and what cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery import published
from campaign.delivery.places import places_of, theirs
from campaign.desk import roles
from campaign.desk.published import approved_subject
from campaign.errors import Mistake
from campaign.models import Channel, Delivery, Item, PastText, User
from campaign.settings import Settings
from campaign.web.language import gettext_noop
from campaign.web.status import address

BROADCAST = gettext_noop(
    "Tin phát rộng đã đến người theo dõi, không thu hồi được; gỡ bài thì liên kết trong tin dẫn vào chỗ trống."
)
BY_HAND = gettext_noop("Bài do người đăng: chương trình chỉ ghi nhận, bạn phải tự gỡ trên kênh.")
FEED = gettext_noop("Ai đã tải bản cũ về trình đọc tin thì vẫn còn bản đó.")


@dataclass(frozen=True)
class Place:
    """One post that is out. ``no_amend``: why it cannot be brought to the approved text; empty: it can.
    ``same``: it says that already. ``notes``: what cannot be undone there. ``past``: what it said before."""

    id: int
    channel: str
    channel_title: str
    platform: str
    permalink: str
    published_at: datetime | None
    corrected_at: datetime | None
    text: str
    no_amend: str
    same: bool
    notes: Sequence[str]
    past: Sequence[PastText]

    @property
    def deeds(self) -> list[str]:
        return [deed for deed in ("amend", "retract", "post") if deed != "amend" or not (self.no_amend or self.same)]


def read_places(session: Session, settings: Settings, user: User, item: Item) -> tuple[list[Place], str]:
    """(the places that this person sees, why none can be amended: nothing of the item is approved)."""
    try:
        subject, unapproved = approved_subject(session, settings, item), ""
    except Mistake as mistake:
        subject, unapproved = None, str(mistake)
    found = []
    for row in places_of(session, item.id or 0):
        channel = session.get_one(Channel, row.channel_key)
        if not roles.may_see(user, channel.unit):
            continue
        foreseen = published.foresee(session, settings, row, channel, subject) if subject else None
        refused = foreseen.message if foreseen and foreseen.code == "refused" else ""
        found.append(
            Place(
                id=row.id or 0, channel=channel.key, channel_title=channel.title, platform=channel.platform,
                permalink=address(row.permalink), published_at=row.published_at, corrected_at=row.corrected_at,
                text=row.text or "", no_amend=unapproved or refused,
                same=foreseen is not None and foreseen.code == "unchanged",
                notes=list(_notes(session, row, channel)), past=past_texts(session, row.id or 0),
            )
        )  # fmt: skip
    return found, unapproved


def past_texts(session: Session, delivery_id: int) -> Sequence[PastText]:
    """What one post said before, the latest first."""
    query = sa.select(PastText).where(col(PastText.delivery_id) == delivery_id).order_by(col(PastText.id).desc())
    return session.scalars(query).all()


def taken_down(session: Session, user: User, item: Item) -> list[tuple[Delivery, Channel]]:
    """Posts of the item that are gone, with the reason: their text is kept."""
    rows = session.execute(
        sa.select(Delivery, Channel)
        .join(Channel, col(Channel.key) == col(Delivery.channel_key))
        .where(col(Delivery.item_id) == item.id, col(Delivery.part) == "", col(Delivery.retracted_at).is_not(None))
        .order_by(col(Delivery.retracted_at).desc())
    )
    return [(row, channel) for row, channel in rows if roles.may_see(user, channel.unit)]


def _notes(session: Session, row: Delivery, channel: Channel) -> list[str]:
    notes = [BY_HAND] if theirs(row, channel) else []
    sent = sa.select(col(Delivery.id)).where(
        col(Delivery.after_id) == row.id, col(Delivery.part) == "broadcast", col(Delivery.state) == "published"
    )
    if session.scalar(sent.limit(1)) is not None:
        notes.append(BROADCAST)
    return [*notes, FEED] if channel.platform == "rss" else notes

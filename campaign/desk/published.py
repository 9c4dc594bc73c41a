"""Corrections and retractions: what a person decides about posts that are already out, on every place at once."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery import published
from campaign.delivery.context import Dispatch
from campaign.delivery.freeze import subject_of
from campaign.delivery.places import places_of
from campaign.delivery.taking_down import take_down, withdraw_if_nowhere
from campaign.errors import PLATFORM_ERRORS, Conflict, Mistake, NotFound
from campaign.library.revisions import latest_approved_revision
from campaign.models import Channel, Delivery, Item
from campaign.people.audit import record
from campaign.rendering.compose import Subject
from campaign.settings import Settings
from campaign.workspace.stored import required_approvals


def correct(dispatch: Dispatch, actor: str, slug: str) -> list[published.Result]:
    """Bring every place of an item to its latest approved text; one result for each. The text before is kept.

    Raises NotFound, or Mistake where no content of the item is approved or it is published nowhere.
    """
    with dispatch.database.read() as session:
        item = session.scalars(sa.select(Item).where(col(Item.slug) == slug)).one_or_none()
        if item is None:
            raise NotFound(f"Không có mục nào tên {slug}.")
        subject = approved_subject(session, dispatch.settings, item)
        places = [(place, session.get_one(Channel, place.channel_key)) for place in places_of(session, item.id or 0)]
    if not places:
        raise Mistake(f"Mục {slug} chưa có bài nào trên kênh để sửa.")
    return [_correct_one(dispatch, actor, place, channel, subject) for place, channel in places]


def correct_place(dispatch: Dispatch, actor: str, delivery_id: int) -> published.Result:
    """The same for one place alone. Raises Conflict for a post that is not there any more, Mistake."""
    with dispatch.database.read() as session:
        place = session.get_one(Delivery, delivery_id)
        if place.state != "published" or place.retracted_at is not None:
            raise Conflict("Bài không còn trên kênh.")
        subject = approved_subject(session, dispatch.settings, session.get_one(Item, place.item_id))
        channel = session.get_one(Channel, place.channel_key)
    return _correct_one(dispatch, actor, place, channel, subject)


def approved_subject(session: Session, settings: Settings, item: Item) -> Subject:
    """The item as it was last approved: what posts are brought to. Raises Mistake where nothing of it is approved."""
    revision = latest_approved_revision(session, item, required_approvals(session, settings))
    if revision is None:
        raise Mistake(f"Chưa có bản nào của {item.slug} được duyệt. Hãy duyệt bản cần đăng trước.")
    return subject_of(session, item, revision.number)


def _correct_one(
    dispatch: Dispatch, actor: str, place: Delivery, channel: Channel, subject: Subject
) -> published.Result:
    result, before = published.amend(dispatch, place, channel, subject)
    with dispatch.database.write() as session:
        now = dispatch.database.now(session)
        record(session, now, actor, "correct", f"delivery:{place.id}", result=result.code, text_before=before)
    return result


def retract(dispatch: Dispatch, actor: str, delivery_id: int, reason: str) -> list[str]:
    """Take one post down with everything that follows it. The text and its hash are kept. Raises Mistake.

    Returns what a person still has to take down themselves, and what cannot be called back, in a sentence each.
    """
    if not reason.strip():
        raise Mistake("Hãy ghi lý do gỡ bài (--reason); lý do này đứng trong hồ sơ.")
    try:
        done = take_down(dispatch, delivery_id, reason.strip())
    except PLATFORM_ERRORS as error:
        raise Mistake(f"Nền tảng không gỡ được bài: {error.message}") from None
    with dispatch.database.write() as session:
        now = dispatch.database.now(session)
        row = session.get_one(Delivery, delivery_id)
        withdraw_if_nowhere(session, now, row.item_id)
        record(session, now, actor, "retract", f"delivery:{delivery_id}", reason=reason, text_sha256=row.text_sha256)
    by_hand = "Đã ghi nhận. Bài này do người đăng, hãy tự gỡ trên kênh"
    return [*(f"{by_hand}: {each.permalink or each.id}" for each in done.theirs), *done.stays]

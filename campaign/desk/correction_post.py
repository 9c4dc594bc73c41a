"""A correction that is posted: an item of its own, handed in, urgent on the channels that said what was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from campaign.delivery.urgent import place
from campaign.desk.editing import new_slug
from campaign.errors import Mistake
from campaign.library.fields import ItemFields, fields_of
from campaign.library.revisions import create, current_revision
from campaign.models import Channel, Correction, CorrectionStep, Delivery, Item, User
from campaign.people.audit import record
from campaign.settings import Settings
from campaign.workspace.stored import required_approvals
from campaign.workspace.text import clean_text

TO_FILL = "[…]"
"""Stands in a proposed text where only a person knows what is right."""


@dataclass(frozen=True)
class Wording:
    """Title and Markdown of the correction that is posted."""

    title: str
    body: str


def proposed(item_title: str, published_on: str) -> Wording:
    """What a correction says to begin with; a person fills in what is right."""
    body = (
        f"Bài “{item_title}” đăng ngày {published_on} có thông tin chưa đúng: {TO_FILL}\n\n"
        f"Thông tin đúng là: {TO_FILL}\n\nChúng tôi xin lỗi bạn đọc và những người có liên quan."
    )
    return Wording(f"Cải chính: {item_title}", body)


def write_post(
    session: Session, now: datetime, settings: Settings, user: User, item: Item, made: Correction,
    steps: Sequence[CorrectionStep], wording: Wording | None,
) -> None:  # fmt: skip
    """For every step that asks for one. Raises Mistake where nothing, or not everything, was written."""
    wanted = [step for step in steps if step.deed == "post"]
    if not wanted:
        return
    title, body = (clean_text(text).strip() for text in ((wording.title, wording.body) if wording else ("", "")))
    if not title or not body:
        raise Mistake("Hãy viết tiêu đề và lời của bài cải chính.")
    if TO_FILL in body or TO_FILL in title:
        raise Mistake(f"Lời cải chính còn chỗ {TO_FILL} chưa điền. Hãy viết rõ điều sai và điều đúng.")
    post = _post_item(session, now, user, item, title, body)
    made.post_item_id = post.id
    required = required_approvals(session, settings)
    for step in wanted:
        channel = session.get_one(Channel, session.get_one(Delivery, step.delivery_id).channel_key)
        placed = place(session, now, post, channel, user.email)
        step.post_delivery_id, step.state, step.started_at, step.finished_at = placed.delivery_id, "done", now, now
        step.message = "Đã xếp bài cải chính, lên kênh ngay khi được duyệt." if required else "Bài cải chính đang đi."


def _post_item(session: Session, now: datetime, user: User, item: Item, title: str, body: str) -> Item:
    """Of the same unit, task, tags and audience as the item that it corrects."""
    of = fields_of(item.kind, current_revision(session, item))
    said = ItemFields(title=title, body=body, kind="article", tags=of.tags, audience=of.audience, task=of.task)
    said = replace(said, unit=of.unit, language=of.language, defang=of.defang)
    slug = new_slug(session, None, title)
    post = create(session, now, slug, said, user.email)
    record(session, now, user.email, "item.create", f"item:{slug}", content_sha256=post.content_sha256)
    post.state, post.submitted_by = "submitted", user.email
    record(session, now, user.email, "item.submit", f"item:{slug}", revision=1, content_sha256=post.content_sha256)
    return post

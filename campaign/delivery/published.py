"""Published posts brought to the latest approved text; repeated as often as wanted. Down: ``taking_down``."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from campaign.delivery.context import Dispatch
from campaign.delivery.freeze import Frozen, freeze
from campaign.delivery.heed import heed
from campaign.delivery.places import parts_of, theirs
from campaign.delivery.rows import locked
from campaign.errors import PLATFORM_ERRORS
from campaign.models import Channel, Delivery, PastText
from campaign.net.deadline import step_seconds
from campaign.platforms import platform
from campaign.platforms.seam import KnowsWhatIsFixed, Post, Receipt
from campaign.rendering.compose import Subject
from campaign.settings import Settings


@dataclass(frozen=True)
class Result:
    """What became of one place. ``code``: corrected | unchanged | retracted | refused | unsupported."""

    delivery_id: int
    channel: str
    code: str
    message: str


def amend(dispatch: Dispatch, delivery: Delivery, channel: Channel, subject: Subject) -> tuple[Result, str | None]:
    """Bring one place, and the texts that follow it, to ``subject``. Returns the result and the text before.

    A part that the new text no longer has, or newly needs, cannot be edited into place: the result says so.
    """
    with dispatch.database.read() as session:
        fresh = freeze(session, dispatch.settings, delivery, channel, subject)
        parts = _text_parts(session, delivery)
    if foreseen := _foreseen(delivery, channel, fresh, parts):
        return foreseen, None
    assert fresh.post is not None
    before = Post.model_validate(delivery.post)
    wanted = {part.name: part for part in fresh.post.parts if part.text}
    try:
        receipt = _amend_remote(dispatch, channel, Receipt.model_validate(delivery.receipt), fresh.post)
        for part in parts:
            said = wanted[part.part]
            says = {"part": part.part, "text": said.text, "plain": said.plain or said.text, "media": ()}
            post = fresh.post.model_copy(update=says)
            if part.receipt:
                _amend_remote(dispatch, channel, Receipt.model_validate(part.receipt), post)
    except PLATFORM_ERRORS as error:
        heed(dispatch, channel, error)
        return _refused(delivery, error.message), None
    _note_amended(dispatch, delivery.id or 0, fresh.post, receipt, fresh.content_sha256, fresh.template_sha256)
    return Result(delivery.id or 0, channel.key, "corrected", "Đã sửa bài trên kênh."), before.plain


def foresee(
    session: Session, settings: Settings, delivery: Delivery, channel: Channel, subject: Subject
) -> Result | None:
    """What ``amend`` would answer without asking the platform (refused, unchanged); None: it would try. No network."""
    fresh = freeze(session, settings, delivery, channel, subject)
    return _foreseen(delivery, channel, fresh, _text_parts(session, delivery))


def _foreseen(delivery: Delivery, channel: Channel, fresh: Frozen, parts: Sequence[Delivery]) -> Result | None:
    if theirs(delivery, channel):
        where = f" tại {delivery.permalink}" if delivery.permalink else ""
        return _refused(delivery, f"Bài này không do chương trình gửi: hãy tự sửa trên kênh{where}.")
    if fresh.problems or fresh.post is None or not delivery.post or not delivery.receipt:
        return _refused(delivery, "; ".join(p.message for p in fresh.problems) or "Không rõ bài đang nằm ở đâu.")
    before = Post.model_validate(delivery.post)
    if fresh.post.text == before.text and fresh.post.parts == before.parts and fresh.post.draft == before.draft:
        return Result(delivery.id or 0, channel.key, "unchanged", "Bài trên kênh đã đúng bản mới nhất.")
    if {part.name for part in fresh.post.parts if part.text} != {part.part for part in parts}:
        return _refused(delivery, "Bản mới dài ngắn khác bản cũ nên số tin kèm theo thay đổi; hãy gỡ bài rồi đăng lại.")
    adapter = platform(channel.platform)
    fixed = ""
    if isinstance(adapter, KnowsWhatIsFixed):
        fixed = adapter.fixed(Receipt.model_validate(delivery.receipt), fresh.post)
    return _refused(delivery, fixed) if fixed else None


def _amend_remote(dispatch: Dispatch, channel: Channel, receipt: Receipt, post: Post) -> Receipt:
    to = dispatch.destinations.to(channel, step_seconds(dispatch.settings.http_deadline_s, post.upload_bytes))
    return platform(channel.platform).amend(to, receipt, post)


def _note_amended(
    dispatch: Dispatch, delivery_id: int, post: Post, receipt: Receipt, content_sha256: str, template_sha256: str
) -> None:
    with dispatch.database.write() as session:
        row = locked(session, delivery_id, "published")
        if row is None:
            return
        now = dispatch.database.now(session)
        _keep_text(session, row, now)
        for part in _text_parts(session, row):
            said = next((one for one in post.parts if one.name == part.part), None)
            if said is not None and (said.plain or said.text) != part.text:
                _keep_text(session, part, now)
                part.text, part.corrected_at = said.plain or said.text, now
                part.text_sha256 = hashlib.sha256(part.text.encode()).hexdigest()
        row.corrected_at = now
        row.post, row.text = post.model_dump(mode="json"), post.plain
        row.text_sha256 = hashlib.sha256(post.plain.encode()).hexdigest()
        row.content_sha256, row.template_sha256 = content_sha256, template_sha256
        row.receipt = receipt.model_dump(mode="json")
        row.permalink = receipt.permalink or row.permalink


def _keep_text(session: Session, row: Delivery, now: datetime) -> None:
    """What it said until now stays on record."""
    since = row.corrected_at or row.published_at
    session.add(PastText(delivery_id=row.id or 0, text=row.text or "", since_at=since, until_at=now))


def _text_parts(session: Session, delivery: Delivery) -> list[Delivery]:
    return [part for part in parts_of(session, delivery) if part.state == "published" and part.text]


def _refused(delivery: Delivery, message: str) -> Result:
    return Result(delivery.id or 0, delivery.channel_key, "refused", message)

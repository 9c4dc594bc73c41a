"""A trial post: does the channel really take one? Where the public does not see it, on request, with its result."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery.context import Dispatch
from campaign.desk.roles import person
from campaign.errors import PLATFORM_ERRORS, Mistake, NotFound
from campaign.media.cover import TRIAL, TRIAL_TITLE, draw_cover
from campaign.models import AuditEntry, Channel
from campaign.people.audit import record
from campaign.platforms import ADAPTERS, platform
from campaign.platforms.seam import Destination, Draft, MediaFile, Post, Trial, TriesPosts
from campaign.workspace.channel_options import is_loopback

TEXT = "Bài thử của chương trình lịch truyền thông. Nếu bạn đọc được dòng này, kênh nhận bài được."
WENT = "published"
"""``state`` of a trial on record that the platform took."""


def send_trial(dispatch: Dispatch, actor: str, key: str) -> Trial:
    """One transaction and one audit row, whatever became of it. Raises NotFound, Mistake with the refusal in plain
    words."""
    database = dispatch.database
    with database.read() as session:
        person(session, actor, "trial")
        channel = session.get(Channel, key)
    if channel is None or channel.removed_at is not None:
        raise NotFound("Không có kênh này.")
    adapter = _adapter(channel)
    to = dispatch.destinations.to(channel, dispatch.settings.http_deadline_s)
    trial, refusal = None, ""
    try:
        trial = adapter.try_post(to, _post(dispatch, channel, to))
    except PLATFORM_ERRORS as failure:
        refusal = failure.message
    with database.write() as session:
        said = trial.said if trial else refusal
        link, state = (trial.permalink, WENT) if trial else ("", "failed")
        record(session, database.now(session), actor, "trial", f"channel:{key}", result=said, link=link, state=state)
    if trial is None:
        raise Mistake(f"Bài thử không đi được: {refusal}")
    return trial


def last_trial(session: Session, key: str) -> Trial | None:
    """What the channel's newest trial post showed; None: there is none, or it did not go out."""
    mine = (col(AuditEntry.action) == "trial", col(AuditEntry.subject) == f"channel:{key}")
    row = session.scalars(sa.select(AuditEntry).where(*mine).order_by(col(AuditEntry.id).desc()).limit(1)).first()
    if row is None or row.detail.get("state") != WENT:
        return None
    return Trial(said=row.detail["result"], permalink=row.detail["link"])


def can_try(channel_platform: str) -> bool:
    """Does this platform take posts that nobody sees?"""
    return channel_platform in ADAPTERS and isinstance(platform(channel_platform), TriesPosts)


def _adapter(channel: Channel) -> TriesPosts:
    adapter = platform(channel.platform) if channel.platform in ADAPTERS else None
    if not isinstance(adapter, TriesPosts):
        raise Mistake(f"{channel.title} không có chỗ riêng để gửi thử: kênh này không gửi gì ra ngoài.")
    if channel.connected_at is None:
        raise Mistake("Kênh chưa kết nối. Hãy bấm Kết nối ở trang Kênh.")
    if channel.closed_at is not None:
        raise Mistake("Kênh đang đóng nên không gửi gì, kể cả bài thử. Hãy mở kênh trước.")
    return adapter


def _post(dispatch: Dispatch, channel: Channel, to: Destination) -> Post:
    """A short text, with a cover card where posts need a picture."""
    adapter = platform(channel.platform)
    address = dispatch.settings.links_url
    media: tuple[MediaFile, ...] = ()
    if adapter.limits.needs_image:
        if _here_only(address) and not _here_only(str(channel.options.get("api_url") or adapter.default_api_url)):
            raise Mistake("Nền tảng phải tải được ảnh bìa từ máy chủ này: hãy đặt CAMPAIGN_PUBLIC_URL.")
        media = (_card(f"{address}/public/{TRIAL}"),)
    draft = Draft(title=TRIAL_TITLE, text=TEXT, link="", target=address, html=f"<p>{TEXT}</p>", media=media)
    return adapter.shape(draft, to.options)


def _card(url: str) -> MediaFile:
    content = draw_cover(TRIAL_TITLE)
    sha256 = hashlib.sha256(content).hexdigest()
    return MediaFile(sha256=sha256, kind="image", mime="image/jpeg", name=TRIAL, size=len(content), url=url)


def _here_only(url: str) -> bool:
    return is_loopback(urlsplit(url).hostname or "localhost")

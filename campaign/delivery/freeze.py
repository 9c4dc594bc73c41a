"""Renders a delivery's post and looks for reasons that its platform would refuse it: the preflight."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery.fit import files_of, fitting_problems, ready
from campaign.delivery.sources import Sources
from campaign.models import Channel, Delivery, Item, Link, MediaRow, Revision
from campaign.models.birth import CODE_LENGTH
from campaign.platforms import ADAPTERS, platform
from campaign.platforms.seam import Part, Post, Problem, Receipt
from campaign.rendering.compose import Subject, compose
from campaign.rendering.template import TemplateFault
from campaign.settings import Settings

SOME_CODE = "x" * CODE_LENGTH
"""As long as a real code: where there is no delivery yet, so that a text is as long as it will be."""


@dataclass(frozen=True)
class Frozen:
    """A rendered post, from which contents it was made, and what is wrong with it (nothing: it may go)."""

    post: Post | None
    content_sha256: str
    template_sha256: str
    problems: Sequence[Problem]


def subject_of(session: Session, item: Item, number: int | None = None) -> Subject:
    """An item at one revision (default: the current one) with its stored files."""
    revision = session.scalars(
        sa.select(Revision).where(col(Revision.item_id) == item.id, col(Revision.number) == (number or item.revision))
    ).one()
    return _subject(session, item, revision)


def _subject(session: Session, item: Item, revision: Revision) -> Subject:
    wanted = files_of(revision)
    rows = session.scalars(sa.select(MediaRow).where(col(MediaRow.sha256).in_(wanted))).all() if wanted else []
    return Subject(item, revision, {row.sha256: row for row in rows}, ready(session, wanted))


def subjects_of(session: Session, ids: Collection[int]) -> dict[int, Subject]:
    """As ``subject_of``, for many items by id, in as many statements as for one."""
    rows = session.execute(
        sa.select(Item, Revision)
        .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
        .where(col(Item.id).in_(ids))
    ).all()
    wanted = {sha256 for _, revision in rows for sha256 in files_of(revision)}
    files = session.scalars(sa.select(MediaRow).where(col(MediaRow.sha256).in_(wanted))).all() if wanted else []
    media, made = {row.sha256: row for row in files}, ready(session, wanted)
    return {item.id: Subject(item, revision, media, made) for item, revision in rows}


def codes_of(session: Session, ids: Collection[int]) -> dict[int, str]:
    """The short link's code of each of these deliveries."""
    rows = session.execute(sa.select(col(Link.delivery_id), col(Link.code)).where(col(Link.delivery_id).in_(ids)))
    return {delivery_id: code for delivery_id, code in rows}


def freeze_sources(session: Session, settings: Settings, sources: Sources) -> Frozen:
    """As ``freeze``."""
    subject = _subject(session, sources.item, sources.revision)
    return freeze(session, settings, sources.delivery, sources.channel, subject, sources.code)


def freeze(
    session: Session,
    settings: Settings,
    delivery: Delivery,
    channel: Channel,
    subject: Subject,
    code: str | None = None,
) -> Frozen:
    """Render and check, without the network. A part is cut from the frozen post that it follows. ``code``: of its short
    link; None: it is read."""
    if delivery.part and channel.platform in ADAPTERS:
        return _frozen_part(session, delivery, channel, subject)
    if code is None:
        code = session.scalar(sa.select(col(Link.code)).where(col(Link.delivery_id) == delivery.id)) or ""
    return render(session, settings, channel, subject, code, delivery.guid)


def render(
    session: Session, settings: Settings, channel: Channel, subject: Subject, code: str = SOME_CODE, guid: str = ""
) -> Frozen:
    """The post of a subject on a channel, and what is wrong with it: of a delivery, or of one that is not there yet."""
    if channel.platform not in ADAPTERS:
        message = f"Phiên bản này chưa đăng được lên {channel.platform}."
        return Frozen(None, subject.item.content_sha256, "", [Problem(code="no_adapter", message=message)])
    try:
        post = compose(subject, channel, code, settings.links_url, guid)
    except TemplateFault as fault:
        problem = Problem(code="template", message=f"channels/{channel.key}/post.j2:{fault.line}: {fault.message}")
        return Frozen(None, subject.item.content_sha256, channel.template_sha256, [problem])
    problems = [
        *_links_problem(settings, channel),
        *fitting_problems(session, subject, channel),
        *platform(channel.platform).check(post),
    ]
    return Frozen(post, subject.item.content_sha256, channel.template_sha256, problems)


def plain_text(settings: Settings, channel: Channel, subject: Subject, code: str, guid: str) -> str | None:
    """What such a post says, as people read it, without looking for what is wrong; None: it cannot be rendered."""
    if channel.platform not in ADAPTERS:
        return None
    try:
        return compose(subject, channel, code, settings.links_url, guid).plain
    except TemplateFault:
        return None


def _frozen_part(session: Session, delivery: Delivery, channel: Channel, subject: Subject) -> Frozen:
    part, post = _part(session, delivery)
    problems = []
    if part.needs_parent and post.parent is None:
        message = "Không rõ mã của bài chính trên nền tảng (một người đã xác nhận bài), nên phần này không làm được."
        problems.append(Problem(code="parent_unknown", message=message))
    return Frozen(post, subject.item.content_sha256, channel.template_sha256, problems)


def _part(session: Session, delivery: Delivery) -> tuple[Part, Post]:
    """A part's post: the parent's frozen draft with the part's own text, and the parent's receipt to follow."""
    parent = session.get_one(Delivery, delivery.after_id)
    whole = Post.model_validate(parent.post)
    part = next((part for part in whole.parts if part.name == delivery.part), Part(name=delivery.part))
    receipt = Receipt.model_validate(parent.receipt) if parent.receipt else None
    update = {
        "part": part.name,
        "text": part.text,
        "plain": part.plain or part.text,
        "media": part.media,
        "parts": (),
        "notes": (),
        "allowance": None,
        "parent": receipt,
        "guid": delivery.guid,
    }
    return part, whole.model_copy(update=update)


def _links_problem(settings: Settings, channel: Channel) -> list[Problem]:
    """Nobody publishes links to 127.0.0.1: a real platform needs a real public address."""
    api_url = channel.options.get("api_url") or platform(channel.platform).default_api_url
    if not api_url or is_loopback(api_url) or (settings.public_url and not is_loopback(settings.public_url)):
        return []
    message = "Chưa có địa chỉ công khai cho đường dẫn rút gọn. Hãy đặt CAMPAIGN_PUBLIC_URL rồi chạy lại chương trình."
    return [Problem(code="public_url", message=message)]


def is_loopback(url: str) -> bool:
    """Does this address lead back to this machine?"""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

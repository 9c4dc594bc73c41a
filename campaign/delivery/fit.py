"""Which deliveries need files fitted to their platform, and how far that is: seen to ahead of the due time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.media.fitting import Need, Ready
from campaign.media.fitting_run import may_be_taken
from campaign.models import Channel, Delivery, FittedMedia, Item, MediaRow, Revision
from campaign.platforms import ADAPTERS
from campaign.platforms.seam import Problem
from campaign.rendering.compose import Subject, needs

AHEAD = timedelta(hours=48)
"""So long before its time a delivery's files are made."""
CORRECTED_WITHIN = timedelta(days=90)
"""Older posts are corrected with the files that they have."""
WAITING = "fitting"
"""Code of a problem that passes by itself: the file is being made."""
WAITS = "Đang chuyển đổi ảnh, video cho kênh; xong sẽ đăng được."


def ready(session: Session, sources: Collection[str]) -> Ready:
    """What has been made of these stored files, by source and recipe."""
    if not sources:
        return {}
    rows = session.execute(
        sa.select(col(FittedMedia.source_sha256), col(FittedMedia.recipe), MediaRow)
        .join(MediaRow, col(MediaRow.sha256) == col(FittedMedia.sha256))
        .where(col(FittedMedia.source_sha256).in_(sources), col(FittedMedia.state) == "ready")
    )
    return {(source, recipe): row for source, recipe, row in rows}


def fitting_problems(session: Session, subject: Subject, channel: Channel) -> list[Problem]:
    """Why the post cannot be sent with the files that there are: one is still being made, or could not be."""
    problems = []
    for need in _open_needs(subject, channel):
        row = session.get(FittedMedia, need.key)
        if row is not None and row.state == "failed":
            message = f"Không chuyển đổi được {need.row.name} cho kênh: {row.error}"
            problems.append(Problem(code="fitting_failed", message=message))
        else:
            progress = f" ({need.row.name}: {row.progress})" if row and row.progress else ""
            problems.append(Problem(code=WAITING, message=WAITS + progress))
    return problems


def waiting_for(session: Session, item: Item, revision: Revision, channel: Channel) -> str:
    """Which of the post's files are still being made, in a sentence; empty: none."""
    files = files_of(revision)
    if not files or channel.platform not in ADAPTERS:
        return ""
    media = {row.sha256: row for row in _media(session, files)}
    problems = fitting_problems(session, Subject(item, revision, media, ready(session, files)), channel)
    if any(problem.code != WAITING for problem in problems):
        return ""  # it will not get better by waiting
    return problems[0].message if problems else ""


def needs_ahead(session: Session, now: datetime, within: timedelta = AHEAD) -> list[Need]:
    """What is to be made for deliveries that are due within that span (or overdue), the most pressing first, each
    once. What is ready, failed lately, or another's work is left out."""
    found: dict[tuple[str, str], Need] = {}
    for subject, channel in _subjects(session, now + within):
        for need in _open_needs(subject, channel):
            if need.key not in found and _is_open(session, need, now):
                found[need.key] = need
    return list(found.values())


def _subjects(session: Session, until: datetime) -> Iterator[tuple[Subject, Channel]]:
    """Items and channels of the deliveries ahead whose items have files, by due time; and of the posts that stand with
    an earlier content: somebody will correct them."""
    ahead = col(Delivery.state).in_(("scheduled", "queued", "held")) & (col(Delivery.due_at) <= until)
    to_correct = (
        (col(Delivery.state) == "published")
        & col(Delivery.retracted_at).is_(None)
        & (col(Delivery.published_at) > until - CORRECTED_WITHIN)
        & (col(Delivery.content_sha256) != col(Item.content_sha256))
    )
    query = (
        sa.select(Item, Revision, Channel)
        .join(Delivery, col(Delivery.item_id) == col(Item.id))
        .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
        .join(Channel, col(Channel.key) == col(Delivery.channel_key))
        .where(col(Delivery.part) == "", col(Channel.platform).in_(ADAPTERS), sa.or_(ahead, to_correct))
        .order_by(col(Delivery.due_at), col(Delivery.id))
    )
    rows = [(item, revision, channel) for item, revision, channel in session.execute(query)]
    files = {sha256 for _, revision, _ in rows for sha256 in files_of(revision)}
    media = {row.sha256: row for row in _media(session, files)}
    made = ready(session, files)
    for item, revision, channel in rows:
        if files_of(revision):
            yield Subject(item, revision, media, made), channel


def _media(session: Session, files: Collection[str]) -> Sequence[MediaRow]:
    return session.scalars(sa.select(MediaRow).where(col(MediaRow.sha256).in_(files))).all() if files else []


def files_of(revision: Revision) -> set[str]:
    """sha256 of every file that a revision names, for single channels too."""
    lists = [revision.media, *(variant.get("media") or () for variant in revision.variants.values())]
    return {entry["sha256"] for entries in lists for entry in entries}


def _open_needs(subject: Subject, channel: Channel) -> list[Need]:
    return [need for need in needs(subject, channel) if need is not None and need.key not in subject.fitted]


def _is_open(session: Session, need: Need, now: datetime) -> bool:
    row = session.get(FittedMedia, need.key)
    return row is None or may_be_taken(row, now)

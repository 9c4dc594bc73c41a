"""One wish for many items: tags, the calendar, the archive. Each item is a transaction and an audit row of its own, so
what cannot be done for one of them stops none of the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.db import Database
from campaign.delivery import changes
from campaign.desk.calendar import moment_ahead
from campaign.desk.editing import edit_item
from campaign.desk.placing import place_next
from campaign.desk.roles import may_see, person, require_theirs
from campaign.errors import Conflict, Mistake, NotFound
from campaign.library.approvals import item_by_slug
from campaign.library.revisions import current_revision
from campaign.models import Channel, Delivery, Item, Revision, User
from campaign.people.audit import record
from campaign.settings import Settings
from campaign.workspace.stored import stored_zone
from campaign.workspace.text import clean_text

MOST = 200
"""Items of one wish."""
TAG = 60
"""Characters of a tag."""


@dataclass(frozen=True)
class Outcome:
    """What became of one item. ``refused``: why nothing was done. ``changed`` False without it: it was so already."""

    slug: str
    title: str
    changed: bool = False
    refused: str = ""
    times: Sequence[tuple[str, datetime]] = ()
    """(channel key, aware UTC) of deliveries that were made."""


def tag(
    database: Database, by: str, slugs: Sequence[str], name: str, *, remove: bool = False,
    settings: Settings | None = None,
) -> list[Outcome]:  # fmt: skip
    """Add a tag to the items, or take it off. Tags are published, so an item that changes has to be approved anew."""
    name = " ".join(clean_text(name).split()).lstrip("#")
    if not name or len(name) > TAG:
        raise Mistake(f"Hãy ghi một thẻ, dài nhất {TAG} ký tự.")

    def change(slug: str) -> Outcome:
        title, tags, revision = _said(database, by, slug)
        wanted = [each for each in tags if each != name] if remove else [*tags, *([] if name in tags else [name])]
        if wanted == tags:
            return Outcome(slug, title)
        edit_item(database, by, slug, {"tags": wanted}, revision=revision, settings=settings)
        return Outcome(slug, title, changed=True)

    return _each(database, slugs, change)


def archive(database: Database, by: str, slugs: Sequence[str], *, back: bool = False) -> list[Outcome]:
    """Put the items away, so that nobody and no slot picks them; ``back``: take them out again.

    One that is still to go out by a person's hand is not put away: whoever wants that cancels first.
    """
    deed = "unarchive" if back else "archive"

    def change(slug: str) -> Outcome:
        with database.write() as session:
            user, item, revision = _theirs(session, by, deed, slug)
            if (item.state == "archived") != back:
                return Outcome(slug, revision.title)
            if not back:
                _require_nothing_ahead(session, item)
            before, item.state = item.state, "draft" if back else "archived"
            now = database.now(session)
            item.updated_at = now
            record(session, now, user.email, f"item.{deed}", f"item:{slug}", was=before, state=item.state)
            return Outcome(slug, revision.title, changed=True)

    return _each(database, slugs, change)


def schedule_next(database: Database, by: str, slugs: Sequence[str], channels: Sequence[str]) -> list[Outcome]:
    """Each item into the next free slot of each channel, in the order of ``slugs``."""
    _require_channels(channels)

    def change(slug: str) -> Outcome:
        title, _, _ = _said(database, by, slug)
        made = place_next(database, by, slug, channels)
        return Outcome(slug, title, True, times=[(each.channel, each.due_at) for each in made])

    return _each(database, slugs, change)


def schedule_apart(
    database: Database, by: str, slugs: Sequence[str], channels: Sequence[str], first: datetime, apart: timedelta
) -> list[Outcome]:
    """The first item at ``first`` (naive, on the plan's clock) on all the channels, each further one ``apart`` later.

    One that is refused keeps its time, so that what the person was shown stays true. Raises Mistake for a time gone by.
    """
    _require_channels(channels)
    with database.read() as session:
        moment_ahead(first, stored_zone(session), database.now(session))
    at = {slug: first + number * apart for number, slug in enumerate(dict.fromkeys(slugs))}
    return _each(database, slugs, lambda slug: _schedule(database, by, slug, channels, at[slug]))


def _schedule(database: Database, by: str, slug: str, channels: Sequence[str], at: datetime) -> Outcome:
    with database.write() as session:
        user, item, revision = _theirs(session, by, "schedule", slug)
        if item.state == "archived":
            raise Mistake("Mục đã lưu kho; hãy đưa ra khỏi kho trước.")
        now = database.now(session)
        due_at = moment_ahead(at, stored_zone(session), now)
        changed, times = False, []
        for key in dict.fromkeys(channels):
            channel = session.get(Channel, key)
            if channel is None or channel.removed_at or not may_see(user, channel.unit):
                raise NotFound("Không có kênh này.")
            row, is_new = changes.schedule_by_hand(session, now, item, channel, due_at, user.email)
            if is_new:
                record(session, now, user.email, "schedule", f"delivery:{row.id}", item=slug, channel=key, urgent=False)
            changed |= is_new
            times.append((key, due_at))
        return Outcome(slug, revision.title, changed, times=times)


def _each(database: Database, slugs: Sequence[str], change: Callable[[str], Outcome]) -> list[Outcome]:
    wanted = list(dict.fromkeys(slugs))
    if not wanted:
        raise Mistake("Hãy chọn ít nhất một mục.")
    if len(wanted) > MOST:
        raise Mistake(f"Mỗi lần làm được nhiều nhất {MOST} mục.")
    outcomes = []
    for slug in wanted:
        try:
            outcomes.append(change(slug))
        except Mistake as mistake:
            outcomes.append(Outcome(slug, _title(database, slug, mistake), refused=str(mistake)))
    return outcomes


def _title(database: Database, slug: str, mistake: Mistake) -> str:
    """Of what is not there, or another unit's, nothing is told but what was asked for."""
    if isinstance(mistake, NotFound):
        return slug
    with database.read() as session:
        return current_revision(session, item_by_slug(session, slug)).title


def _said(database: Database, by: str, slug: str) -> tuple[str, list[str], int]:
    """(title, tags, number of the revision) as the item is now, for who may see it."""
    with database.read() as session:
        _, item, revision = _theirs(session, by, "edit", slug)
        return revision.title, list(revision.tags), item.revision


def _theirs(session: Session, by: str, deed: str, slug: str) -> tuple[User, Item, Revision]:
    user = person(session, by, deed)
    try:
        item = item_by_slug(session, slug, for_change=deed != "edit")
        revision = current_revision(session, item)
        require_theirs(user, item, revision.unit)
    except NotFound:
        raise NotFound("Không có mục này.") from None
    return user, item, revision


def _require_nothing_ahead(session: Session, item: Item) -> None:
    """What a slot has planned the planner takes off by itself; the rest was somebody's wish, or is under way."""
    by_hand = col(Delivery.slot_key).is_(None) & col(Delivery.state).in_(("scheduled", "held", "failed"))
    under_way = col(Delivery.state).in_(("queued", "sending", "uncertain"))
    ahead = session.scalar(
        sa.select(sa.func.count()).select_from(Delivery).where(col(Delivery.item_id) == item.id, by_hand | under_way)
    )
    if ahead:
        raise Conflict(f"Còn {ahead} lượt đăng chưa xong; hãy hủy hoặc chờ đăng xong rồi lưu kho.")


def _require_channels(channels: Sequence[str]) -> None:
    if not channels:
        raise Mistake("Hãy chọn ít nhất một kênh.")

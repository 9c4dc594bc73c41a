"""Entries of one feed -> items, within one short transaction: new ones as drafts, edited ones as the next revision.

An entry is known by its guid; else by its address, within the feed and in all others; else, across feeds, by its title
and day. What a person has written on since is theirs: a feed never writes over it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from campaign.delivery.lapsed import hold_unapproved
from campaign.desk.editing import new_slug, slug_of
from campaign.desk.roles import person
from campaign.errors import Conflict, Mistake
from campaign.library import approvals
from campaign.library.feeds.entry import Entry, link_key, title_key
from campaign.library.fields import ItemFields, fields_of
from campaign.library.revisions import create, current_revision, revise
from campaign.models import Feed, FeedEntry, Item, ItemReturn, MediaRow, Revision
from campaign.models.approvals import is_approved
from campaign.models.feed import FEED_AUTHOR
from campaign.people.audit import record

ORIGIN = "feed"
PICTURE_TRIES = 3


@dataclass
class Arrived:
    """What came of it, in numbers of items; ``approved``: by a manager's rule."""

    new: int = 0
    changed: int = 0
    kept: int = 0
    approved: int = 0


@dataclass(frozen=True)
class Reading:
    """One reading of one feed. ``first``: what is in it is old news, and nothing of it may go out by itself.
    ``pictures``: address -> stored picture, for those that could be had."""

    language: str
    zone: ZoneInfo
    required: int
    first: bool
    pictures: Mapping[str, MediaRow] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()
    """Link keys that name no entry, since several different ones have them (the site's front page)."""


def shared_links(entries: Iterable[Entry]) -> frozenset[str]:
    """Addresses that stand at entries with different titles."""
    pairs = {(link_key(entry.link), " ".join(entry.title.casefold().split())) for entry in entries}
    return frozenset(key for key, count in Counter(key for key, _ in pairs).items() if count > 1 or not key)


def names_one(key: str) -> bool:
    """A site's front page is the address of no entry."""
    return "/" in key or "?" in key


def wants_picture(row: FeedEntry | None, entry: Entry) -> bool:
    """Is its picture yet to be fetched?"""
    if not entry.picture:
        return False
    if row is None or row.picture != entry.picture:
        return row is None or row.owner
    return row.owner and not row.picture_sha256 and row.picture_tries < PICTURE_TRIES


def take_in(
    session: Session, now: datetime, feed: Feed, entries: Sequence[Entry], reading: Reading, done: Arrived
) -> None:
    """All of them, in the caller's transaction."""
    arrival = _Arrival(session, now, feed, reading, done)
    guids = [entry.guid for entry in entries]
    known = select(FeedEntry).where(col(FeedEntry.feed_id) == feed.id, col(FeedEntry.guid).in_(guids))
    rows = {row.guid: row for row in session.exec(known)}
    for entry in entries:
        row = rows.get(entry.guid)
        if row is None:
            arrival.unknown(entry)
        elif row.sha256 != entry.sha256 or wants_picture(row, entry):
            arrival.known(row, entry)


class _Arrival:
    def __init__(self, session: Session, now: datetime, feed: Feed, reading: Reading, done: Arrived) -> None:
        self.session, self.now, self.feed, self.reading, self.done = session, now, feed, reading, done

    def unknown(self, entry: Entry) -> None:
        """A guid that is new in this feed: another name of an item that is there, or an item to be made."""
        found = self._same(entry)
        if found is None:
            self._new(entry)
            return
        item_id, owner = found
        row = self._row(entry, item_id, owner)
        self.session.add(row)
        self.session.flush()
        if owner:
            self.known(row, entry, told_anew=True)

    def known(self, row: FeedEntry, entry: Entry, told_anew: bool = False) -> None:
        """Write the item on where it is still the feed's."""
        edited = told_anew or row.sha256 != entry.sha256
        picture = self._picture(row, entry)
        row.sha256, row.link_key, row.title_key = entry.sha256, link_key(entry.link), self._title_key(entry)
        item = self.session.get(Item, row.item_id, with_for_update=True) if row.owner else None
        if item is None:
            return
        revision = current_revision(self.session, item)
        if revision.author != FEED_AUTHOR:
            self.done.kept += edited
            return
        before = fields_of(item.kind, revision)
        media = self._media(entry, picture)
        if picture is None and entry.picture:  # the same one, or one that cannot be had now
            media = [{**each, "alt": entry.picture_alt or entry.title} for each in before.media]
        row.picture = entry.picture
        said = replace(
            before, title=entry.title, summary=entry.summary, body=entry.body, link=entry.link or before.link,
            source=self._credit(entry), media=media,
        )  # fmt: skip
        if revise(self.session, self.now, item, said, FEED_AUTHOR):
            row.changed_at = self.now
            self.done.changed += edited
            self._by_rule(item)
            hold_unapproved(self.session, item, self.reading.required)

    def _new(self, entry: Entry) -> None:
        feed, reading = self.feed, self.reading
        picture = reading.pictures.get(entry.picture)
        said = ItemFields(
            title=entry.title, kind="article", summary=entry.summary, body=entry.body, link=entry.link,
            tags=list(feed.tags), task=[feed.task] if feed.task else [], unit=feed.unit, language=reading.language,
            media=self._media(entry, picture), source=self._credit(entry),
            verified=not (reading.first and reading.required == 0),
        )  # fmt: skip
        slug = self._slug(entry)
        item = create(self.session, self.now, slug, said, FEED_AUTHOR, ORIGIN, origin_path=feed.url)
        row = self._row(entry, item.id or 0, owner=True)
        if picture is not None:
            row.picture_sha256 = picture.sha256
        row.picture_tries = 1 if entry.picture else 0
        self.session.add(row)
        self.session.flush()
        self.done.new += 1
        self._by_rule(item)

    def _same(self, entry: Entry) -> tuple[int, bool] | None:
        """(item, whether this feed writes it on) of an entry that is there under another name."""
        key = link_key(entry.link)
        if names_one(key) and key not in self.reading.shared:
            query = select(FeedEntry).where(col(FeedEntry.link_key) == key).order_by(col(FeedEntry.id))
            rows = list(self.session.exec(query))
            for row in rows:
                if row.feed_id == self.feed.id:
                    return row.item_id, row.owner
            if rows:
                return rows[0].item_id, False
            written = self.session.scalars(
                sa.select(col(Item.id))
                .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
                .where(col(Revision.link) == entry.link)
            ).first()
            if written is not None:
                return written, False
        elsewhere = self.session.exec(
            select(FeedEntry).where(
                col(FeedEntry.title_key) == self._title_key(entry), col(FeedEntry.feed_id) != self.feed.id
            )
        ).first()
        return None if elsewhere is None else (elsewhere.item_id, False)

    def _row(self, entry: Entry, item_id: int, owner: bool) -> FeedEntry:
        return FeedEntry(
            feed_id=self.feed.id or 0, guid=entry.guid, link_key=link_key(entry.link),
            title_key=self._title_key(entry), item_id=item_id, owner=owner, sha256=entry.sha256,
            picture=entry.picture, first_seen_at=self.now, changed_at=self.now,
        )  # fmt: skip

    def _title_key(self, entry: Entry) -> str:
        return title_key(entry.title, self._day(entry))

    def _day(self, entry: Entry) -> date:
        moment = datetime.fromisoformat(entry.published_at) if entry.published_at else self.now
        return moment.astimezone(self.reading.zone).date()

    def _picture(self, row: FeedEntry, entry: Entry) -> MediaRow | None:
        """The picture as it could be had now; the tries are counted."""
        if not wants_picture(row, entry):
            return None
        if row.picture != entry.picture:
            row.picture_tries, row.picture_sha256 = 0, ""
        row.picture_tries += 1
        found = self.reading.pictures.get(entry.picture)
        if found is not None:
            row.picture_sha256 = found.sha256
        return found

    def _media(self, entry: Entry, picture: MediaRow | None) -> list[dict[str, str]]:
        if picture is None:
            return []
        return [{"sha256": picture.sha256, "name": picture.name, "alt": entry.picture_alt or entry.title}]

    def _credit(self, entry: Entry) -> str:
        """Who wrote it, for which newsroom, and whose the picture is."""
        names = [entry.author, self.feed.title or self.feed.site or self.feed.url]
        credit = ", ".join(dict.fromkeys(name for name in names if name))
        return f"{credit}; ảnh: {entry.picture_credit}" if entry.picture_credit else credit

    def _slug(self, entry: Entry) -> str:
        """A plain name; a short hash behind it keeps many entries of one title from asking for the next number."""
        plain = slug_of(entry.title)
        taken = self.session.exec(select(Item.id).where(col(Item.slug) == plain)).first() is not None
        return new_slug(self.session, None, f"{plain} {entry.sha256[:6]}") if taken else plain

    def _by_rule(self, item: Item) -> None:
        """What the newsroom has said of this feed once and for all: handed in, and a manager's yes. Never for what was
        there at the first reading, nor for an item that somebody has sent back."""
        feed, required = self.feed, self.reading.required
        if self.reading.first or not (feed.auto_submit or feed.approved_by) or item.state not in ("draft", "submitted"):
            return
        sent_back = select(ItemReturn.id).where(col(ItemReturn.item_id) == item.id)
        if self.session.exec(sent_back).first() is not None or (required and is_approved(self.session, item, required)):
            return
        if item.state == "draft":
            approvals.submit(self.session, self.now, item, FEED_AUTHOR, required)
        if not (required and feed.approved_by):
            return
        try:
            manager = person(self.session, feed.approved_by, "feed_trust")
            approvals.approve(self.session, self.now, item, manager.email, required)
        except (Mistake, Conflict):  # that person is no manager any more, or has said yes already
            return
        self.done.approved += 1
        record(
            self.session, self.now, manager.email, "item.approve", f"item:{item.slug}", feed=feed.url,
            revision=item.revision, content_sha256=item.content_sha256,
        )  # fmt: skip


def language_of(said: str) -> str:
    """``vi-VN`` -> ``vi``; what is no code: Vietnamese."""
    found = re.match(r"[a-z]{2,3}(?=$|[-_])", said.lower())
    return found[0] if found else "vi"

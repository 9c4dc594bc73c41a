"""Asks feeds for what is new: one at a time to one host, never with a transaction open, each failure one clear line."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import islice
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col, select

from campaign.db import Database
from campaign.desk.editorial import plan_ahead
from campaign.desk.feed_arrival import Arrived, Reading, language_of, shared_links, take_in, wants_picture
from campaign.errors import Mistake
from campaign.library.feeds.entry import Entry, ReadFeed
from campaign.library.feeds.reading import read_feed
from campaign.library.feeds.refusals import FeedRefused, of_status
from campaign.media import intake
from campaign.media.store import MediaStore
from campaign.models import Feed, FeedEntry, MediaRow
from campaign.net.deadline import elapsed
from campaign.net.outside import FEED_BYTES, MEDIA_BYTES, Found, Refused, fetch_outside
from campaign.people.audit import record
from campaign.settings import Settings
from campaign.workspace.stored import required_approvals, stored_zone

EVERY = timedelta(minutes=15)
LONGEST_WAIT = timedelta(days=1)
AT_ONCE = 4
"""Feeds asked side by side."""
BATCH = 10
"""Entries in one write: under 50 ms of it."""
PICTURES_S = 60.0
"""For the pictures of one feed at one time; the rest are fetched when it is asked next."""
ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
_ONE_BY_ONE = 7_211_913
"""PostgreSQL advisory lock: entries of two feeds are compared with each other, so they arrive one feed at a time."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Polled:
    """How asking one feed went. ``error``: code and one line, or None."""

    url: str
    new: int = 0
    changed: int = 0
    kept: int = 0
    error: tuple[str, str] | None = None


def poll_all(database: Database, settings: Settings, actor: str) -> list[Polled]:
    """Every feed now, back-off or not, in the order they were added."""
    with database.read() as session:
        ids = [each or 0 for each in session.exec(select(Feed.id).order_by(col(Feed.id)))]
    return _poll_many(database, settings, actor, ids, lambda: False)


def poll_due(
    database: Database, settings: Settings, actor: str = "clock", stopped: Callable[[], bool] = lambda: False
) -> list[Polled]:
    """Those whose time has come."""
    with database.read() as session:
        query = select(Feed.id).where(col(Feed.next_at) <= database.now(session), ~col(Feed.stopped))
        ids = [each or 0 for each in session.exec(query.order_by(col(Feed.next_at), col(Feed.id)))]
    return _poll_many(database, settings, actor, ids, stopped)


def poll_one(
    database: Database, settings: Settings, actor: str, feed_id: int, stopped: Callable[[], bool] = lambda: False
) -> Polled:
    """One feed. Nothing is raised for what the other side does. ``stopped``: no further picture is fetched."""
    with database.read() as session:
        feed = session.get(Feed, feed_id)
    if feed is None:
        return Polled("")
    try:
        return _Poll(database, settings, actor, feed, stopped).run()
    except FeedRefused as refusal:
        problem = refusal
    except Mistake as mistake:  # nothing was brought in yet
        problem = FeedRefused("program", str(mistake))
    except Exception as error:
        log.exception("a feed could not be taken in: %s", type(error).__name__)
        problem = FeedRefused("program")
    _note_failure(database, feed_id, problem)
    return Polled(feed.url, error=(problem.code, problem.message))


def _poll_many(
    database: Database, settings: Settings, actor: str, ids: Sequence[int], stopped: Callable[[], bool]
) -> list[Polled]:
    """In threads that hold no exit, as those of concurrent.futures would: what is cut short is asked again later."""
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    done: dict[int, Polled] = {}

    def work() -> None:
        while not stopped():
            try:
                feed_id = waiting.get_nowait()
            except queue.Empty:
                return
            done[feed_id] = poll_one(database, settings, actor, feed_id, stopped)

    for feed_id in ids:
        waiting.put(feed_id)
    names = range(min(AT_ONCE, len(ids)))
    threads = [threading.Thread(target=work, name=f"feed-{number}", daemon=True) for number in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [done[feed_id] for feed_id in ids if feed_id in done]


class _Poll:
    def __init__(
        self, database: Database, settings: Settings, actor: str, feed: Feed, stopped: Callable[[], bool]
    ) -> None:
        self.database, self.settings, self.actor, self.feed = database, settings, actor, feed
        self.stopped = stopped
        self.private = settings.allow_private_feeds

    def run(self) -> Polled:
        found = self._fetch()
        if found.status == 304 and (self.feed.etag or self.feed.last_modified):
            self._note_success(found, None, Arrived())
            return Polled(self.feed.url)
        if found.status != 200:
            raise _Answered(of_status(found.status), found)
        read = read_feed(found.body, self.feed.url, found.headers.get("content-type", ""))
        done = self._take_in(read)
        self._note_success(found, read, done)
        if done.approved:
            plan_ahead(self.database, self.settings)
        return Polled(self.feed.url, done.new, done.changed, done.kept)

    def _fetch(self) -> Found:
        headers = {"Accept": ACCEPT}
        if self.feed.etag:
            headers["If-None-Match"] = self.feed.etag
        if self.feed.last_modified:
            headers["If-Modified-Since"] = self.feed.last_modified
        try:
            return fetch_outside(self.feed.url, max_bytes=FEED_BYTES, allow_private=self.private, headers=headers)
        except Refused as refused:
            raise FeedRefused(refused.code) from None

    def _take_in(self, read: ReadFeed) -> Arrived:
        pictures = self._pictures(read.entries)
        done = Arrived()
        rest = iter(read.entries[::-1])  # the oldest first, as they were written
        while batch := list(islice(rest, BATCH)):
            with self.database.write() as session:
                if not self.database.is_sqlite:
                    session.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_BY_ONE)))
                feed = session.get(Feed, self.feed.id)
                if feed is None:  # taken off the list meanwhile
                    return done
                feed.title = read.title or feed.title
                feed.site = read.site or feed.site
                reading = Reading(
                    language_of(read.language), stored_zone(session), required_approvals(session, self.settings),
                    feed.first_read_at is None, pictures, shared_links(read.entries),
                )  # fmt: skip
                take_in(session, self.database.now(session), feed, batch, reading, done)
        return done

    def _pictures(self, entries: Sequence[Entry]) -> dict[str, MediaRow]:
        """The pictures of entries that have none yet, fetched, decoded and encoded anew. One that cannot be had costs
        nothing but itself."""
        with self.database.read() as session:
            known = {row.guid: row for row in session.exec(select(FeedEntry).where(FeedEntry.feed_id == self.feed.id))}
        wanted = [entry.picture for entry in entries if wants_picture(known.get(entry.guid), entry)]
        store = MediaStore.of(self.settings)
        began, taken = elapsed(), {}
        for address in dict.fromkeys(wanted):
            if elapsed() - began > PICTURES_S or self.stopped():
                log.warning("feed %s: its pictures take long; the rest are fetched next time", self.feed.id)
                break
            row = self._picture(store, address)
            if row is not None:
                taken[address] = row
        return taken

    def _picture(self, store: MediaStore, address: str) -> MediaRow | None:
        try:
            found = fetch_outside(
                address, max_bytes=MEDIA_BYTES, allow_private=self.private, headers={"Accept": "image/*"}
            )
        except Refused as refused:
            log.info("feed %s: a picture was not fetched: %s", self.feed.id, refused.code)
            return None
        if found.status != 200 or not found.body:
            return None
        with store.workplace() as folder:
            path = Path(folder) / "anh-ban-tin"
            path.write_bytes(found.body)
            row = intake.take_in(self.database, store, [path]).rows.get(path)
        return row if row is not None and row.kind == "image" else None

    def _note_success(self, found: Found, read: ReadFeed | None, done: Arrived) -> None:
        with self.database.write() as session:
            feed = session.get(Feed, self.feed.id, with_for_update=True)
            if feed is None:
                return
            now = self.database.now(session)
            if read is not None:
                feed.etag, feed.last_modified = (_kept(found.headers.get(n, "")) for n in ("etag", "last-modified"))
                feed.note = read.note
            feed.first_read_at = feed.first_read_at or now
            feed.asked_at, feed.failures, feed.stopped = now, 0, False
            feed.error_code = feed.error_message = ""
            feed.moved_to = found.moved_to
            feed.last_new, feed.last_changed, feed.last_kept = done.new, done.changed, done.kept
            asked_for = timedelta(seconds=read.ttl_s if read else 0)
            feed.next_at = now + min(max(EVERY, asked_for), LONGEST_WAIT)
            if done.new or done.changed:
                record(session, now, self.actor, "feed.poll", f"feed:{feed.id}", url=feed.url, new=done.new,
                       changed=done.changed, kept=done.kept, approved=done.approved)  # fmt: skip


class _Answered(FeedRefused):
    """A status that is no answer, with what the server says about coming again."""

    def __init__(self, code: str, found: Found) -> None:
        super().__init__(code, f"(HTTP {found.status})" if code in ("server", "status") else "")
        self.retry_after = found.headers.get("retry-after", "")


def _note_failure(database: Database, feed_id: int, problem: FeedRefused) -> None:
    with database.write() as session:
        feed = session.get(Feed, feed_id, with_for_update=True)
        if feed is None:
            return
        now = database.now(session)
        feed.asked_at, feed.failures = now, feed.failures + 1
        feed.error_code, feed.error_message = problem.code, problem.message
        feed.stopped = feed.stopped or problem.code == "gone"
        wait = min(EVERY * 2 ** min(feed.failures, 10), LONGEST_WAIT)
        feed.next_at = now + max(wait, _asked_to_wait(problem, now))


def _asked_to_wait(problem: FeedRefused, now: datetime) -> timedelta:
    """Retry-After: seconds or a date (https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3), a day at most."""
    said = getattr(problem, "retry_after", "").strip()
    try:
        span = timedelta(seconds=int(said)) if said.isdigit() else _aware(parsedate_to_datetime(said)) - now
    except (ValueError, OverflowError):
        return timedelta()
    return min(max(span, timedelta()), LONGEST_WAIT)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _kept(validator: str) -> str:
    """A validator is sent back as it came, or not at all: what could not stand in a header line is dropped."""
    fits = validator.isascii() and validator.isprintable() and len(validator) <= 500
    return validator if fits else ""

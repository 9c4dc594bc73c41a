"""The newsroom's own feeds: which are read, what becomes of their entries, and whose yes they go out with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from campaign.clock import iso_z
from campaign.db import Database
from campaign.desk.roles import may_see, person
from campaign.errors import Mistake, NotFound
from campaign.library.feeds.opml import opml_of
from campaign.library.feeds.reading import read_opml
from campaign.library.feeds.refusals import SENTENCES, FeedRefused
from campaign.models import Feed, FeedEntry, User
from campaign.net.outside import address_problem
from campaign.people.audit import record
from campaign.settings import Settings
from campaign.workspace.mistakes import nearest, quoted
from campaign.workspace.plan import Plan
from campaign.workspace.stored import stored_plan
from campaign.workspace.text import clean_text

USUAL_TASK = "1đ"
"""News and articles in the press (the plan's task item); where the plan has none of that name: none."""
MOST_OPML_BYTES = 2_000_000
LONGEST_URL = 2000


@dataclass(frozen=True)
class Rules:
    """What becomes of a feed's new entries. ``task`` None: the usual one."""

    task: str | None = None
    unit: str = ""
    tags: tuple[str, ...] = ()
    auto_submit: bool = False


@dataclass
class Added:
    """Addresses that are new, and those that were on the list."""

    new: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Of a list of feeds: ``address: why not``."""


def add_feeds(
    database: Database, settings: Settings, actor: str, urls: Sequence[str], rules: Rules, title: str = ""
) -> Added:
    """All of them or none; one that is there already stays as it is. Raises Mistake. Nothing is asked yet."""
    wanted = list(dict.fromkeys(url.strip() for url in urls))
    for url in wanted:
        if wrong := url_problem(url, settings):
            raise Mistake(f"{quoted(url)}: {wrong}")
    done = Added()
    with database.write() as session:
        rules = _checked(session, rules)
        now = database.now(session)
        for url in wanted:
            if session.exec(select(Feed.id).where(col(Feed.url) == url)).first() is not None:
                done.known.append(url)
                continue
            feed = Feed(
                url=url, title=title, task=rules.task or "", unit=rules.unit, tags=list(rules.tags),
                auto_submit=rules.auto_submit, added_by=actor, added_at=now, next_at=now,
            )  # fmt: skip
            session.add(feed)
            session.flush()
            record(session, now, actor, "feed.add", f"feed:{feed.id}", url=url, task=feed.task, unit=feed.unit)
            done.new.append(url)
    return done


def import_feeds(database: Database, settings: Settings, actor: str, body: bytes, rules: Rules) -> Added:
    """Every feed of an OPML list; a wrong address does not stop the others. Raises Mistake for what is no list."""
    if len(body) > MOST_OPML_BYTES:
        raise Mistake("Danh sách OPML lớn quá 2 MB; hãy xuất lại một danh sách nhỏ hơn.")
    try:
        listed = read_opml(body)
    except FeedRefused as refusal:
        raise Mistake(refusal.message) from None
    if not listed:
        raise Mistake("Danh sách OPML không có bản tin nào (thuộc tính xmlUrl).")
    done = Added()
    for url, title in listed:
        if wrong := url_problem(url, settings):
            done.wrong.append(f"{quoted(url)}: {wrong}")
            continue
        one = add_feeds(database, settings, actor, [url], rules, title)
        done.new += one.new
        done.known += one.known
    return done


def export_feeds(session: Session, user: User | None = None) -> str:
    """An OPML list of the feeds that this person sees; None: all."""
    feeds = [feed for feed in all_feeds(session) if user is None or may_see(user, feed.unit)]
    return opml_of("Bản tin của tòa soạn", [(feed.title, feed.url, feed.site) for feed in feeds])


def change_rules(database: Database, actor: str, feed_id: int, rules: Rules) -> None:
    """For entries that come from now on. Raises NotFound, Mistake."""
    with database.write() as session:
        feed = feed_by_id(session, feed_id)
        rules = _checked(session, rules)
        feed.task, feed.unit, feed.tags = rules.task or "", rules.unit, list(rules.tags)
        feed.auto_submit = rules.auto_submit
        record(session, database.now(session), actor, "feed.rules", f"feed:{feed.id}", url=feed.url, task=feed.task,
               unit=feed.unit, tags=feed.tags, auto_submit=feed.auto_submit)  # fmt: skip


def trust_feed(database: Database, by: str, feed_id: int, trusted: bool) -> None:
    """A manager says that the entries of this feed need no other reader's yes, or says so no longer. Theirs is the yes
    on record with each item. Raises NotFound, Mistake."""
    with database.write() as session:
        manager = person(session, by, "feed_trust")
        feed = feed_by_id(session, feed_id)
        if not may_see(manager, feed.unit):
            raise NotFound("Không có bản tin này.")
        now = database.now(session)
        feed.approved_by, feed.approved_at = (manager.email, now) if trusted else ("", None)
        record(
            session, now, manager.email, "feed.trust" if trusted else "feed.distrust", f"feed:{feed.id}", url=feed.url
        )


def remove_feed(database: Database, actor: str, feed_id: int) -> None:
    """Off the list; its items stay. Added again, it is a new feed, which knows its entries by their addresses."""
    with database.write() as session:
        feed = feed_by_id(session, feed_id)
        session.execute(sa.delete(FeedEntry).where(col(FeedEntry.feed_id) == feed_id))
        session.delete(feed)
        record(session, database.now(session), actor, "feed.remove", f"feed:{feed_id}", url=feed.url)


def all_feeds(session: Session) -> list[Feed]:
    """In the order they were added."""
    return list(session.exec(select(Feed).order_by(col(Feed.id))))


def feed_by_id(session: Session, feed_id: int) -> Feed:
    """Raises NotFound."""
    feed = session.get(Feed, feed_id)
    if feed is None:
        raise NotFound("Không có bản tin này.")
    return feed


def feed_named(session: Session, name: str) -> Feed:
    """By address or number. Raises NotFound."""
    feed = session.exec(select(Feed).where(col(Feed.url) == name.strip())).first()
    if feed is None and name.isascii() and name.isdigit() and len(name) < 10:
        feed = session.get(Feed, int(name))
    if feed is None:
        raise NotFound(f"Không có bản tin {quoted(name)}. Xem danh sách: campaign feed list")
    return feed


def item_counts(session: Session) -> dict[int, int]:
    """How many items each feed has brought."""
    count = sa.func.count(sa.distinct(col(FeedEntry.item_id)))
    rows = session.execute(
        sa.select(col(FeedEntry.feed_id), count).where(col(FeedEntry.owner)).group_by(col(FeedEntry.feed_id))
    )
    return {feed_id: number for feed_id, number in rows}


def as_json(feed: Feed, items: int) -> dict[str, Any]:
    """One feed as programs read it."""
    return {
        "id": feed.id, "url": feed.url, "title": feed.title, "task": feed.task, "unit": feed.unit, "tags": feed.tags,
        "auto_submit": feed.auto_submit,
        "auto_approve": {"by": feed.approved_by, "at": iso_z(feed.approved_at)} if feed.approved_by else None,
        "items": items, "new": feed.last_new, "changed": feed.last_changed, "kept": feed.last_kept,
        "asked_at": iso_z(feed.asked_at), "next_at": None if feed.stopped else iso_z(feed.next_at),
        "moved_to": feed.moved_to or None, "note": feed.note or None,
        "error": {"code": feed.error_code, "message": feed.error_message} if feed.error_code else None,
    }  # fmt: skip


def url_problem(url: str, settings: Settings) -> str:
    """Why this address is never asked, in a sentence; "" for one that may be."""
    code = address_problem(url, allow_private=settings.allow_private_feeds)
    if not code and (len(url) > LONGEST_URL or clean_text(url) != url):
        code = "address"
    return SENTENCES[code] if code else ""


def _checked(session: Session, rules: Rules) -> Rules:
    """With the usual task in place, and only names that the plan has. Raises Mistake."""
    plan = stored_plan(session)
    task = _usual_task(plan) if rules.task is None else rules.task
    if task and task not in plan.task_item_by_id:
        raise Mistake(
            f"Kế hoạch không có nội dung nhiệm vụ {quoted(task)}{nearest(task, plan.task_item_by_id)} "
            f"Có: {', '.join(plan.task_item_by_id)}."
        )
    if rules.unit and rules.unit not in plan.unit_by_id:
        raise Mistake(f"Kế hoạch không có đơn vị {quoted(rules.unit)}. Có: {', '.join(plan.unit_by_id)}.")
    tags = tuple(dict.fromkeys(" ".join(clean_text(tag).split()) for tag in rules.tags))
    return replace(rules, task=task, tags=tuple(tag for tag in tags if tag))


def _usual_task(plan: Plan) -> str:
    return USUAL_TASK if USUAL_TASK in plan.task_item_by_id else ""

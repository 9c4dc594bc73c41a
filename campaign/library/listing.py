"""The library as a list: which items a person asked for, and what each row tells. Read in a few queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.library.search import found, read_question
from campaign.models import Channel, Delivery, Item, Revision
from campaign.models.approvals import approved_items, approvers_of_each

State = Literal["draft", "submitted", "returned", "approved", "archived"]
STATES: tuple[State, ...] = ("draft", "submitted", "returned", "approved", "archived")
"""``approved``: enough people have said yes to what the item says now. The others are then something else."""
AHEAD = ("scheduled", "queued", "sending", "held")
"""States of a delivery that is still to come; a held one waits for a person, and stands in the calendar."""
_IS_CURRENT = (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision))


@dataclass(frozen=True)
class Wanted:
    """What a person asked to see; empty: everything that is not archived. ``unit_of``: the person's own, "" for all."""

    text: str = ""
    kind: str = ""
    task: str = ""
    unit: str = ""
    audience: str = ""
    tag: str = ""
    state: str = ""
    use: Literal["", "never", "used"] = ""
    """Used: a post of it has gone out on a channel that this person sees."""
    used_days: int = 0
    """Used in the last so many days; 0: whenever."""
    unit_of: str = ""
    archived_too: bool = False


class Use(NamedTuple):
    """One delivery of an item: its latest, or its next."""

    channel_title: str
    platform: str
    at: datetime
    state: str


@dataclass(frozen=True)
class Row:
    """One item. ``last``: where it went out last; ``next``: what is scheduled first."""

    slug: str
    title: str
    summary: str
    kind: str
    task: Sequence[str]
    unit: str
    tags: Sequence[str]
    state: State
    approved_by: Sequence[str]
    updated_at: datetime
    last: Use | None
    next: Use | None


@dataclass(frozen=True)
class Listing:
    """One page of them. ``total``: how many there are on all pages."""

    rows: Sequence[Row]
    total: int


def read_listing(
    session: Session, now: datetime, wanted: Wanted, required: int, *, first: int = 0, most: int = 50
) -> Listing:
    """Best first where something was searched for, else the latest edited first."""
    ids, total = find_ids(session, now, wanted, required, first=first, most=most)
    return Listing(_rows(session, ids, wanted, required), total)


def find_ids(
    session: Session, now: datetime, wanted: Wanted, required: int, *, first: int = 0, most: int = 50
) -> tuple[list[int], int]:
    """Ids of the items on this page in their order, and how many there are in all."""
    query: Any = sa.select(col(Item.id)).where(*_of_item(wanted, now, required))
    said = _of_revision(session, wanted)
    if said:
        query = query.join(Revision, _IS_CURRENT).where(*said)
    order: list[Any] = [col(Item.updated_at).desc(), col(Item.id).desc()]
    if wanted.text:
        question = read_question(wanted.text)
        if question is None:
            return [], 0
        matching = found(session, question)
        query = query.join(matching, matching.c.item_id == col(Item.id))
        order.insert(0, matching.c.rank.desc())
    page = query.order_by(*order).offset(first).limit(most)
    count = query.with_only_columns(sa.func.count())
    if not said:
        return list(session.scalars(page)), session.scalar(count) or 0
    rows = session.execute(page.add_columns(sa.func.count().over())).all()  # what a revision says is dear to ask twice
    total = rows[0][1] if rows else (session.scalar(count) or 0 if first else 0)
    return [row[0] for row in rows], total


def state_of(item: Item, approvers: Sequence[str], approved: bool) -> State:
    """The state that people see."""
    return "approved" if approvers and approved and item.state in ("draft", "submitted") else item.state  # type: ignore[return-value]


def _of_revision(session: Session, wanted: Wanted) -> list[Any]:
    """What is asked of what the item says now."""
    where: list[Any] = []
    if wanted.unit_of:
        where.append(col(Revision.unit).in_(("", wanted.unit_of)))
    if wanted.unit:
        where.append(col(Revision.unit) == wanted.unit)
    lists = ((Revision.task, wanted.task), (Revision.tags, wanted.tag), (Revision.audience, wanted.audience))
    return where + [_holds(session, col(column), value) for column, value in lists if value]


def _of_item(wanted: Wanted, now: datetime, required: int) -> list[Any]:
    """What is asked of everything else."""
    where = _in_state(wanted, required)
    if wanted.kind:
        where.append(col(Item.kind) == wanted.kind)
    if wanted.use or wanted.used_days:
        used = col(Item.id).in_(_used(wanted, now))
        where.append(~used if wanted.use == "never" else used)
    return where


def _in_state(wanted: Wanted, required: int) -> list[Any]:
    if not wanted.state:
        return [] if wanted.archived_too else [col(Item.state) != "archived"]
    approved = col(Item.id).in_(approved_items(max(required, 1)))
    if wanted.state == "approved":
        return [col(Item.state).in_(("draft", "submitted")), approved]
    apart = [] if wanted.state in ("returned", "archived") else [~approved]
    return [col(Item.state) == wanted.state, *apart]


def _holds(session: Session, column: Any, value: str) -> Any:
    """Whether a JSON list holds a text."""
    unpack = sa.func.json_each if session.get_bind().dialect.name == "sqlite" else sa.func.json_array_elements_text
    return sa.literal(value).in_(sa.select(unpack(column).table_valued("value").c.value))


def _used(wanted: Wanted, now: datetime) -> Any:
    query = sa.select(col(Delivery.item_id)).where(*_gone_out(wanted))
    return (
        query.where(col(Delivery.published_at) >= now - timedelta(days=wanted.used_days)) if wanted.used_days else query
    )


def _gone_out(wanted: Wanted) -> tuple[Any, ...]:
    return (col(Delivery.state) == "published", col(Delivery.part) == "", _on_seen_channels(wanted))


def _on_seen_channels(wanted: Wanted) -> Any:
    if not wanted.unit_of:
        return sa.true()
    seen = sa.select(col(Channel.key)).where(col(Channel.unit).in_(("", wanted.unit_of)))
    return col(Delivery.channel_key).in_(seen)


def _rows(session: Session, ids: Sequence[int], wanted: Wanted, required: int) -> list[Row]:
    if not ids:
        return []
    query = (
        sa.select(Item, Revision)
        .join(Revision, _IS_CURRENT)
        .where(col(Item.id).in_(ids))
        .options(sa.orm.defer(Revision.body), sa.orm.defer(Revision.variants))  # type: ignore[arg-type]
    )
    items = {item.id: (item, revision) for item, revision in session.execute(query)}
    approved = set(session.scalars(approved_items(max(required, 1)).where(col(Item.id).in_(ids))))
    at = col(Delivery.published_at)
    last = _one_each(session, ids, (*_gone_out(wanted), at.is_not(None)), at, at.desc())
    due = col(Delivery.due_at)
    ahead = (col(Delivery.state).in_(AHEAD), col(Delivery.part) == "")
    following = _one_each(session, ids, (*ahead, _on_seen_channels(wanted)), due, due.asc())
    said_yes = approvers_of_each(session, ids)
    return [
        _row(*items[each], said_yes.get(each, []), each in approved, last.get(each), following.get(each))
        for each in ids
    ]


def _one_each(session: Session, ids: Collection[int], where: Iterable[Any], at: Any, order: Any) -> Mapping[int, Use]:
    """Of each item the first delivery in that order."""
    place = sa.func.row_number().over(partition_by=col(Delivery.item_id), order_by=(order, col(Delivery.id)))
    each = sa.select(
        col(Delivery.item_id), col(Delivery.channel_key), at.label("at"), col(Delivery.state), place.label("place")
    ).where(col(Delivery.item_id).in_(ids), *where).subquery()  # fmt: skip
    query: Any = (
        sa.select(each.c.item_id, col(Channel.title), col(Channel.platform), each.c.at, each.c.state)
        .join(Channel, col(Channel.key) == each.c.channel_key)
        .where(each.c.place == 1)
    )
    return {item_id: Use(*rest) for item_id, *rest in session.execute(query)}


def _row(
    item: Item, revision: Revision, approvers: list[str], approved: bool, last: Use | None, following: Use | None
) -> Row:
    return Row(
        slug=item.slug, title=revision.title, summary=revision.summary, kind=item.kind, task=revision.task,
        unit=revision.unit, tags=revision.tags, state=state_of(item, approvers, approved), approved_by=approvers,
        updated_at=item.updated_at, last=last, next=following,
    )  # fmt: skip


def names_used(session: Session, column: Literal["tags", "audience"], unit_of: str = "", most: int = 200) -> list[str]:
    """The tags (or audiences) that items have now, the commonest first."""
    unpack = sa.func.json_each if session.get_bind().dialect.name == "sqlite" else sa.func.json_array_elements_text
    each = unpack(col(getattr(Revision, column))).table_valued("value")
    query: Any = (
        sa.select(each.c.value)
        .select_from(Item)
        .join(Revision, _IS_CURRENT)
        .join(each, sa.true())
        .group_by(each.c.value)
        .order_by(sa.func.count().desc(), each.c.value)
        .limit(most)
    )
    if unit_of:
        query = query.where(col(Revision.unit).in_(("", unit_of)))
    return list(session.scalars(query))

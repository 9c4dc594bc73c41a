"""The audit as people read it: entries that match, each with what was before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import AuditEntry, Channel, Delivery, Item, Revision, User
from campaign.web.audit_words import ACTIONS, ACTORS, AFTER_WAS, HIDDEN, KEYS, OURS, SUBJECTS, VALUES

LONGEST = 600
"""Characters of one value on the page; the revision or the post holds the rest."""
Say = Callable[[str], str]
"""Puts one of our own words into the reader's language."""


@dataclass(frozen=True)
class Wanted:
    """The filters. Days are of the plan's zone, both included; an empty one asks for nothing."""

    who: str = ""
    action: str = ""
    about: str = ""
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True)
class Change:
    """One thing that an entry says. ``before`` is None where there is nothing to compare with."""

    label: str
    before: str | None
    after: str


@dataclass(frozen=True)
class Told:
    """One entry in plain words."""

    id: int
    at: datetime
    who: str
    did: str
    about: str
    changes: Sequence[Change]


def read_trail(
    session: Session, user: User, wanted: Wanted, zone: ZoneInfo, say: Say, *, before: int | None, limit: int
) -> list[Told]:
    """The newest entries first, older than the one with id ``before``; only what this person may know of."""
    query = sa.select(AuditEntry).where(_theirs(user), *_matching(wanted, zone)).order_by(col(AuditEntry.id).desc())
    if before is not None:
        query = query.where(col(AuditEntry.id) < before)
    entries = list(session.scalars(query.limit(limit)))
    revisions = _revisions(session, entries)
    return [_told(entry, revisions, zone, say) for entry in entries]


def actors(session: Session, user: User) -> list[str]:
    """Everybody who stands in what this person may know of."""
    return sorted(session.scalars(sa.select(col(AuditEntry.actor)).where(_theirs(user)).distinct()))


def _matching(wanted: Wanted, zone: ZoneInfo) -> list[sa.ColumnElement[bool]]:
    asked: list[sa.ColumnElement[bool]] = []
    if wanted.who:
        asked.append(col(AuditEntry.actor) == wanted.who)
    if wanted.action:
        asked.append(col(AuditEntry.action) == wanted.action)
    if wanted.about:
        asked.append(col(AuditEntry.subject).contains(wanted.about, autoescape=True))
    if wanted.from_on:
        asked.append(col(AuditEntry.at) >= datetime.combine(wanted.from_on, time(), zone))
    if wanted.to_on:
        asked.append(col(AuditEntry.at) < datetime.combine(wanted.to_on + timedelta(days=1), time(), zone))
    return asked


def _theirs(user: User) -> sa.ColumnElement[bool]:
    """A person of one unit reads what concerns its items, channels, deliveries and people, and nothing else."""
    if not user.unit:
        return sa.true()
    units = ("", user.unit)
    keys = sa.select(col(Channel.key)).where(col(Channel.unit).in_(units))
    items = sa.select(sa.literal("item:") + col(Item.slug)).join(
        Revision, (col(Revision.item_id) == Item.id) & (col(Revision.number) == Item.revision)
    )
    deliveries = sa.select(sa.literal("delivery:") + sa.cast(col(Delivery.id), sa.String))
    subject = col(AuditEntry.subject)
    return sa.or_(
        subject.in_(items.where(col(Revision.unit).in_(units))),
        subject.in_(deliveries.where(col(Delivery.channel_key).in_(keys))),
        subject.in_(sa.select(sa.literal("channel:") + col(Channel.key)).where(col(Channel.unit).in_(units))),
        subject.in_(sa.select(sa.literal("user:") + col(User.email)).where(col(User.unit) == user.unit)),
    )


def _told(entry: AuditEntry, revisions: Mapping[tuple[str, int], Revision], zone: ZoneInfo, say: Say) -> Told:
    kind, _, name = entry.subject.partition(":")
    about = f"{say(SUBJECTS[kind])} {name}" if name and kind in SUBJECTS else entry.subject
    changes = [*_edited(entry, revisions, zone, say), *_before_and_after(entry.detail, zone, say)]
    changes += [
        Change(
            _label(key, say),
            _was(entry.detail, key, zone, say),
            say(_words(value, zone, say)) if key in OURS else _words(value, zone, say),
        )
        for key, value in entry.detail.items()
        if key not in HIDDEN and value not in (None, "", [], {})
    ]
    return Told(
        id=entry.id or 0,
        at=entry.at,
        who=say(ACTORS[entry.actor]) if entry.actor in ACTORS else entry.actor,
        did=say(ACTIONS[entry.action]) if entry.action in ACTIONS else entry.action,
        about=about,
        changes=changes,
    )


def _was(detail: Mapping[str, Any], key: str, zone: ZoneInfo, say: Say) -> str | None:
    return _words(detail["was"], zone, say) if key in AFTER_WAS and "was" in detail else None


def _before_and_after(detail: Mapping[str, Any], zone: ZoneInfo, say: Say) -> list[Change]:
    before, after = detail.get("before"), detail.get("after")
    if before is None and after is None:
        return []
    pairs = {"": (before, after)}
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        pairs = {key: (before.get(key), after.get(key)) for key in {**before, **after}}
    return [
        Change(_label(key, say), _words(old, zone, say), _words(new, zone, say))
        for key, (old, new) in pairs.items()
        if old != new
    ]


def _edited(entry: AuditEntry, revisions: Mapping[tuple[str, int], Revision], zone: ZoneInfo, say: Say) -> list[Change]:
    """What the revision of this entry says otherwise than the one before it."""
    number = entry.detail.get("revision")
    if entry.action != "item.edit" or not isinstance(number, int):
        return []
    old, new = revisions.get((entry.subject, number - 1)), revisions.get((entry.subject, number))
    if old is None or new is None:
        return []
    names = [name for name in entry.detail.get("changed", ()) if hasattr(new, name)]
    return [
        Change(_label(name, say), _words(getattr(old, name), zone, say), _words(getattr(new, name), zone, say))
        for name in names
    ]


def _revisions(session: Session, entries: Sequence[AuditEntry]) -> dict[tuple[str, int], Revision]:
    """By subject and number: those that the edits among the entries made, and the ones before them."""
    edits = [entry for entry in entries if entry.action == "item.edit" and "revision" in entry.detail]
    if not edits:
        return {}
    slugs = {entry.subject.removeprefix("item:") for entry in edits}
    numbers = {entry.detail["revision"] - back for entry in edits for back in (0, 1)}
    rows = session.execute(
        sa.select(col(Item.slug), Revision)
        .join(Revision, col(Revision.item_id) == Item.id)
        .where(col(Item.slug).in_(slugs), col(Revision.number).in_(numbers))
    )
    return {(f"item:{slug}", revision.number): revision for slug, revision in rows}


def _label(key: str, say: Say) -> str:
    return say(KEYS[key]) if key in KEYS else key


def _words(value: object, zone: ZoneInfo, say: Say) -> str:
    """A stored value as a person reads it."""
    if value is None or value in ("", [], {}):
        return "-"
    if isinstance(value, Mapping):
        text = "; ".join(f"{_label(str(key), say)}: {_words(each, zone, say)}" for key, each in value.items())
    elif isinstance(value, list | tuple):
        text = ", ".join(_words(each, zone, say) for each in value)
    else:
        text = say(VALUES[str(value)]) if str(value) in VALUES else _moment(str(value), zone)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _moment(text: str, zone: ZoneInfo) -> str:
    """An ISO 8601 moment with its offset in the plan's zone; any other text as it is."""
    if not (20 <= len(text) <= 32 and "T" in text):
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{moment.astimezone(zone):%H:%M:%S %d/%m/%Y}" if moment.tzinfo else text

"""Which cause is told to whom by which way: one row each, there before anything is sent, and never a second time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from campaign.alerts.audience import hearers
from campaign.alerts.contacts import connected_ways
from campaign.alerts.kinds import KINDS, PERSONAL_WAYS
from campaign.alerts.notice import open_causes
from campaign.alerts.wishes import Wishes, all_wishes
from campaign.db import Database
from campaign.models import Alert, AlertCause, PushSubscription, User

DESK = 0
"""The ``user_id`` of what is told to nobody in particular."""
AGAIN_AFTER = timedelta(minutes=3)
"""An urgent item that still awaits approval is told once more."""
BATCH = 60
Row = tuple[int, int, str, int]
"""(cause, user, way, round)"""


@dataclass(frozen=True)
class People:
    """Who may be told, what they wish, and what there is to tell them by."""

    users: Sequence[User]
    wishes: Mapping[int, Wishes]
    connected: frozenset[str]
    with_browser: frozenset[int]

    def ways_of(self, user: User, cause: AlertCause) -> frozenset[str]:
        """By which personal ways this one can and wants to hear it."""
        wished = self.wishes.get(user.id or 0, Wishes())
        return (wished.ways & self.reach(user)) - _failing(cause) if wished.wants(cause) else frozenset()

    def reach(self, user: User) -> frozenset[str]:
        """By which ways this person can be reached at all."""
        push = {"push"} if user.id in self.with_browser else set()
        return frozenset((self.connected & {"email"}) | push)


def spread(database: Database) -> int:
    """Add the rows that are missing for the causes that are open; returns how many."""
    with database.read() as session:
        now, people = database.now(session), _people(session)
        causes = list(session.scalars(open_causes()))
        known = _known(session, causes)
    missing = [row for cause in causes for row in _wanted(cause, people, now) if row not in known]
    for start in range(0, len(missing), BATCH):
        with database.write() as session:
            _add(session, database.now(session), missing[start : start + BATCH])
    return len(missing)


def _wanted(cause: AlertCause, people: People, now: datetime) -> Iterator[Row]:
    assert cause.id is not None
    rounds = (1, 2) if _is_told_again(cause, now) else (1,)
    told = {user.id or 0: people.ways_of(user, cause) for user in hearers(cause, people.users)}
    desk = people.connected - set(PERSONAL_WAYS) - _failing(cause) if not KINDS[cause.kind].personal else frozenset()
    if cause.platform in desk and len(desk) == 1 and not any(told.values()):
        told = _all_the_same(cause, people)
    for number in rounds:
        for user_id, ways in ((DESK, desk), *told.items()):
            for way in sorted(ways):
                yield cause.id, user_id, way, number


def _all_the_same(cause: AlertCause, people: People) -> dict[int, frozenset[str]]:
    """A platform's failure would be told through that platform alone: then by every other way, wished or not."""
    return {user.id or 0: people.reach(user) for user in hearers(cause, people.users)}


def _is_told_again(cause: AlertCause, now: datetime) -> bool:
    return cause.kind == "approval" and cause.urgent and now - cause.opened_at >= AGAIN_AFTER


def _failing(cause: AlertCause) -> frozenset[str]:
    """That a way reaches nobody is not told by that way."""
    return frozenset({cause.subject.partition(":")[2]}) if cause.kind == "way" else frozenset()


def _people(session: Session) -> People:
    return People(
        users=list(session.scalars(sa.select(User).where(col(User.disabled_at).is_(None)).order_by(col(User.id)))),
        wishes=all_wishes(session),
        connected=frozenset(connected_ways(session)),
        with_browser=frozenset(session.scalars(sa.select(col(PushSubscription.user_id)).distinct())),
    )


def _known(session: Session, causes: Sequence[AlertCause]) -> set[Row]:
    if not causes:
        return set()
    rows = session.execute(
        sa.select(col(Alert.cause_id), col(Alert.user_id), col(Alert.way), col(Alert.round))
        .join(AlertCause, col(AlertCause.id) == col(Alert.cause_id))
        .where(col(AlertCause.closed_at).is_(None))
    )
    return {(cause, user, way, number) for cause, user, way, number in rows}


def _add(session: Session, now: datetime, rows: Sequence[Row]) -> None:
    """Another process may add the same: the key is unique, and one of them wins."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = [
        {
            "cause_id": cause, "user_id": user, "way": way, "round": number, "made_at": now, "state": "pending",
            "message": "", "attempts": 0, "error": "",
        }
        for cause, user, way, number in rows
    ]  # fmt: skip
    session.execute(insert(Alert).values(values).on_conflict_do_nothing())

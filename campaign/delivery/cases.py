"""Gathers what a judgement looks at, by few statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery.fit import waiting_for
from campaign.delivery.gate import Case
from campaign.delivery.parts import declared
from campaign.delivery.rules import Rules
from campaign.models import AccountPace, Channel, Delivery, Item, Revision
from campaign.models.approvals import is_approved


def case_of(session: Session, rules: Rules, delivery: Delivery) -> Case:
    """The case of one delivery."""
    return next(cases_of(session, rules, [delivery]))


def cases_of(session: Session, rules: Rules, deliveries: Iterable[Delivery]) -> Iterator[Case]:
    """The cases of several, in the same order; rows that they share are read once."""
    approved: dict[int, bool] = {}
    for delivery in deliveries:
        item = session.get_one(Item, delivery.item_id)
        channel = session.get_one(Channel, delivery.channel_key)
        if delivery.item_id not in approved:
            approved[delivery.item_id] = is_approved(session, item, rules.approvals)
        revision = _current(session, item)
        yield Case(
            delivery=delivery,
            item=item,
            revision=revision,
            channel=channel,
            pace=session.get(AccountPace, delivery.account),
            approved=approved[delivery.item_id],
            rules=rules,
            fitting=partial(waiting_for, session, item, revision, channel),
            part_window=declared(session, delivery).send_window if delivery.part else "",
        )


def _current(session: Session, item: Item) -> Revision:
    query = sa.select(Revision).where(col(Revision.item_id) == item.id, col(Revision.number) == item.revision)
    return session.scalars(query).one()

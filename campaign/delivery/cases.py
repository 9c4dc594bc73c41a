"""Gathers what a judgement looks at, by few statements however many deliveries there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery.fit import waiting_for
from campaign.delivery.gate import Case
from campaign.delivery.parts import declared
from campaign.delivery.rules import Rules
from campaign.models import AccountPace, Channel, Delivery, Item, Revision
from campaign.models.approvals import approved

AT_ONCE = 500
"""Deliveries asked about in one statement."""


def _around(delivery: Any) -> sa.Select[Any]:
    return (
        sa.select(delivery, Item, Revision, Channel, AccountPace, approved(sa.bindparam("required", type_=sa.Integer)))
        .join(Item, col(Item.id) == col(Delivery.item_id))
        .join(Revision, (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision)))
        .join(Channel, col(Channel.key) == col(Delivery.channel_key))
        .outerjoin(AccountPace, col(AccountPace.account) == col(Delivery.account))
    )


AROUND = _around(col(Delivery.id)).where(col(Delivery.id).in_(sa.bindparam("ids", expanding=True)))
"""Made once, since every step asks it: making a statement costs as much as asking it."""
WHOLE = _around(Delivery).where(col(Delivery.id) == sa.bindparam("id"))
"""Its state is looked at afterwards: asked for in here, it takes SQLite 3.40 seven times as long (150 us)."""


def queued_case(session: Session, rules: Rules, delivery_id: int) -> Case | None:
    """The case of one delivery whose row the caller holds (``rows.hold``), the row itself with it; None: it is not (any
    longer) queued."""
    found = session.execute(WHOLE, {"id": delivery_id, "required": rules.approvals}).one_or_none()
    return _case(session, rules, *found) if found and found[0].state == "queued" else None


def cases_of(session: Session, rules: Rules, deliveries: Sequence[Delivery]) -> Iterator[Case]:
    """The cases of several, in the same order."""
    for start in range(0, len(deliveries), AT_ONCE):
        yield from _cases(session, rules, deliveries[start : start + AT_ONCE])


def _cases(session: Session, rules: Rules, deliveries: Sequence[Delivery]) -> Iterator[Case]:
    asked = {"ids": [delivery.id for delivery in deliveries], "required": rules.approvals}
    around = {delivery_id: rest for delivery_id, *rest in session.execute(AROUND, asked).all()}
    for delivery in deliveries:
        yield _case(session, rules, delivery, *around[delivery.id])


def _case(
    session: Session, rules: Rules, delivery: Delivery, item: Item, revision: Revision, channel: Channel,
    pace: AccountPace | None, is_approved: bool,
) -> Case:  # fmt: skip
    return Case(
        delivery=delivery,
        item=item,
        revision=revision,
        channel=channel,
        pace=pace,
        approved=is_approved,
        rules=rules,
        fitting=partial(waiting_for, session, item, revision, channel),
        part_window=declared(session, delivery).send_window if delivery.part else "",
    )

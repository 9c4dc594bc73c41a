"""What the library's pages show beside the items themselves: names, and what can be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.desk.roles import may_see
from campaign.errors import Mistake
from campaign.library.listing import names_used
from campaign.models import User
from campaign.settings import Settings
from campaign.web.calendar_view import kinds_of
from campaign.web.status import ChannelLine, read_channels
from campaign.workspace.stored import required_approvals, stored_plan


@dataclass(frozen=True)
class Names:
    """Names by id; of people by e-mail. ``kinds`` only those that the plan itself names."""

    units: Mapping[str, str]
    tasks: Mapping[str, str]
    kinds: Mapping[str, str]
    people: Mapping[str, str]


@dataclass(frozen=True)
class Choices:
    """What the filters and the wishes for many items offer."""

    kinds: Sequence[str]
    tags: Sequence[str]
    audiences: Sequence[str]
    channels: Sequence[ChannelLine]


def read_names(session: Session) -> Names:
    """Before the first sync there is no plan, and nothing has a name."""
    people = {email: name for email, name in session.execute(sa.select(col(User.email), col(User.name)))}
    try:
        plan = stored_plan(session)
    except Mistake:
        return Names({}, {}, {}, people)
    units = {unit.id: unit.name for unit in plan.units}
    return Names(units, {each.id: each.text for each in plan.task_items}, plan.kinds, people)


def read_choices(session: Session, user: User) -> Choices:
    channels = [line for line in read_channels(session, user) if line.connected and line.enabled]
    return Choices(
        kinds_of(session),
        sorted(names_used(session, "tags", user.unit)),
        sorted(names_used(session, "audience", user.unit)),
        channels,
    )


def required_of(session: Session, settings: Settings) -> int:
    """As the plan says; before the first sync one, so that nothing looks approved that nobody has read."""
    try:
        return required_approvals(session, settings)
    except Mistake:
        return 1


def units_for(user: User, names: Names) -> Mapping[str, str]:
    """Those whose items this person sees."""
    return {unit: name for unit, name in names.units.items() if may_see(user, unit)}

"""The items that a person may put into a pack: what they chose first, then what their words and filters find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.library.listing import Row, Wanted, names_used, read_listing
from campaign.models import Item, Revision, User
from campaign.web.packs.forms import PackForm
from campaign.web.site import Site
from campaign.workspace.stored import required_approvals, stored_plan

MOST = 60


@dataclass(frozen=True)
class Shelf:
    """``chosen``: (slug, title) in order; ``rows``: the others that were found; ``total``: how many fit in all."""

    chosen: Sequence[tuple[str, str]]
    rows: Sequence[Row]
    total: int
    tags: Sequence[str]
    kinds: Mapping[str, str]


def read_shelf(session: Session, site: Site, user: User, form: PackForm) -> Shelf:
    """Approved items only, unless the form asks for practice."""
    required = required_approvals(session, site.settings)
    state = "approved" if required and form.practice != "yes" else ""
    wanted = Wanted(form.q, form.kind, form.task, tag=form.tag, state=state, unit_of=user.unit)
    listing = read_listing(session, site.database.now(session), wanted, required, most=MOST)
    plan = stored_plan(session)
    rows = [row for row in listing.rows if row.slug not in form.item]
    return Shelf(
        _titles(session, user, form.item), rows, listing.total, names_used(session, "tags", user.unit), plan.kinds
    )


def _titles(session: Session, user: User, slugs: Sequence[str]) -> list[tuple[str, str]]:
    is_current = (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision))
    query = sa.select(col(Item.slug), col(Revision.title)).join(Revision, is_current).where(col(Item.slug).in_(slugs))
    if user.unit:
        query = query.where(col(Revision.unit).in_(("", user.unit)))
    titles = {slug: title for slug, title in session.execute(query)}
    return [(slug, titles[slug]) for slug in dict.fromkeys(slugs) if slug in titles]

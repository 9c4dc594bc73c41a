"""What is done with the chosen items: the answer is a page that says what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from fastapi import Request
from sqlmodel import Session, col
from starlette.responses import Response

from campaign.desk import many
from campaign.desk.many import Outcome
from campaign.errors import Mistake
from campaign.models import Item, User
from campaign.models.approvals import approved_items
from campaign.web.access import SignedIn
from campaign.web.library.forms import Many, ManyForm
from campaign.web.library.view import required_of
from campaign.web.next_path import next_path
from campaign.web.respond import respond
from campaign.web.site import site_of
from campaign.web.status import read_channels, zone_of


def tag(request: Request, user: SignedIn, form: Many) -> Response:
    database, away = site_of(request).database, form.remove == "yes"
    settings = site_of(request).settings
    done = many.tag(database, user.email, form.item, form.name, remove=away, settings=settings)
    return _told(request, user, form, "untag" if away else "tag", done)


def schedule(request: Request, user: SignedIn, form: Many) -> Response:
    return _told(request, user, form, "schedule", _scheduled(request, user, form))


def archive(request: Request, user: SignedIn, form: Many) -> Response:
    done = many.archive(site_of(request).database, user.email, form.item)
    return _told(request, user, form, "archive", done)


def unarchive(request: Request, user: SignedIn, form: Many) -> Response:
    done = many.archive(site_of(request).database, user.email, form.item, back=True)
    return _told(request, user, form, "unarchive", done)


def _scheduled(request: Request, user: User, form: ManyForm) -> list[Outcome]:
    database = site_of(request).database
    if form.when == "next":
        return many.schedule_next(database, user.email, form.item, form.channel)
    if form.on is None or form.at is None:
        raise Mistake("Hãy chọn ngày và giờ của mục đầu tiên.")
    first, apart = datetime.combine(form.on, form.at), timedelta(minutes=int(form.apart))
    return many.schedule_apart(database, user.email, form.item, form.channel, first, apart)


def _told(request: Request, user: User, form: ManyForm, what: str, outcomes: Sequence[Outcome]) -> Response:
    site = site_of(request)
    with site.database.read() as session:
        zone = zone_of(session)
        channels = {line.key: line for line in read_channels(session, user)}
        approved = approved_items(required_of(session, site.settings))
        ready = set(
            session.scalars(sa.select(col(Item.slug)).where(col(Item.id).in_(approved), col(Item.slug).in_(form.item)))
        )
    return respond(
        request, "library/done.html", user=user, what=what, outcomes=outcomes, zone=zone, channels=channels,
        name=form.name, ready=ready, back=next_path(form.next or "/library"),
    )  # fmt: skip


def _approved(session: Session, required: int, slugs: Sequence[str]) -> set[str]:
    named = sa.select(col(Item.slug)).where(col(Item.slug).in_(slugs), col(Item.id).in_(approved_items(required)))
    return set(session.scalars(named))

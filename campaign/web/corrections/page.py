"""The correction dialog, and what became of it, place by place, while it is carried out."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from fastapi import Request
from starlette.responses import Response

from campaign.desk import corrections
from campaign.desk.correction_post import Wording, proposed
from campaign.desk.corrections import Choice
from campaign.errors import Mistake
from campaign.models import User
from campaign.web.access import SignedIn, may
from campaign.web.corrections import errand
from campaign.web.corrections.forms import CorrectionFields, CorrectionForm
from campaign.web.corrections.places import Place, read_places, taken_down
from campaign.web.corrections.view import corrected_by, lately_published, read_made
from campaign.web.failures import status_of
from campaign.web.forms import Plain
from campaign.web.inbox.actions import with_done
from campaign.web.inbox.forms import Slug
from campaign.web.inbox.review import item_for, read_review
from campaign.web.language import language_of
from campaign.web.respond import go_to, render, respond
from campaign.web.site import site_of
from campaign.web.status import zone_of


def show(request: Request, user: SignedIn) -> Response:
    """Which published item is to be put right."""
    site = site_of(request)
    with site.database.read() as session:
        items, zone = lately_published(session, user), zone_of(session)
    return respond(request, "corrections/list.html", user=user, items=items, zone=zone)


def one(request: Request, user: SignedIn, slug: Slug, done: str = "") -> Response:
    """Every place of one item, and what was done before. Raises NotFound."""
    return _page(request, user, slug, done=done)


def part(request: Request, user: SignedIn, slug: Slug, seen: str = "") -> Response:
    """What became of it so far, or 204 when that is still as ``seen``."""
    values = _made(request, user, slug)
    if seen == values["seen"]:
        return Response(status_code=204)
    return respond(request, "corrections/made_live.html", user=user, **values)


def decide(request: Request, user: SignedIn, slug: Slug, form: CorrectionFields) -> Response:
    """Write it down, start it, and show the page that follows it. What was typed survives a refusal."""
    site = site_of(request)
    with site.database.read() as session:
        item, _ = item_for(session, user, slug)
        places, _ = read_places(session, site.settings, user, item)
    wording = Wording(form.title, form.body)
    try:
        choices = _choices(form, places)
        number = corrections.begin(
            site.database, site.settings, user.email, slug, form.reason, choices, wording, form.form
        )
    except Mistake as mistake:
        return _page(request, user, slug, status=status_of(mistake), form=form, mistake=str(mistake))
    errand.start(site.dispatch, number)
    return go_to(with_done(f"/corrections/{slug}#made", "correcting"))


def again(request: Request, user: SignedIn, slug: Slug, form: Plain) -> Response:
    """What was refused, once more."""
    site = site_of(request)
    with site.database.read() as session:
        item_for(session, user, slug)
    number = corrections.again(site.database, user.email, slug)
    if number is not None:
        errand.start(site.dispatch, number)
    return go_to(with_done(f"/corrections/{slug}#made", "correcting"))


def _choices(form: CorrectionForm, places: list[Place]) -> list[Choice]:
    if not form.everywhere:
        return form.choices()
    return [Choice(place.id, form.everywhere) for place in places if form.everywhere in place.deeds]


def _page(
    request: Request, user: User, slug: str, *, done: str = "", status: int = 200, form: CorrectionForm | None = None,
    mistake: str = "",
) -> Response:  # fmt: skip
    site = site_of(request)
    with site.database.read() as session:
        item, revision = item_for(session, user, slug)
        zone = zone_of(session)
        places, unapproved = read_places(session, site.settings, user, item)
        values: dict[str, Any] = {
            "places": places, "unapproved": unapproved, "zone": zone, "gone": taken_down(session, user, item),
            "review": read_review(session, site.settings, user, item, revision), "of": corrected_by(session, item),
        }  # fmt: skip
    first = min((place.published_at for place in places if place.published_at), default=None)
    on = f"{first.astimezone(zone):%d/%m/%Y}" if first else ""
    values["wording"] = Wording(form.title, form.body) if form else proposed(values["review"].title, on)
    values["form_key"] = (form.form if form else "") or secrets.token_hex(8)
    values |= {"form": form, "chosen": {choice.delivery_id: choice.deed for choice in form.choices()} if form else {}}
    values |= {"may_act": may(user, "editor"), "done": done} | _made(request, user, slug)
    values["mistake"] = site.pages.said(language_of(request), mistake)
    return respond(request, "corrections/dialog.html", user=user, status=status, **values)


def _made(request: Request, user: User, slug: str) -> dict[str, Any]:
    site = site_of(request)
    with site.database.read() as session:
        item, _ = item_for(session, user, slug)
        made = read_made(session, site.database.now(session), user, item)
        zone = zone_of(session)
    values = {"made": made, "slug": slug, "zone": zone, "may_act": may(user, "editor")}
    rendered = render(request, "corrections/made.html", user, **values)
    return {
        "rendered": rendered, "seen": hashlib.sha256(rendered.encode()).hexdigest()[:16], "slug": slug,
        "made": made, "busy": bool(made) and made[0].busy,
    }  # fmt: skip

"""The packs, one pack with its items and options, and its download. Makers run in the server's worker threads."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import Request
from starlette.responses import Response

from campaign.desk import packs as desk
from campaign.desk.roles import LOWEST
from campaign.errors import Mistake
from campaign.models import User
from campaign.packs.make import pack_named
from campaign.packs.shape import Made
from campaign.packs.table import PACKS
from campaign.packs.tasks import usual_task
from campaign.web.access import SignedIn, may
from campaign.web.failures import status_of
from campaign.web.packs.forms import EMPTY, Pack, PackForm
from campaign.web.packs.shelf import read_shelf
from campaign.web.respond import respond
from campaign.web.site import site_of
from campaign.workspace.stored import stored_plan


def show(request: Request, user: SignedIn) -> Response:
    """Every pack there is."""
    with site_of(request).database.read() as session:
        plan = stored_plan(session)
    return respond(request, "packs/list.html", user=user, packs=PACKS, plan=plan)


def one(request: Request, user: SignedIn, pack: str, item: str = "") -> Response:
    """A pack with the approved items to choose from. ``item``: one that is chosen already."""
    return page(request, user, pack, EMPTY.model_copy(update={"item": [item] if item else []}))


def decide(request: Request, user: SignedIn, pack: str, form: Pack) -> Response:
    """Other items, a look at what the pack will hold (``view``: its file, with sample codes), or the pack itself."""
    site = site_of(request)
    pack_named(pack)
    try:
        if form.deed == "take":
            ready = desk.take(site.database, site.settings, user.email, pack, form.wanted, form.said)
            return _download(ready.made)
        looks = form.deed in ("look", "view")
        made = desk.look(site.database, site.settings, user.email, pack, form.wanted, form.said) if looks else None
    except Mistake as mistake:
        return page(request, user, pack, form, mistake=mistake)
    if made is not None and form.deed == "view":
        return _download(made)
    return page(request, user, pack, form, made=made)


def page(
    request: Request, user: User, name: str, form: PackForm, *, mistake: Mistake | None = None,
    made: Made | None = None, **more: Any,
) -> Response:  # fmt: skip
    """One pack's page, with everything that was typed."""
    site, pack = site_of(request), pack_named(name)
    with site.database.read() as session:
        plan = stored_plan(session)
        shelf = read_shelf(session, site, user, form) if pack.items else None
    values = {"wrong": (), "back": None, "log": ""} | more
    status = status_of(mistake) if mistake else int(values.pop("status", 200))
    return respond(
        request, "packs/one.html", user=user, status=status, name=name, pack=pack, form=form, shelf=shelf, plan=plan,
        said={option.name: (form.said.get(option.name) or [option.default])[0] for option in pack.options},
        sentence=str(mistake) if mistake else "", made=made, size=_size(made),
        may_take=may(user, LOWEST["pack"]), task=usual_task(plan, name), **values,
    )  # fmt: skip


def _size(made: Made | None) -> int:
    return len(made.content) if made is not None and isinstance(made.content, bytes) else 0


def _download(made: Made) -> Response:
    assert isinstance(made.content, bytes)
    name = quote(made.name)
    headers = {"content-disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"}
    return Response(made.content, media_type=made.mime, headers=headers | {"cache-control": "no-store"})

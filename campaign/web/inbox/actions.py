"""The buttons of the editorial step: submit, approve, return, and a manager's yes alone."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request
from starlette.responses import Response

from campaign.desk.editorial import Standing, approve_item, bypass_item, return_item, submit_item
from campaign.models import User
from campaign.web.access import SignedIn
from campaign.web.forms import Plain
from campaign.web.inbox.forms import Read, Slug, WhyBack
from campaign.web.inbox.review import item_for
from campaign.web.next_path import next_path
from campaign.web.respond import go_to
from campaign.web.site import Site, site_of


def submit(request: Request, user: SignedIn, slug: Slug, form: Plain) -> Response:
    def act(site: Site) -> Standing:
        return submit_item(site.database, site.settings, slug, user.email)

    return _on_item(request, user, slug, form.next, act, "submitted")


def approve(request: Request, user: SignedIn, slug: Slug, form: Read) -> Response:
    def act(site: Site) -> Standing:
        return approve_item(site.database, site.settings, slug, user.email, form.content or None)

    return _on_item(request, user, slug, form.next, act, "approved")


def send_back(request: Request, user: SignedIn, slug: Slug, form: WhyBack) -> Response:
    def act(site: Site) -> Standing:
        return return_item(site.database, site.settings, slug, user.email, form.reason)

    return _on_item(request, user, slug, form.next, act, "sent-back")


def bypass(request: Request, user: SignedIn, slug: Slug, form: WhyBack) -> Response:
    def act(site: Site) -> Standing:
        return bypass_item(site.database, site.settings, slug, user.email, form.reason, form.content or None)

    return _on_item(request, user, slug, form.next, act, "bypassed")


def with_done(path: str, done: str) -> str:
    """The page to go back to, saying what was done."""
    before, _, mark = next_path(path).partition("#")
    return f"{before}{'&' if '?' in before else '?'}done={done}{'#' if mark else ''}{mark}"


def _on_item(request: Request, user: User, slug: str, to: str, act: Callable[[Site], Standing], done: str) -> Response:
    site = site_of(request)
    with site.database.read() as session:
        item_for(session, user, slug)
    standing = act(site)
    if done == "approved" and not standing.approved:
        done = "approved-part"
    return go_to(with_done(to or f"/inbox/{slug}", done))

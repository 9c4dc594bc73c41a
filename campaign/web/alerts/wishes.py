"""The part of one's account that says what one wants to hear, how, and on which browsers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Request
from sqlmodel import Session
from starlette.responses import Response

from campaign.alerts.contacts import Contacts
from campaign.alerts.kinds import PERSONAL_WAYS
from campaign.alerts.wishes import wishes_of
from campaign.desk import alerts as desk
from campaign.models import User
from campaign.models.person import ROLES
from campaign.web.access import SignedIn
from campaign.web.alerts.forms import OneBrowser, Wished
from campaign.web.alerts.words import KINDS, WAYS
from campaign.web.forms import Plain
from campaign.web.respond import go_to
from campaign.web.site import Site, site_of

BrowserId = Annotated[int, Path(ge=1, le=2**31 - 1)]
LEAST = {"returned": "reporter", "clock": "manager", "way": "admin"}
"""The least role that hears a kind; the others are for editors and those above."""


def save(request: Request, user: SignedIn, form: Wished) -> Response:
    shown = kinds_for(user)
    muted = [kind for kind in shown if kind not in form.hear]
    desk.wish(site_of(request).database, user.email, form.ways, muted, form.quiet_from, form.quiet_to)
    return go_to("/account?done=wished#alerts")


def add(request: Request, user: SignedIn, form: OneBrowser) -> Response:
    label = browser_name(request.headers.get("user-agent", ""))
    desk.add_browser(site_of(request).database, user.email, form.endpoint, form.p256dh, form.auth, label)
    return go_to("/account?done=browser#alerts")


def remove(request: Request, user: SignedIn, browser_id: BrowserId, form: Plain) -> Response:
    desk.drop_browser(site_of(request).database, user.email, browser_id)
    return go_to("/account?done=no-browser#alerts")


def values_for(site: Site, session: Session, user: User) -> dict[str, Any]:
    """What the section shows. ``push_key``: what a browser subscribes with; made when first asked for, elsewhere."""
    assert user.id is not None
    return {
        "wishes": wishes_of(session, user.id),
        "alert_kinds": {kind: KINDS[kind] for kind in kinds_for(user)},
        "alert_ways": {way: WAYS[way] for way in PERSONAL_WAYS},
        "browsers": desk.browsers_of(session, user),
        "can_email": desk.can_email(session),
    }


def push_key(site: Site) -> str:
    """Our public key. Not inside a transaction: the first one to ask makes the pair."""
    return Contacts(site.database, site.vault).push_keys()["public"]


def kinds_for(user: User) -> list[str]:
    """What this person could hear at all."""
    return [kind for kind in KINDS if ROLES.index(user.role) >= ROLES.index(LEAST.get(kind, "editor"))]


def browser_name(agent: str) -> str:
    """Enough to tell one's own machines apart."""
    browsers = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    machines = ("Android", "iPhone", "iPad", "Windows", "Mac", "Linux")
    systems = tuple((name, name) for name in machines)
    found = [next((name for mark, name in named if mark in agent), "") for named in (browsers, systems)]
    return " · ".join(part for part in found if part)

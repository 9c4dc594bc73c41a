"""The channels: health, one switch that closes one or all, "ask the platform now", and how to connect again."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query, Request
from starlette.responses import Response

from campaign.desk import channels, trials
from campaign.desk.roles import LOWEST
from campaign.models import User
from campaign.web.access import SignedIn, may, require_channel
from campaign.web.channels_view import read_health
from campaign.web.forms import Plain
from campaign.web.language import gettext_noop
from campaign.web.respond import go_to, render, respond
from campaign.web.site import site_of

Asked = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]
REASONS = (
    gettext_noop("Quốc tang, ngày trang nghiêm"),
    gettext_noop("Đang xác minh thông tin"),
    gettext_noop("Theo yêu cầu của cơ quan chủ quản"),
    gettext_noop("Sự cố kỹ thuật"),
)
"""One press each: on a phone nobody types at such a moment."""


def show(request: Request, user: SignedIn, done: str = "", tried: Asked = "") -> Response:
    """``done`` names what was just done; only the known names say anything. ``tried``: the channel of a trial post."""
    made = None
    if tried and may(user, LOWEST["trial"]):
        with site_of(request).database.read() as session:
            require_channel(session, user, tried)
            made = trials.last_trial(session, tried)
    return respond(request, "channels.html", user=user, done=done, told=None, tried=made, **_live(request, user))


def part(request: Request, user: SignedIn, seen: str = "") -> Response:
    """The cards alone, or 204 when they are still as ``seen``."""
    live = _live(request, user)
    if seen == live["seen"]:
        return Response(status_code=204)
    return respond(request, "channels_live.html", user=user, **live)


def verify(request: Request, user: SignedIn, key: str, form: Plain) -> Response:
    """Ask the platform whom the stored secrets speak for; what it said stands on the page."""
    site = site_of(request)
    with site.database.read() as session:
        require_channel(session, user, key)
    account = channels.verify(site.dispatch, key, user.email)
    values = {"told": account, "tried": None, **_live(request, user)}
    return respond(request, "channels.html", user=user, done="verified", **values)


def trial(request: Request, user: SignedIn, key: str, form: Plain) -> Response:
    """A post that the public does not see. What became of it stands on the page that this leads to, which may be loaded
    again without sending another."""
    site = site_of(request)
    with site.database.read() as session:
        require_channel(session, user, key)
    trials.send_trial(site.dispatch, user.email, key)
    return go_to(f"/channels?{urlencode({'done': 'tried', 'tried': key})}")


def _live(request: Request, user: User) -> dict[str, Any]:
    site = site_of(request)
    with site.database.read() as session:
        view = read_health(session, site.database.now(session), user)
    values = {
        "view": view,
        "zone": view.zone,
        "may_switch": may(user, "manager"),
        "reasons": REASONS,
        "can_try": trials.can_try,
    }
    cards = render(request, "channels_cards.html", user, back_to="/channels", **values)
    return {"cards": cards, "zone": view.zone, "seen": hashlib.sha256(cards.encode()).hexdigest()[:16]}

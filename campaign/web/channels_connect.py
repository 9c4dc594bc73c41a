"""Connecting a channel again from the page, on a phone too: a form per platform, its secrets never shown again."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Request
from pydantic import StringConstraints
from starlette.responses import Response

from campaign.desk import connecting
from campaign.errors import Mistake
from campaign.models import Channel, User
from campaign.web.access import SignedIn, require_channel
from campaign.web.failures import status_of
from campaign.web.forms import PlainForm
from campaign.web.language import language_of
from campaign.web.respond import go_to, respond
from campaign.web.site import site_of

Secret = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]


class ConnectForm(PlainForm):
    """What the platforms ask for; each channel's form shows only its own."""

    bot_token: Secret = ""
    page_token: Secret = ""
    app_id: Secret = ""
    app_secret: Secret = ""
    oa_secret_key: Secret = ""


Connect = Annotated[ConnectForm, Form()]


def show(request: Request, user: SignedIn, key: str) -> Response:
    return _page(request, user, _channel(request, user, key))


def connect(request: Request, user: SignedIn, key: str, form: Connect) -> Response:
    """Zalo: a page with the way to the consent, which comes back to /oauth/zalo. Else connected, or why not."""
    channel, dispatch = _channel(request, user, key), site_of(request).dispatch
    given = {name: value for name, value in form.model_dump(exclude={"csrf", "next"}).items() if value}
    try:
        if channel.platform == "zalo":
            url = connecting.begin_consent(dispatch, user.email, key, form.app_secret, form.oa_secret_key)
            return _page(request, user, channel, consent=url)
        notes = connecting.connect(dispatch, user.email, key, given)
    except Mistake as mistake:
        words = site_of(request).pages.said(language_of(request), str(mistake))
        return _page(request, user, channel, status=status_of(mistake), sentence=words)
    if notes:
        return _page(request, user, channel, notes=notes)
    return go_to(f"/channels?done=connected#c-{key}")


def _channel(request: Request, user: User, key: str) -> Channel:
    with site_of(request).database.read() as session:
        require_channel(session, user, key)
        return session.get_one(Channel, key)


def _page(request: Request, user: User, channel: Channel, status: int = 200, **said: object) -> Response:
    values = {"sentence": "", "consent": "", "notes": (), **said}
    return respond(request, "channels_connect.html", user=user, status=status, channel=channel, **values)

"""Figures that a person types in, of posts that a person posted."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Path, Request
from pydantic import StringConstraints
from starlette.responses import Response

from campaign.desk import figures
from campaign.web.access import SignedIn, require_delivery
from campaign.web.forms import PlainForm
from campaign.web.respond import go_to
from campaign.web.site import site_of

Figure = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\d{0,10}$")]


class FiguresForm(PlainForm):
    """What was read on the platform's own page; empty: not read."""

    views: Figure = ""
    reach: Figure = ""
    reactions: Figure = ""
    comments: Figure = ""
    shares: Figure = ""


def type_in(
    request: Request,
    user: SignedIn,
    delivery_id: Annotated[int, Path(ge=1, le=2**31 - 1)],
    form: Annotated[FiguresForm, Form()],
) -> Response:
    """Figures of a post that a person posted."""
    site = site_of(request)
    with site.database.read() as session:
        require_delivery(session, user, delivery_id)
    said = {metric: getattr(form, metric) for metric in figures.TYPED}
    read = {metric: int(value) for metric, value in said.items() if value}
    figures.type_in(site.database, user.email, delivery_id, read)
    return go_to("/?done=figures#published")

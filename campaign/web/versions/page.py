"""/library/{slug}/versions: who wrote what and when, two revisions compared word by word, and back to an older one."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Path, Query, Request
from pydantic import Field
from starlette.responses import Response

from campaign.desk import versions
from campaign.desk.roles import LOWEST
from campaign.web.access import SignedIn, may
from campaign.web.audit_words import ACTORS
from campaign.web.forms import PlainForm
from campaign.web.media.lines import media_list
from campaign.web.respond import go_to, respond
from campaign.web.site import site_of
from campaign.web.status import zone_of
from campaign.web.versions.view import read_versions
from campaign.workspace.stored import required_approvals

MOST = 2**31 - 1
Slug = Annotated[str, Path(max_length=200)]


class RestoreForm(PlainForm):
    """``revision``: the current one as the person saw it."""

    revision: Annotated[int, Field(ge=1, le=MOST)]


def show(
    request: Request,
    user: SignedIn,
    slug: Slug,
    first: Annotated[int | None, Query(ge=1, le=MOST, alias="from")] = None,
    second: Annotated[int | None, Query(ge=1, le=MOST, alias="to")] = None,
    done: str = "",
) -> Response:
    """``done``: ``restored``."""
    site = site_of(request)
    with site.database.read() as session:
        required = required_approvals(session, site.settings)
        seen = read_versions(session, user, slug, required, first, second)
        zone = zone_of(session)
        pictures = [
            media_list(session, fields.media).lines
            for fields in ((seen.compared.fields_before, seen.compared.fields_after) if seen.compared else ())
        ]
    return respond(
        request, "versions/page.html", user=user, seen=seen, zone=zone, pictures=pictures, done=done, actors=ACTORS,
        may_edit=may(user, LOWEST["edit"]) and seen.item.state != "archived",
    )  # fmt: skip


def restore(
    request: Request,
    user: SignedIn,
    slug: Slug,
    number: Annotated[int, Path(ge=1, le=MOST)],
    form: Annotated[RestoreForm, Form()],
) -> Response:
    """Write the older revision again as the newest one."""
    site = site_of(request)
    item = versions.restore_revision(
        site.database, user.email, slug, number, revision=form.revision, settings=site.settings
    )
    return go_to(f"/library/{item.slug}/versions?done=restored")

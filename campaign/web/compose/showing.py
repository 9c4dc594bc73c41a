"""The compose page as an answer: what was typed, or is stored, with everything that stands around it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.responses import Response

from campaign.desk.roles import LOWEST
from campaign.library.fields import ItemFields
from campaign.models import TypedText, User
from campaign.web.access import may
from campaign.web.compose.form import ComposeForm, PlaceForm
from campaign.web.compose.trial import try_out
from campaign.web.compose.view import Standing, read_choices
from campaign.web.compose.wording import sayer
from campaign.web.media.lines import media_list
from campaign.web.respond import respond
from campaign.web.site import site_of
from campaign.web.status import zone_of


@dataclass(frozen=True)
class Refusal:
    """Why the form was not taken. ``sentence`` in the page's words; ``keys``: the fields that it speaks of."""

    sentence: str = ""
    keys: frozenset[str] = frozenset()
    status: int = 200
    theirs: Sequence[tuple[str, str, str]] = ()
    """(label, what is stored now, what was typed) where somebody else has saved meanwhile."""


def same(one: ComposeForm, other: ComposeForm) -> bool:
    """Do they say the same? Line ends and the order of channels say nothing."""
    return _comparable(one) == _comparable(other)


def _comparable(form: ComposeForm) -> dict[str, Any]:
    left_out = {"revision", "variant_key", "variant_text", "media"}
    said = {name: value for name, value in form.typed().items() if name not in left_out}
    texts = {
        name: value.replace("\r\n", "\n").strip() if isinstance(value, str) else value for name, value in said.items()
    }
    return texts | {"own": form.own_texts, "media": _files(form)}


def restored_form(kept: TypedText) -> ComposeForm | None:
    """What was kept; None where an older program kept it in another shape."""
    try:
        return ComposeForm.model_validate(kept.fields)
    except ValueError:
        return None


def show_page(
    request: Request, user: User, form: ComposeForm, standing: Standing | None = None, *, status: int = 200,
    refusal: Refusal | None = None, unsaved: Sequence[TypedText] = (), restored: TypedText | None = None,
    done: str = "", saved_place: str = "", placing: PlaceForm | None = None, placing_wrong: str = "",
) -> Response:  # fmt: skip
    """``restored``: from where ``form`` came, if it was kept; ``unsaved``: what else was kept, to be offered."""
    site = site_of(request)
    with site.database.read() as session:
        choices, now = read_choices(session, user), site.database.now(session)
        before = standing.fields if standing else ItemFields(title="", unit=user.unit)
        check = try_out(session, site.settings, now, form, before, choices.channels, user.unit)
        zone = zone_of(session)
        files = media_list(session, _files(form), request)
    refusal = refusal or Refusal(status=status)
    values: dict[str, Any] = {
        "form": form, "choices": choices, "standing": standing, "check": check, "zone": zone, "refusal": refusal,
        "unsaved": unsaved, "restored": restored, "done": done, "placing": placing or PlaceForm(channel=[]),
        "placing_wrong": placing_wrong, "today": now.astimezone(zone).date(), "texts": form.own_texts,
        "saved_place": saved_place or request.query_params.get("from", ""), "slug": form.slug, "media": files,
        "say": sayer(request), "may_place": may(user, LOWEST["schedule"]), "may_urge": may(user, LOWEST["urgent"]),
        "from_an_old_one": bool(standing and form.revision and form.revision < standing.item.revision),
    }  # fmt: skip
    return respond(request, "compose/page.html", user=user, status=refusal.status, **values)


def _files(form: ComposeForm) -> list[dict[str, str]]:
    """The form's list of files, for the block that shows them."""
    try:
        listed = json.loads(form.media or "[]")
    except ValueError:
        return []
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []

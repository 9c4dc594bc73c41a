"""Days and seasons ahead beside the calendar, each with approved items that suit it: one quiet line, put away at will.

What a person put away is kept in that browser's cookie alone: it is no decision about the item, and nobody else's view.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Form, Request
from pydantic import Field
from sqlmodel import Session
from starlette.responses import Response

from campaign.errors import Mistake
from campaign.models import User
from campaign.schedule.topics import Occasion, Suggested, occasions, suggestions
from campaign.web.access import SignedIn
from campaign.web.forms import PlainForm
from campaign.web.library.view import required_of
from campaign.web.respond import go_to
from campaign.web.site import site_of
from campaign.workspace.stored import stored_plan

DAYS = 30
MOST = 3
ITEMS = 2
"""Named of each; the rest stand on the page of care."""
REMEMBERED = 40
KEEP_S = 120 * 24 * 3600
"""Longer than any occasion is ahead and lasts."""
_KEY = r"[0-9a-f]{8}"


@dataclass(frozen=True)
class Told:
    """One occasion of the line. ``key``: what is remembered when it is put away."""

    key: str
    occasion: Occasion
    items: Sequence[Suggested]
    more: int


class AwayForm(PlainForm):
    """``key``: of the occasion."""

    key: Annotated[str, Field(pattern=f"^{_KEY}$")]


def told(request: Request, session: Session, user: User, today: date) -> list[Told]:
    """The nearest that something suits and that this browser has not put away. Nothing before the first sync."""
    try:
        plan = stored_plan(session)
    except Mistake:
        return []
    away = set(_away(request))
    ahead = [one for one in occasions(session, plan, today, DAYS) if key_of(one) not in away]
    if not ahead:
        return []
    found = suggestions(session, ahead, required_of(session, site_of(request).settings), today, user.unit)
    suited = [(one, items) for one, items in found if items][:MOST]
    return [Told(key_of(one), one, items[:ITEMS], len(items[ITEMS:])) for one, items in suited]


def put_away(request: Request, user: SignedIn, form: Annotated[AwayForm, Form()]) -> Response:
    """Not shown again in this browser until it comes round next year."""
    cookies = site_of(request).cookies
    answer = go_to(form.next or "/calendar")
    kept = list(dict.fromkeys([*_away(request), form.key]))[-REMEMBERED:]
    cookies.put(answer, cookies.occasions, "-".join(kept), keep_s=KEEP_S)
    return answer


def key_of(occasion: Occasion) -> str:
    """The same for the same occasion of the same year, whatever day it is looked at."""
    return hashlib.sha256(f"{occasion.title}\n{occasion.last.isoformat()}".encode()).hexdigest()[:8]


def _away(request: Request) -> list[str]:
    said = request.cookies.get(site_of(request).cookies.occasions, "")
    return [key for key in said[:1000].split("-") if re.fullmatch(_KEY, key)]

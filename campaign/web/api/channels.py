"""Channels over the API: their state, and the switch."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request
from sqlmodel import Session
from starlette.responses import JSONResponse, Response

from campaign.desk import channels as desk
from campaign.desk.roles import may_see
from campaign.errors import NotFound
from campaign.web.access import require_channel
from campaign.web.api.access import Asking, Caller
from campaign.web.api.items import Empty
from campaign.web.api.shapes import Closed

Key = Annotated[str, Path(pattern=r"^[\w.-]{1,100}$")]


def many(request: Request, asking: Asking) -> Response:
    """Those that this person may see."""
    with asking.site.database.read() as session:
        return JSONResponse({"channels": _listed(session, asking)})


def close(request: Request, asking: Asking, key: Key, sent: Closed) -> Response:
    """From this moment it sends nothing."""
    _require(asking, key)
    desk.close(asking.site.database, asking.email, key, sent.reason)
    return _answer(asking, key)


def open_(request: Request, asking: Asking, key: Key, sent: Empty = None) -> Response:
    """One that the platform refused needs connecting again instead."""
    _require(asking, key)
    desk.open_(asking.site.database, asking.email, key)
    return _answer(asking, key)


def _require(asking: Caller, key: str) -> None:
    with asking.site.database.read() as session:
        require_channel(session, asking.user, key)


def _answer(asking: Caller, key: str) -> Response:
    with asking.site.database.read() as session:
        for row in _listed(session, asking):
            if row["key"] == key:
                return JSONResponse(row)
    raise NotFound("Không có kênh này.")


def _listed(session: Session, asking: Caller) -> list[dict[str, object]]:
    return [row for row in desk.list_channels(session) if may_see(asking.user, row["unit"] or "")]

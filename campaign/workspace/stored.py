"""The plan as last brought in, read from the database: a worker on another machine has no files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from pydantic import ValidationError
from sqlmodel import Session, col

from campaign.errors import Mistake
from campaign.models import Document
from campaign.settings import Settings
from campaign.workspace.kinds import Kind
from campaign.workspace.plan import Plan

NOT_BROUGHT_IN = "Chưa nạp kế hoạch vào cơ sở dữ liệu. Hãy chạy: campaign sync"

_ZONE = sa.select(col(Document.body)).where(col(Document.name) == "schedules")
_WHICH_PLAN = sa.select(col(Document.sha256)).where(col(Document.name) == "plan")
_parsed: dict[str, Plan] = {}
"""By hash of the stored document: a plan is asked for on every page and changes a few times a year."""


def store_plan(session: Session, now: datetime, plan: Plan, timezone: str) -> bool:
    """Keep the plan and the zone of its calendar; True if either changed. The caller's transaction commits."""
    plan_changed = _store(session, now, "plan", plan.model_dump(mode="json"))
    zone_changed = _store(session, now, "schedules", {"timezone": timezone})
    return plan_changed or zone_changed


def stored_plan(session: Session) -> Plan:
    """The plan as last brought in. Raises Mistake where there is none, or one that this program cannot read."""
    sha256 = session.scalar(_WHICH_PLAN)
    if sha256 is None:
        raise Mistake(NOT_BROUGHT_IN)
    if sha256 not in _parsed:
        document = session.get_one(Document, "plan")
        try:
            plan = Plan.model_validate(document.body)
        except ValidationError:
            raise Mistake("Kế hoạch trong cơ sở dữ liệu thuộc phiên bản khác. Hãy chạy: campaign sync") from None
        if len(_parsed) > 8:
            _parsed.clear()
        _parsed[sha256] = plan
    return _parsed[sha256]


def stored_zone(session: Session) -> ZoneInfo:
    """The zone in which the calendar's wall-clock times are meant. Raises Mistake where nothing was brought in."""
    body = session.scalar(_ZONE)
    if body is None:
        raise Mistake(NOT_BROUGHT_IN)
    return ZoneInfo(body["timezone"])


def required_approvals(session: Session, settings: Settings) -> int:
    """How many approvals an item needs: the setting where it is given, else the plan's own."""
    if settings.approvals is not None:
        return settings.approvals
    return stored_plan(session).editorial.approvals


def kinds_now(session: Session) -> Mapping[str, Kind]:
    """The plan's kinds by id; before the first sync there are none, and nothing is held against an item."""
    try:
        return stored_plan(session).kind_by_id
    except Mistake:
        return {}


def _store(session: Session, now: datetime, name: str, body: dict[str, Any]) -> bool:
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    document = session.get(Document, name)
    if document is not None and document.sha256 == sha256:
        return False
    if document is None:
        session.add(Document(name=name, body=body, sha256=sha256, loaded_at=now))
    else:
        document.body, document.sha256, document.loaded_at = body, sha256, now
    session.flush()
    return True

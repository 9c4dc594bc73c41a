"""The report page, the rows behind each figure, and what the figures suggest."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from campaign.desk.shares import listed
from campaign.errors import NotFound
from campaign.models import User
from campaign.reach import wording
from campaign.reach.evidence import ON_A_PAGE, WHAT, evidence
from campaign.reach.evidence import Asked as AskedProof
from campaign.reach.patterns import LEAST, patterns
from campaign.web.access import SignedIn, may
from campaign.web.report.asked import Asked, period_of, read_asked, steps
from campaign.web.report.issued import issued_for
from campaign.web.report.view import PATIENCE_S, read_choices, read_view, require_known
from campaign.web.respond import respond
from campaign.web.site import site_of
from campaign.workspace.stored import stored_plan, stored_zone

Page = Annotated[int, Query(ge=1, le=100_000)]


def show(request: Request, user: SignedIn, done: str = "") -> Response:
    """``?period=2026&unit=&task=&channel=&kind=&audience=&month=``."""
    asked, site = asked_by(request, user), site_of(request)
    with site.database.read() as session:
        choices = read_choices(session, user.unit)
        require_known(choices, asked.unit)
        issued = issued_for(session, user)[:5]
        shares = len(listed(session, user.unit)) if may(user, "manager") else 0
    view = read_view(site, asked, wait_s=patience(request))
    return respond(
        request, "report/report.html", user=user, done=done, view=view, asked=asked, choices=choices, linked=True,
        again=asked.address(),
        words=wording, issued=issued, shares=shares, may_manage=may(user, "manager"),
    )  # fmt: skip


def proof(request: Request, user: SignedIn, what: str = "posts", measured: str = "", page: Page = 1) -> Response:
    """``?what=views&measured=yes`` beside the filters of the report: its rows, with their samples."""
    if what not in WHAT:
        raise NotFound("Báo cáo không có số liệu này.")
    asked, site = asked_by(request, user), site_of(request)
    with site.database.read() as session:
        plan, now, zone = stored_plan(session), site.database.now(session), stored_zone(session)
        choices = read_choices(session, user.unit)
        require_known(choices, asked.unit)
        period = period_of(asked, now.astimezone(zone).date(), zone)
        kept = AskedProof(what, measured if measured in ("yes", "no") else "", page)
        found = evidence(session, period, asked.unit, asked.wanted, list(plan.task_item_by_id), kept)
    return respond(
        request, "report/evidence.html", user=user, asked=asked, kept=kept, found=found, period=period, zone=zone,
        choices=choices, words=wording, last_page=max(-(-found.count // ON_A_PAGE), 1),
    )  # fmt: skip


def suggest(request: Request, user: SignedIn) -> Response:
    """Counts by kind, topic, hour and channel; how they did only where there are enough posts."""
    asked, site = asked_by(request, user), site_of(request)
    with site.database.read() as session:
        plan, now, zone = stored_plan(session), site.database.now(session), stored_zone(session)
        choices = read_choices(session, user.unit)
        require_known(choices, asked.unit)
        today = now.astimezone(zone).date()
        period = period_of(asked, today, zone)
        found = patterns(session, period, asked.unit, asked.wanted, list(plan.task_item_by_id))
    return respond(
        request, "report/patterns.html", user=user, asked=asked, found=found, period=period, choices=choices,
        least=LEAST, steps=steps(period, today), names={"channels": choices.channels, "kinds": choices.kinds},
    )  # fmt: skip


def patience(request: Request) -> float:
    """Seconds for charts: none for a page, which htmx completes; some for htmx, which has the page already."""
    return PATIENCE_S if request.headers.get("hx-request") == "true" else 0.0


def asked_by(request: Request, user: User) -> Asked:
    """A person of one unit asks for that unit, whatever the address says."""
    return read_asked(request.query_params).of_unit(user.unit)

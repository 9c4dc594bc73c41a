"""The page of feeds."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Path, Request
from sqlmodel import Session
from starlette.responses import Response

from campaign.desk import feeds
from campaign.desk.feed_polling import poll_one
from campaign.desk.roles import LOWEST, may_see
from campaign.errors import Mistake, NotFound
from campaign.models import Feed, User
from campaign.web.access import SignedIn, may
from campaign.web.actions import MAX_ID
from campaign.web.failures import status_of
from campaign.web.feeds.forms import Add, Change, Outlines, Trust
from campaign.web.forms import Plain, Sure
from campaign.web.language import language_of
from campaign.web.respond import go_to, respond
from campaign.web.site import Site, site_of
from campaign.web.status import zone_of
from campaign.workspace.plan import Plan
from campaign.workspace.stored import stored_plan

FeedId = Annotated[int, Path(ge=1, le=MAX_ID)]
PATIENCE_S = 8.0
"""How long a browser waits for feeds that are asked now; what takes longer goes on beside the page."""

log = logging.getLogger(__name__)


def show(request: Request, user: SignedIn, done: str = "") -> Response:
    """``done`` names what was just done; only the known names say anything."""
    return _feeds(request, user, done=done)


def add(request: Request, user: SignedIn, form: Add) -> Response:
    """What was typed stays where something is wrong with it."""
    site = site_of(request)
    try:
        if not form.urls.split():
            raise Mistake("Hãy ghi ít nhất một địa chỉ bản tin.")
        _require_unit(user, form.unit)
        feeds.add_feeds(site.database, site.settings, user.email, form.urls.split(), form.rules())
    except Mistake as mistake:
        return _feeds(request, user, mistake=mistake, filled=form.model_dump(exclude={"csrf", "next"}))
    return go_to("/feeds?done=added")


def bring_in(request: Request, user: SignedIn, form: Outlines) -> Response:
    """An OPML list."""
    site = site_of(request)
    try:
        body = form.file.file.read()
        done = feeds.import_feeds(site.database, site.settings, user.email, body, feeds.Rules(unit=user.unit))
    except Mistake as mistake:
        return _feeds(request, user, mistake=mistake)
    if done.wrong:
        return _feeds(request, user, mistake=Mistake("; ".join(done.wrong[:10])), done="imported")
    return go_to("/feeds?done=imported")


def outlines(request: Request, user: SignedIn) -> Response:
    """The list as OPML (http://opml.org/spec2.opml)."""
    with site_of(request).database.read() as session:
        text = feeds.export_feeds(session, user)
    headers = {"content-disposition": 'attachment; filename="ban-tin.opml"'}
    return Response(text, media_type="text/x-opml; charset=utf-8", headers=headers)


def poll(request: Request, user: SignedIn, form: Plain) -> Response:
    """Ask all that this person sees."""
    site = site_of(request)
    with site.database.read() as session:
        ids = [feed.id or 0 for feed in _visible(session, user)]

    def ask() -> None:
        for number in ids:
            poll_one(site.database, site.settings, user.email, number)

    return go_to(f"/feeds?done={_beside(ask)}")


def poll_this(request: Request, user: SignedIn, feed_id: FeedId, form: Plain) -> Response:
    """Ask one."""
    site = site_of(request)
    _require(site, user, feed_id)
    done = _beside(lambda: poll_one(site.database, site.settings, user.email, feed_id))
    return go_to(f"/feeds?done={done}#feed-{feed_id}")


def change(request: Request, user: SignedIn, feed_id: FeedId, form: Change) -> Response:
    site = site_of(request)
    _require(site, user, feed_id)
    _require_unit(user, form.unit)
    feeds.change_rules(site.database, user.email, feed_id, form.rules())
    return go_to(f"/feeds?done=changed#feed-{feed_id}")


def trust(request: Request, user: SignedIn, feed_id: FeedId, form: Trust) -> Response:
    site = site_of(request)
    _require(site, user, feed_id)
    feeds.trust_feed(site.database, user.email, feed_id, form.trusted == "yes")
    return go_to(f"/feeds?done={'trusted' if form.trusted == 'yes' else 'distrusted'}#feed-{feed_id}")


def remove(request: Request, user: SignedIn, feed_id: FeedId, form: Sure) -> Response:
    site = site_of(request)
    _require(site, user, feed_id)
    feeds.remove_feed(site.database, user.email, feed_id)
    return go_to("/feeds?done=removed")


def _beside(ask: Callable[[], object]) -> str:
    """Ask in a thread that ends with the program: "polled", or "asking" where it takes longer than a page waits."""

    def run() -> None:
        try:
            ask()
        except Exception as error:
            log.warning("asking feeds for a page failed: %s", type(error).__name__)

    thread = threading.Thread(target=run, name="feeds-of-a-page", daemon=True)
    thread.start()
    thread.join(PATIENCE_S)
    return "asking" if thread.is_alive() else "polled"


def _visible(session: Session, user: User) -> list[Feed]:
    return [feed for feed in feeds.all_feeds(session) if may_see(user, feed.unit)]


def _require(site: Site, user: User, feed_id: int) -> None:
    """Raises NotFound for one that is not there or belongs to another unit."""
    with site.database.read() as session:
        if not may_see(user, feeds.feed_by_id(session, feed_id).unit):
            raise NotFound("Không có bản tin này.")


def _require_unit(user: User, unit: str) -> None:
    if not may_see(user, unit):
        raise Mistake("Bạn chỉ đặt được bản tin cho đơn vị của mình.")


def _feeds(
    request: Request,
    user: User,
    *,
    done: str = "",
    mistake: Mistake | None = None,
    filled: dict[str, str] | None = None,
) -> Response:
    site = site_of(request)
    with site.database.read() as session:
        plan = _plan(session)
        values: dict[str, Any] = {
            "feeds": _visible(session, user), "counts": feeds.item_counts(session), "zone": zone_of(session),
            "tasks": list(plan.task_item_by_id.values()) if plan else [],
            "units": [unit for unit in plan.units if user.unit in ("", unit.id)] if plan else [],
        }  # fmt: skip
    usual = feeds.USUAL_TASK if plan and feeds.USUAL_TASK in plan.task_item_by_id else ""
    empty = {"urls": "", "task": usual, "unit": user.unit, "tags": "", "auto_submit": ""}
    values |= {"done": done, "filled": filled or empty, "may_edit": may(user, LOWEST["feed"])}
    values |= {"may_trust": may(user, LOWEST["feed_trust"])}
    values["sentence"] = site.pages.said(language_of(request), str(mistake)) if mistake else ""
    return respond(request, "feeds/page.html", user=user, status=status_of(mistake) if mistake else 200, **values)


def _plan(session: Session) -> Plan | None:
    try:
        return stored_plan(session)
    except Mistake:  # nothing was brought in yet
        return None

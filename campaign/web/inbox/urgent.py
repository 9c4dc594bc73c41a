"""The urgent post: every open channel at once, what its platform would refuse shown before the press."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from campaign.desk.urgent import Wish, post_urgently
from campaign.errors import Mistake
from campaign.web.access import SignedIn, require_channel
from campaign.web.inbox.actions import with_done
from campaign.web.inbox.forms import Slug, UrgentChoice
from campaign.web.inbox.review import item_for, read_review
from campaign.web.inbox.view import outlooks
from campaign.web.respond import go_to, respond
from campaign.web.site import site_of


def ask(request: Request, user: SignedIn, slug: Slug) -> Response:
    """Which channels, and on whose word. Raises NotFound."""
    site = site_of(request)
    with site.database.read() as session:
        item, revision = item_for(session, user, slug)
        review = read_review(session, site.settings, user, item, revision)
        found = outlooks(session, site.settings, user, item)
    return respond(
        request, "inbox/urgent.html", user=user, review=review, outlooks=found, revision=revision,
        back_to=f"/inbox/{slug}",
    )  # fmt: skip


def post(request: Request, user: SignedIn, slug: Slug, form: UrgentChoice) -> Response:
    """Onto the chosen channels, now. A manager's word alone needs its reason."""
    site = site_of(request)
    with site.database.read() as session:
        item_for(session, user, slug)
        for key in form.channel:
            require_channel(session, user, key)
    if form.yes == "bypass" and not form.reason:
        raise Mistake("Hãy ghi lý do duyệt khẩn thay; lý do này đứng trong hồ sơ và mọi người duyệt đều đọc được.")
    wish = Wish(form.yes == "approve", form.reason if form.yes == "bypass" else "", form.content)
    made = post_urgently(site.database, site.settings, user.email, slug, form.channel, wish)
    done = "urgent-waits" if not made.approved else "urgent-bypassed" if wish.bypass_reason else "urgent"
    return go_to(with_done(f"/inbox/{slug}#places", done))

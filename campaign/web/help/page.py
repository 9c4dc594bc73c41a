"""``/help``: how an item goes out, what each state asks of a person, what stays at Meta and Zalo; and the keys."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from campaign.web.access import SignedIn
from campaign.web.respond import respond


def show(request: Request, user: SignedIn) -> Response:
    return respond(request, "help/page.html", user=user)


def keys(request: Request, user: SignedIn) -> Response:
    """A page of its own; for keys.js only what stands in its dialog."""
    is_dialog = request.headers.get("hx-request") == "true"
    return respond(request, "help/keys.html" if is_dialog else "help/keys_page.html", user=user)

"""``/oauth/zalo``: where Zalo sends the browser back after an administrator has said yes.

The one GET that changes something, since OAuth asks for it (RFC 6749 section 4.1.2); its state is bound to who began,
works once and for ten minutes.
"""

from __future__ import annotations

from fastapi import BackgroundTasks, Request
from starlette.responses import Response

from campaign.desk.zalo_connect import came_back
from campaign.errors import Mistake
from campaign.web.access import SignInNeeded, signed_in
from campaign.web.failures import failure
from campaign.web.respond import respond
from campaign.web.site import site_of


def show(request: Request, later: BackgroundTasks) -> Response:
    """One sentence: connected, or why not (400)."""
    if request.method != "GET":
        return Response(status_code=405, headers={"allow": "GET"})
    try:
        actor = signed_in(request, later).email
    except SignInNeeded:
        actor = ""  # a try begun at the terminal comes back to whatever browser was at hand
    try:
        sentence = came_back(site_of(request).dispatch, actor, dict(request.query_params))
    except Mistake as mistake:
        return failure(request, 400, str(mistake))
    return respond(request, "connected.html", sentence=sentence)

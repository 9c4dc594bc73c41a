"""Stand-ins of the platforms for rehearsal, demo and tests: strict, over real HTTP, with faults on demand.

``Sandbox(port=0, faults="").start()``, ``.url``, ``.stop()``. A new stand-in is a class with the shape of
``campaign.sandbox.wire.StandIn`` and one line in ``campaign.sandbox.server``.

Over HTTP, beside the platforms' own paths:

* ``GET /`` the wall: what the public would see; ``GET /files/<n>`` its pictures and videos.
* ``POST /control/faults`` ``{"kind", "times": 1, "method": "", "retry_after": 1}``; ``DELETE`` clears them.
* ``GET /control/log`` every request received; ``GET /control/posts`` every post that is live; ``POST /control/reset``.
* ``POST /control/telegram/chat`` ``{"chat", "title", "members", "public", "kicked", "can_post", "can_pin",
  "migrated_to"}``; ``POST /control/telegram/figures`` ``{"chat", "message_id", "views", "reactions": {"👍": 3}}``;
  ``POST /control/telegram/tokens`` ``{"accepted": [...]}`` (absent: every well-formed one).
* ``POST /control/zalo/account`` ``{"oa_id", "name", "followers", "polls", "late_updates", "night", "used_up",
  "calls", "quota", "fetches"}``; ``POST /control/zalo/figures`` ``{"id", "views", "shares"}``;
  ``POST /control/zalo/tokens`` ``{"access_token", "refresh_token"}`` (from then on only these);
  ``POST /control/zalo/expire`` and ``.../revoke``.
* ``POST /control/facebook/...``: page, figures, retired, usage, app, tokens, errors (``campaign.sandbox.facebook``).
"""

from campaign.sandbox.server import Sandbox

__all__ = ["Sandbox"]

"""``debug_token`` of the Page's token: https://developers.facebook.com/docs/graph-api/reference/debug_token

The one call that must name a token. It carries it in the body of a batch, so that it stands in no address
(https://developers.facebook.com/docs/graph-api/batch-requests).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from campaign.errors import Rejected
from campaign.net.client import Reply
from campaign.platforms.facebook.answers import Refusal, read_answer
from campaign.platforms.facebook.graph import Graph, must
from campaign.platforms.facebook.refusals import meaning

NO_SUCH_PLACE = (404, 405, 501)


def inspect_token(graph: Graph) -> Mapping[str, Any] | None:
    """What Facebook says of the Page's token, asked as the app; None without an app's id and secret."""
    if not graph.app_token:
        return None
    operation = {"method": "GET", "relative_url": f"debug_token?input_token={quote(graph.page_token, safe='')}"}
    answer = graph.as_app("POST", "", {"batch": json.dumps([operation]), "include_headers": "false"})
    inner = answer.items[0] if answer.items else None
    if isinstance(inner, dict) and isinstance(inner.get("body"), str):
        reply = Reply(int(inner.get("code") or 0), {}, inner["body"].encode())
        return must(read_answer(reply, graph.secrets), shows=False).body
    if answer.refusal and not _knows_no_batch(answer.refusal):
        raise meaning(answer.refusal, shows=False)
    # As documented, for a server without batches: the token stands in this one address, which is kept out of the log.
    return must(graph.as_app("GET", "debug_token", {"input_token": graph.page_token}), shows=False).body


def _knows_no_batch(refusal: Refusal) -> bool:
    if not refusal.code:
        return refusal.status in NO_SUCH_PLACE
    return isinstance(meaning(refusal, shows=True), Rejected)

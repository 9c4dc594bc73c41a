"""``debug_token`` of the Page's token: https://developers.facebook.com/docs/graph-api/reference/debug_token

The one call that names a token in its address, since Meta documents no other way. It is asked as the app, once for
each ``verify``; no log line and no error holds the address (``graph.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campaign.platforms.facebook.graph import Graph, must


def inspect_token(graph: Graph) -> Mapping[str, Any] | None:
    """What Facebook says of the Page's token; None without an app's id and secret."""
    if not graph.app_token:
        return None
    return must(graph.try_get_as_app("debug_token", input_token=graph.page_token), shows=False).body

"""What may be sent to each edge: a strict reading of Meta's specification, our test aid (the real one ignores much)."""

from __future__ import annotations

from collections.abc import Mapping

from campaign.sandbox.facebook.reading import GraphCall
from campaign.sandbox.facebook.refusals import Refusal, parameter

GENERIC = frozenset({"appsecret_proof", "appsecret_time", "fields", "locale"})
LOCALE = "en_US"
"""The one language that callers are to ask for: texts in another are nobody's contract."""
LIST = frozenset({"limit", "after", "before", "since", "until"})
UPLOAD = frozenset({"upload_phase", "upload_session_id", "file_size", "start_offset", "video_file_chunk"})
PARAMS: Mapping[tuple[str, str], frozenset[str]] = {
    ("GET", "me"): frozenset(),
    ("GET", "debug_token"): frozenset({"input_token"}),
    ("GET", "node"): frozenset(),
    ("GET", "published_posts"): LIST,
    ("GET", "video_reels"): LIST,
    ("GET", "videos"): LIST | {"type"},
    ("GET", "comments"): LIST | {"filter", "order", "summary"},
    ("GET", "insights"): frozenset({"metric", "period", "since", "until", "breakdown"}),
    ("GET", "video_insights"): frozenset({"metric", "period", "since", "until"}),
    ("POST", "feed"): frozenset({"message", "link", "published", "attached_media", "scheduled_publish_time"}),
    ("POST", "photos"): frozenset({"message", "caption", "published", "alt_text_custom", "source", "temporary"}),
    ("POST", "videos"): UPLOAD | {"title", "description", "published", "thumb"},
    ("POST", "video_reels"): frozenset({"upload_phase", "video_id", "video_state", "title", "description"}),
    ("POST", "comments"): frozenset({"message"}),
    ("POST", "update"): frozenset({"message", "description", "name"}),
    ("DELETE", "delete"): frozenset(),
}
NEWEST = 26
OLDEST = 21


def check(call: GraphCall) -> None:
    """Raises Refusal for a version, verb, path or parameter that is not in the specification."""
    if not OLDEST <= call.version <= NEWEST:
        raise Refusal(2500, f"Unknown path components: /v{call.version}.0")
    allowed = PARAMS.get((call.verb, call.method.partition(".")[0]))
    if allowed is None:
        raise Refusal(2500, f"Unknown path components: /{call.path}")
    if "access_token" in call.params:
        raise parameter("The stand-in takes tokens in the Authorization header only")
    if call.params.get("locale", LOCALE) != LOCALE:
        raise parameter(f"The stand-in speaks {LOCALE} only")
    for name in (*call.params, *call.uploads):
        plain = name.partition("[")[0]
        if plain not in allowed and plain not in GENERIC:
            raise parameter(f"Unknown parameter: {name}")

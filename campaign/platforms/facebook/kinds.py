"""What is asked of posts, videos and reels, and the samples that their answers hold.

Posts: https://developers.facebook.com/docs/graph-api/reference/insights, videos and reels:
https://developers.facebook.com/docs/graph-api/reference/video/video_insights. What is not reported is absent, never 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from campaign.platforms.facebook import asking
from campaign.platforms.facebook.asking import Wanted
from campaign.platforms.facebook.graph import Graph
from campaign.platforms.seam import Sample

COMMENTS = "comments.summary(total_count).filter(stream).limit(0)"
ACTIONS = "post_activity_by_action_type"
POST_METRICS = {
    "post_media_view": "views",
    "post_total_media_view_unique": "reach",
    "post_clicks": "platform_clicks",  # "clicks" are visits by our own short links
    "post_reactions_by_type_total": "reactions",
    ACTIONS: "",
}
SOCIAL = "post_video_social_actions"
REEL_METRICS = {
    "blue_reels_play_count": "views",
    "post_impressions_unique": "reach",
    "post_video_likes_by_reaction_type": "reactions",
    SOCIAL: "",
}
VIDEO_METRICS = {
    "total_video_views": "views",
    "total_video_impressions_unique": "reach",
    "total_video_views_unique": "reach",  # where the first is not told
    "total_video_reactions_by_type_total": "reactions",
}
BY_KIND = {"comment": "comments", "share": "shares"}
"""What is taken from the dictionaries of actions."""
COUNTED = {"reactions": "reactions", "comments": "comments"}


@dataclass(frozen=True)
class Kind:
    """Nodes that are asked alike. ``more``: what their list must be told."""

    edge: str
    wanted: Wanted
    metrics: Mapping[str, str]
    more: Mapping[str, str]


POSTS = Kind(
    "published_posts",
    Wanted("shares", f"reactions.summary(total_count).limit(0),{COMMENTS}", "insights", tuple(POST_METRICS)),
    POST_METRICS,
    {},
)
VIDEOS = Kind(
    "videos", Wanted("post_id", COMMENTS, "video_insights", tuple(VIDEO_METRICS)), VIDEO_METRICS, {"type": "uploaded"}
)
REELS = Kind("video_reels", Wanted("post_id", "", "video_insights", tuple(REEL_METRICS)), REEL_METRICS, {})


def node_samples(graph: Graph, kind: Kind, node: Mapping[str, Any], remote_id: str) -> Iterator[Sample]:
    """Facebook's counts where it gives them, then the insights of the same."""
    yield from _counts(graph, remote_id, node)
    yield from insights(graph, remote_id, node.get(kind.wanted.edge), kind.metrics)


def _counts(graph: Graph, remote_id: str, node: Mapping[str, Any]) -> Iterator[Sample]:
    for field, metric in COUNTED.items():
        count = ((node.get(field) or {}).get("summary") or {}).get("total_count")
        yield from told_sample(graph, remote_id, metric, count, f"{field}.summary.total_count")
    yield from told_sample(graph, remote_id, "shares", (node.get("shares") or {}).get("count"), "shares.count")


def insights(graph: Graph, remote_id: str, body: object, known: Mapping[str, str]) -> Iterator[Sample]:
    """In the order of ``known``: of two that tell the same the first is meant."""
    told = {name: row for name, row in asking.rows(body) if row.get("period", "lifetime") == "lifetime"}
    for name in (each for each in known if each in told):
        value = told[name]["values"][-1].get("value")
        if name in (ACTIONS, SOCIAL):
            for action, figure in value.items() if isinstance(value, dict) else ():
                if action.lower() in BY_KIND:
                    yield from told_sample(graph, remote_id, BY_KIND[action.lower()], figure, name)
        else:
            yield from told_sample(graph, remote_id, known[name], value, name)


def told_sample(graph: Graph, remote_id: str | None, metric: str, value: object, name: str) -> Iterator[Sample]:
    figure = total(value)
    if figure is not None:
        yield Sample(
            remote_id=remote_id, metric=metric, value=figure, native_name=name, api_version=graph.table.api_version
        )


def total(value: object) -> int | None:
    """A figure; of one by kinds (``{"like": 2, "love": 1}``) the sum; None for one that says nothing."""
    if isinstance(value, dict):
        figures = [figure for each in value.values() if (figure := total(each)) is not None]
        return sum(figures) if figures else None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return int(value)
    except ValueError:
        return None

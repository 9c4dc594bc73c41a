"""Figures of posts, videos and the Page, as samples. What Facebook does not report is absent, never 0.

Posts are read by the Page's list with their insights inside, a hundred with one call; one or two alone, and those that
the list does not hold, by their own node. Videos and reels are nodes of another kind with metrics of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from campaign.platforms.facebook import asking
from campaign.platforms.facebook.answers import Answer, read_time
from campaign.platforms.facebook.graph import LIMIT, PAGES, Graph, is_gone, next_cursor
from campaign.platforms.seam import Receipt, Sample

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
VIDEO_METRICS = {"total_video_views": "views", "total_video_reactions_by_type_total": "reactions"}
BY_KIND = {"comment": "comments", "share": "shares"}
"""What is taken from the dictionaries of actions."""
COUNTED = {"reactions": "reactions", "comments": "comments"}
PAGE_REACH, PAGE_WINDOW = "page_total_media_view_unique", "days_28"
FEW = 2
SMALLER = 25
"""Items of a page after "Please reduce the amount of data you're asking for" (code 1)."""
DAY_S = 86_400


def post_samples(graph: Graph, receipts: Sequence[Receipt]) -> Iterator[Sample]:
    """Figures of these posts. One that is gone from Facebook is passed over."""
    posts = {receipt.remote_id: receipt for receipt in receipts if _is_post(receipt)}
    missing = set(posts)
    if len(posts) > FEW:
        for node in _listed(graph, posts):
            if str(node.get("id")) in missing:
                missing.discard(str(node["id"]))
                yield from _of_post(graph, node)
    for remote_id in [each for each in posts if each in missing]:
        answer = asking.ask_node(graph, POST_METRICS, remote_id, _node(graph, remote_id))
        if not is_gone(answer.refusal):
            node = {"id": remote_id, **answer.body}
            if "insights" not in node and not asking.is_refused(graph, asking.INSIGHTS):
                node["insights"] = asking.ask_edge(graph, f"{remote_id}/insights", POST_METRICS)
            yield from _of_post(graph, node)
    for receipt in receipts:
        if receipt.remote_id.isdigit():
            yield from _of_video(graph, receipt)


def page_samples(graph: Graph) -> Iterator[Sample]:
    """Followers now, and how many people the Page reached in 28 days (its own figure, never a sum)."""
    body = graph.get(graph.page, fields="followers_count")
    yield from _told(graph, None, "followers", body.get("followers_count"), "followers_count")
    reach = asking.ask_edge(graph, f"{graph.page}/insights", [PAGE_REACH], PAGE_WINDOW)
    for name, row in asking.rows(reach):
        if name == PAGE_REACH and row.get("period", PAGE_WINDOW) == PAGE_WINDOW:
            newest = max(row["values"], key=lambda value: str(read_time(value.get("end_time")) or ""))
            for sample in _told(graph, None, "reach", newest.get("value"), name):
                yield sample.model_copy(update={"window": PAGE_WINDOW})


def _is_post(receipt: Receipt) -> bool:
    """``<page>_<post>``; a bare number is a video's node, and a comment's own figures are nobody's."""
    return "_" in receipt.remote_id and receipt.extra.get("kind") != "comment"


def _listed(graph: Graph, posts: Mapping[str, Receipt]) -> Iterator[Mapping[str, Any]]:
    """In Facebook's order, until all of ``posts`` are seen, the list ends, or the quota does."""
    known = [receipt.at for receipt in posts.values() if receipt.at is not None]
    params = {"limit": str(LIMIT)}
    if len(known) == len(posts):
        params["since"] = str(int(min(known).timestamp()) - DAY_S)
    missing = set(posts)
    for _ in range(PAGES):
        answer = asking.ask_node(graph, POST_METRICS, next(iter(posts)), _page_of_list(graph, params))
        nodes = [node for node in answer.body.get("data") or () if isinstance(node, dict)]
        yield from nodes
        missing -= {str(node.get("id")) for node in nodes}
        params["after"] = next_cursor(answer.body)
        if not missing or not params["after"] or graph.usage.stop_s:
            return


def _page_of_list(graph: Graph, params: Mapping[str, str]) -> Any:
    def ask(fields: str) -> Answer:
        wanted = {**params, "fields": f"id,created_time,{fields}"}
        answer = graph.try_get(f"{graph.page}/published_posts", **wanted)
        if answer.refusal is not None and answer.refusal.code == 1:
            answer = graph.try_get(f"{graph.page}/published_posts", **(wanted | {"limit": str(SMALLER)}))
        return answer

    return ask


def _node(graph: Graph, remote_id: str) -> Any:
    def ask(fields: str) -> Answer:
        return graph.try_get(remote_id, fields=f"id,{fields}")

    return ask


def _of_post(graph: Graph, node: Mapping[str, Any]) -> Iterator[Sample]:
    """Facebook's counts where it gives them, else the insights of the same."""
    remote_id = str(node["id"])
    samples = [*_counts(graph, remote_id, node)]
    yield from samples
    counted = {sample.metric for sample in samples}
    insights = node.get("insights")
    if asking.is_refused(graph, asking.INSIGHTS):
        insights = asking.ask_edge(graph, f"{remote_id}/insights", POST_METRICS)
    for sample in _insights(graph, remote_id, insights, POST_METRICS):
        if sample.metric not in counted:
            yield sample


def _counts(graph: Graph, remote_id: str, node: Mapping[str, Any]) -> Iterator[Sample]:
    for field, metric in COUNTED.items():
        count = ((node.get(field) or {}).get("summary") or {}).get("total_count")
        yield from _told(graph, remote_id, metric, count, f"{field}.summary.total_count")
    yield from _told(graph, remote_id, "shares", (node.get("shares") or {}).get("count"), "shares.count")


def _of_video(graph: Graph, receipt: Receipt) -> Iterator[Sample]:
    """https://developers.facebook.com/docs/graph-api/reference/video/video_insights"""
    known = REEL_METRICS if receipt.extra.get("kind") == "reel" else VIDEO_METRICS
    body = asking.ask_edge(graph, f"{receipt.remote_id}/video_insights", known)
    yield from _insights(graph, receipt.remote_id, body, known)


def _insights(graph: Graph, remote_id: str, body: object, known: Mapping[str, str]) -> Iterator[Sample]:
    for name, row in asking.rows(body):
        if row.get("period", "lifetime") != "lifetime":
            continue
        value = row["values"][-1].get("value")
        if name in (ACTIONS, SOCIAL):
            for action, figure in value.items() if isinstance(value, dict) else ():
                if action.lower() in BY_KIND:
                    yield from _told(graph, remote_id, BY_KIND[action.lower()], figure, name)
        elif known.get(name):
            yield from _told(graph, remote_id, known[name], value, name)


def _told(graph: Graph, remote_id: str | None, metric: str, value: object, name: str) -> Iterator[Sample]:
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

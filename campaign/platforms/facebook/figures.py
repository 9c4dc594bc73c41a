"""Figures of posts, videos and the Page, as samples. What Facebook does not report is absent, never 0.

More than two nodes of a kind are read by the Page's list with their insights inside, a hundred with one call; one or
two alone, and those that the list does not hold, by their own node. A video has metrics of its own, and the post that
shows it in the feed tells the rest (shares); a reel's own tell everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from campaign.errors import Rejected
from campaign.platforms.facebook import asking
from campaign.platforms.facebook.answers import Answer, read_time
from campaign.platforms.facebook.graph import LIMIT, PAGES, Graph, is_gone, next_cursor
from campaign.platforms.facebook.kinds import (
    POSTS,
    REEL_METRICS,
    REELS,
    VIDEOS,
    Kind,
    insights,
    node_samples,
    told_sample,
)
from campaign.platforms.seam import Receipt, Sample

PAGE_REACH, PAGE_WINDOW = "page_total_media_view_unique", "days_28"
FEW = 2
SMALLER = 25
"""Items of a page after "Please reduce the amount of data you're asking for" (code 1)."""
DAY_S = 86_400


def post_samples(graph: Graph, receipts: Sequence[Receipt]) -> Iterator[Sample]:
    """Figures of these posts, each metric once. One that is gone from Facebook is passed over.

    Raises RateLimited where the quota ends before all are asked.
    """
    told = set[tuple[str | None, str]]()
    for sample in _all(graph, receipts):
        if (sample.remote_id, sample.metric) not in told:
            told.add((sample.remote_id, sample.metric))
            yield sample


def _all(graph: Graph, receipts: Sequence[Receipt]) -> Iterator[Sample]:
    reels = [each for each in receipts if each.remote_id.isdigit() and each.extra.get("kind") == "reel"]
    videos = [each for each in receipts if each.remote_id.isdigit() and each.extra.get("kind") != "reel"]
    for node in _nodes(graph, REELS, reels):
        yield from node_samples(graph, REELS, node, str(node["id"]))
    shown_by: dict[str, str] = {each.remote_id: str(each.extra.get("post_id") or "") for each in videos}
    for node in _nodes(graph, VIDEOS, videos):
        if node.get("post_id"):
            shown_by[str(node["id"])] = str(node["post_id"])
        yield from node_samples(graph, VIDEOS, node, str(node["id"]))
    yield from _unnamed(graph, videos)
    yield from _posts(graph, receipts, {_feed_id(graph, post): video for video, post in shown_by.items() if post})


def _feed_id(graph: Graph, post_id: str) -> str:
    """A video's node names its post by the bare number."""
    return f"{graph.page}_{post_id.rpartition('_')[2]}"


def _posts(graph: Graph, receipts: Sequence[Receipt], videos: Mapping[str, str]) -> Iterator[Sample]:
    """``videos``: post id -> id of the video that it shows; without such a post the video's own figures are all."""
    posts = [each for each in receipts if _is_post(each)]
    when = {each.remote_id: each.at for each in receipts}
    shown = [Receipt(remote_id=post, at=when[video]) for post, video in videos.items()]
    for node in _nodes(graph, POSTS, [*posts, *shown], optional=videos):
        yield from node_samples(graph, POSTS, node, videos.get(str(node["id"]), str(node["id"])))


def _unnamed(graph: Graph, videos: Sequence[Receipt]) -> Iterator[Sample]:
    """A video known by a webhook alone may be a reel: to the other kind's metrics it answers with nothing."""
    for receipt in videos:
        if not receipt.extra.get("kind"):
            edge = _own_edge(graph, REELS, receipt.remote_id)
            yield from insights(graph, receipt.remote_id, edge, REEL_METRICS)


def page_samples(graph: Graph) -> Iterator[Sample]:
    """Followers now, and how many people the Page reached in 28 days (its own figure, never a sum)."""
    asking.heed(graph)
    body = graph.get(graph.page, fields="followers_count")
    yield from told_sample(graph, None, "followers", body.get("followers_count"), "followers_count")
    reach = asking.ask_edge(graph, f"{graph.page}/insights", [PAGE_REACH], PAGE_WINDOW)
    for name, row in asking.rows(reach):
        if name == PAGE_REACH and row.get("period", PAGE_WINDOW) == PAGE_WINDOW:
            newest = max(row["values"], key=lambda value: str(read_time(value.get("end_time")) or ""))
            for sample in told_sample(graph, None, "reach", newest.get("value"), name):
                yield sample.model_copy(update={"window": PAGE_WINDOW})


def _is_post(receipt: Receipt) -> bool:
    """``<page>_<post>``; a bare number is a video's node, and a comment's own figures are nobody's."""
    return "_" in receipt.remote_id and receipt.extra.get("kind") != "comment"


def _nodes(
    graph: Graph, kind: Kind, receipts: Sequence[Receipt], optional: Iterable[str] = ()
) -> Iterator[Mapping[str, Any]]:
    """The nodes of ``receipts``, by list and one by one. A refusal to show one of ``optional`` is passed over."""
    missing = {receipt.remote_id: receipt for receipt in receipts}
    if len(missing) > FEW:
        for node in _listed(graph, kind, dict(missing)):
            if missing.pop(str(node.get("id")), None) is not None:
                apart = kind.wanted.edge in graph.apart
                yield {**node, kind.wanted.edge: _own_edge(graph, kind, str(node["id"]))} if apart else node
    for remote_id in missing:
        try:
            answer = asking.ask_node(graph, kind.wanted, remote_id, _by_id(graph, remote_id))
        except Rejected:
            if remote_id not in optional:
                raise
            continue
        if is_gone(answer.refusal):
            continue
        node = {"id": remote_id, **answer.body}
        if kind.wanted.edge not in node:
            node[kind.wanted.edge] = _own_edge(graph, kind, remote_id)
        yield node


def _own_edge(graph: Graph, kind: Kind, remote_id: str) -> Mapping[str, Any]:
    if kind.wanted.edge in graph.refused:
        return {}
    return asking.ask_edge(graph, f"{remote_id}/{kind.wanted.edge}", kind.wanted.metrics)


def _listed(graph: Graph, kind: Kind, receipts: Mapping[str, Receipt]) -> Iterator[Mapping[str, Any]]:
    """In Facebook's order, until all of ``receipts`` are seen or the list ends. Nothing where there is no such list."""
    known: list[datetime] = [receipt.at for receipt in receipts.values() if receipt.at is not None]
    params = {"limit": str(LIMIT), **kind.more}
    if len(known) == len(receipts):
        params["since"] = str(int(min(known).timestamp()) - DAY_S)
    missing = set(receipts)
    for _ in range(PAGES):
        try:
            answer = asking.ask_node(graph, kind.wanted, next(iter(receipts)), _page_of_list(graph, kind, params))
        except Rejected:
            return
        nodes = [node for node in answer.body.get("data") or () if isinstance(node, dict)]
        yield from nodes
        missing -= {str(node.get("id")) for node in nodes}
        params["after"] = next_cursor(answer.body)
        if not missing or not params["after"]:
            return


def _page_of_list(graph: Graph, kind: Kind, params: Mapping[str, str]) -> asking.Ask:
    def ask(fields: str) -> Answer:
        asking.heed(graph)
        wanted = {**params, "fields": f"id,created_time,{fields}"}
        answer = graph.try_get(f"{graph.page}/{kind.edge}", **wanted)
        if answer.refusal is not None and answer.refusal.code == 1:
            answer = graph.try_get(f"{graph.page}/{kind.edge}", **(wanted | {"limit": str(SMALLER)}))
        return answer

    return ask


def _by_id(graph: Graph, remote_id: str) -> asking.Ask:
    def ask(fields: str) -> Answer:
        asking.heed(graph)
        return graph.try_get(remote_id, fields=f"id,{fields}")

    return ask

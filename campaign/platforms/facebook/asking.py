"""Asking for figures so that one retired metric or one missing right never blanks the others.

One metric that Facebook has retired fails a whole request (#100): then each is tried alone, and what is refused is not
asked for again by this process. https://developers.facebook.com/docs/graph-api/reference/insights
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from campaign.platforms.facebook.answers import Answer
from campaign.platforms.facebook.graph import Graph, is_gone, must
from campaign.platforms.facebook.refusals import PERMISSION_CODES, meaning

COUNTS = "reactions.summary(total_count).limit(0),comments.summary(total_count).filter(stream).limit(0)"
INSIGHTS = "insights"
REFUSED: set[tuple[str, str, str]] = set()
"""(Page, API version, metric or field) that Facebook has refused in this process."""


def is_refused(graph: Graph, name: str) -> bool:
    return (graph.page, graph.table.api_version, name) in REFUSED


def refuse(graph: Graph, *names: str) -> None:
    REFUSED.update((graph.page, graph.table.api_version, name) for name in names)


def good(graph: Graph, metrics: Iterable[str]) -> list[str]:
    """Those that have not been refused."""
    return [metric for metric in metrics if not is_refused(graph, metric)]


def ask_node(graph: Graph, metrics: Iterable[str], sample_id: str, ask: Callable[[str], Answer]) -> Answer:
    """Counts and insights of posts with one call: ``ask`` makes it with the given ``fields``.

    ``sample_id``: a post on which single metrics may be tried. The answer is good, or says that the object is gone.
    """
    metrics = list(metrics)
    answer = _within_rights(graph, metrics, ask)
    if is_invalid(answer) and not is_refused(graph, INSIGHTS):
        try_each(graph, f"{sample_id}/insights", metrics)
        answer = ask(_fields(graph, metrics))
        if is_invalid(answer):  # each is good by its own edge, and yet not inside this call
            refuse(graph, INSIGHTS)
            answer = ask(_fields(graph, metrics))
    if is_invalid(answer):
        refuse(graph, COUNTS)
        answer = ask(_fields(graph, metrics))
    if answer.refusal is not None and not is_gone(answer.refusal):
        raise meaning(answer.refusal, shows=False)
    return answer


def _within_rights(graph: Graph, metrics: list[str], ask: Callable[[str], Answer]) -> Answer:
    """Counts need pages_read_user_content, insights need read_insights: whichever is missing is left away."""
    answer = ask(_fields(graph, metrics))
    for left_away in ((COUNTS,), (INSIGHTS,), (COUNTS, INSIGHTS)):
        if answer.refusal is None or answer.refusal.code not in PERMISSION_CODES:
            break
        answer = ask(_fields(graph, metrics, left_away))
        if answer.refusal is None or is_invalid(answer):
            refuse(graph, *left_away)
    return answer


def _fields(graph: Graph, metrics: Iterable[str], left_away: tuple[str, ...] = ()) -> str:
    fields = ["shares"]
    if COUNTS not in left_away and not is_refused(graph, COUNTS):
        fields.append(COUNTS)
    wanted = good(graph, metrics)
    if wanted and INSIGHTS not in left_away and not is_refused(graph, INSIGHTS):
        # without a period some come twice: a lifetime row, and daily ones under the same name
        fields.append(f"insights.metric({','.join(wanted)}).period(lifetime)")
    return ",".join(fields)


def ask_edge(graph: Graph, edge: str, metrics: Iterable[str], period: str = "lifetime") -> Mapping[str, Any]:
    """An insights edge with all its metrics at once; empty where the object is gone or nothing is given to us."""
    metrics = list(metrics)
    answer = _edge(graph, edge, metrics, period)
    if is_invalid(answer):
        try_each(graph, edge, metrics, period)
        answer = _edge(graph, edge, metrics, period)
    refusal = answer.refusal
    if refusal is not None and (is_gone(refusal) or is_invalid(answer) or refusal.code in PERMISSION_CODES):
        return {}
    return must(answer, shows=False).body


def _edge(graph: Graph, edge: str, metrics: list[str], period: str) -> Answer:
    wanted = good(graph, metrics)
    if not wanted:
        return Answer({}, None, graph.usage, None)
    return graph.try_get(edge, metric=",".join(wanted), period=period)


def try_each(graph: Graph, edge: str, metrics: Iterable[str], period: str = "lifetime") -> None:
    """Find out which one it is; nothing is concluded from an object that is gone."""
    for metric in good(graph, metrics):
        answer = graph.try_get(edge, metric=metric, period=period)
        if is_gone(answer.refusal) or (answer.refusal and answer.refusal.code in PERMISSION_CODES):
            return
        if is_invalid(answer):
            refuse(graph, metric)
        else:
            must(answer, shows=False)


def is_invalid(answer: Answer) -> bool:
    """Is it the request that is wrong (a metric that is gone), and not the object, the token or the moment?"""
    refusal = answer.refusal
    return refusal is not None and refusal.code in (100, 3001) and not is_gone(refusal) and not refusal.transient


def rows(body: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(metric, its row) of an insights answer; one without a value says nothing."""
    found = body.get("data") if isinstance(body, Mapping) else None
    for row in found or ():
        if isinstance(row, dict) and row.get("values"):
            yield str(row.get("name") or ""), row

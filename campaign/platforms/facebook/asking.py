"""Asking for figures so that one retired metric or one missing right never blanks the others.

One metric that Facebook has retired fails a whole request (#100): then each is tried alone, and what is refused is
remembered for a day. https://developers.facebook.com/docs/graph-api/reference/insights
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from campaign.errors import RateLimited
from campaign.platforms.facebook.answers import Answer
from campaign.platforms.facebook.graph import Graph, is_gone, must
from campaign.platforms.facebook.refusals import PERMISSION_CODES, meaning

Ask = Callable[[str], Answer]
"""Makes a call with the given ``fields``, if ``heed`` lets it."""


@dataclass(frozen=True)
class Wanted:
    """What is asked of one kind of node: fields that need no right, fields that count, metrics of its insights."""

    plain: str
    counts: str
    edge: str
    metrics: tuple[str, ...]

    def fields(self, graph: Graph, left_away: tuple[str, ...] = ()) -> str:
        fields = [self.plain]
        if self.counts and self.counts not in left_away and self.counts not in graph.refused:
            fields.append(self.counts)
        metrics = good(graph, self.metrics)
        apart = self.edge in left_away or self.edge in graph.refused or self.edge in graph.apart
        if metrics and not apart:
            # without a period some come twice: a lifetime row, and daily ones under the same name
            fields.append(f"{self.edge}.metric({','.join(metrics)}).period(lifetime)")
        return ",".join(fields)


def good(graph: Graph, metrics: Iterable[str]) -> list[str]:
    """Those that have not been refused."""
    return [metric for metric in metrics if metric not in graph.refused]


def heed(graph: Graph) -> None:
    """Before each further call: those beyond a spent quota lengthen the block. Raises RateLimited."""
    if graph.usage.stop_s:
        message = "Trang đã dùng hết lượt gọi Facebook cho lúc này."
        raise RateLimited("rate_limited", message, graph.usage.stop_s, "usage header")


def ask_node(graph: Graph, wanted: Wanted, sample_id: str, ask: Ask) -> Answer:
    """Counts and insights with one call. ``sample_id``: a node of that kind on which single metrics may be tried.

    The answer is good, or says that the object is gone.
    """
    answer = _within_rights(graph, wanted, ask)
    if is_invalid(answer):
        answer = _narrowed(graph, wanted, sample_id, ask, answer)
    if answer.refusal is not None and not is_gone(answer.refusal):
        raise meaning(answer.refusal, shows=False)
    return answer


def _within_rights(graph: Graph, wanted: Wanted, ask: Ask) -> Answer:
    """Counts need pages_read_user_content, insights need read_insights: whichever is missing is left away."""
    answer = ask(wanted.fields(graph))
    for left_away in ((wanted.counts,), (wanted.edge,), (wanted.counts, wanted.edge)):
        if answer.refusal is None or answer.refusal.code not in PERMISSION_CODES:
            break
        answer = ask(wanted.fields(graph, left_away))
        if answer.refusal is None or is_invalid(answer):
            graph.refused.refuse(*left_away)
    return answer


def _narrowed(graph: Graph, wanted: Wanted, sample_id: str, ask: Ask, answer: Answer) -> Answer:
    """Without the metrics that are refused, else without what cannot stand inside this call. One node may be odd:
    of that nothing is remembered beyond this call of the adapter."""
    edge = f"{sample_id}/{wanted.edge}"
    if is_invalid(_edge(graph, edge, wanted.metrics, "lifetime")) and try_each(graph, edge, wanted.metrics):
        answer = ask(wanted.fields(graph))
    for left_away in ((wanted.edge,), (wanted.counts,), (wanted.counts, wanted.edge)):
        if not is_invalid(answer):
            break
        answer = ask(wanted.fields(graph, left_away))
        if not is_invalid(answer) and wanted.edge in left_away:
            graph.apart.add(wanted.edge)
    return answer


def ask_edge(graph: Graph, edge: str, metrics: Iterable[str], period: str = "lifetime") -> Mapping[str, Any]:
    """An insights edge with all its metrics at once; empty where the object is gone or nothing is given to us."""
    metrics = tuple(metrics)
    answer = _edge(graph, edge, metrics, period)
    if is_invalid(answer) and try_each(graph, edge, metrics, period):
        answer = _edge(graph, edge, metrics, period)
    refusal = answer.refusal
    if refusal is not None and (is_gone(refusal) or is_invalid(answer) or refusal.code in PERMISSION_CODES):
        return {}
    return must(answer, shows=False).body


def _edge(graph: Graph, edge: str, metrics: Iterable[str], period: str) -> Answer:
    wanted = good(graph, metrics)
    if not wanted:
        return Answer({}, None, graph.usage, None)
    heed(graph)
    return graph.try_get(edge, metric=",".join(wanted), period=period)


def try_each(graph: Graph, edge: str, metrics: Iterable[str], period: str = "lifetime") -> bool:
    """Find out which one it is, and remember it. False: nothing is learnt.

    From an object that is gone nothing is concluded, nor from one to which each of several metrics is refused: it may
    be an object without insights.
    """
    refused, asked = [], good(graph, metrics)
    for metric in asked:
        heed(graph)
        answer = graph.try_get(edge, metric=metric, period=period)
        if is_gone(answer.refusal) or (answer.refusal and answer.refusal.code in PERMISSION_CODES):
            return False
        if is_invalid(answer):
            refused.append(metric)
        else:
            must(answer, shows=False)
    if len(refused) == len(asked) > 1:
        return False
    graph.refused.refuse(*refused)
    return bool(refused)


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

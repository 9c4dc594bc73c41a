"""How much of its quota a Page has used: what the headers of every answer say, and how long to rest for it.

https://developers.facebook.com/docs/graph-api/overview/rate-limiting: percentages of calls, time and CPU time;
``X-Business-Use-Case-Usage`` also gives the minutes until a throttled Page may call again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

SLOW_PERCENT = 80.0
FULL_PERCENT = 100.0
FULL_REST_S = 1800.0
"""At 100 % without a word on how long: the quota slides over hours, and further calls lengthen the block."""
SLOW_STEP_S = 30.0
PERCENTS = ("call_count", "total_time", "total_cputime")


@dataclass(frozen=True)
class Usage:
    """The worst figure of an answer. ``regain_s``: seconds that Facebook asks to wait; 0 if it does not."""

    percent: float = 0.0
    regain_s: float = 0.0

    def worse(self, other: Usage) -> Usage:
        return Usage(max(self.percent, other.percent), max(self.regain_s, other.regain_s))

    @property
    def stop_s(self) -> float:
        """Seconds without any call: what was asked, or a rest at 100 %. 0: go on."""
        return self.regain_s or (FULL_REST_S if self.percent >= FULL_PERCENT else 0.0)

    @property
    def rest_s(self) -> float:
        """Seconds until the next post: the stop, or from 80 % half a minute more with every percent."""
        if self.stop_s or self.percent < SLOW_PERCENT:
            return self.stop_s
        return (self.percent - SLOW_PERCENT + 1) * SLOW_STEP_S


def read_usage(headers: Mapping[str, str]) -> Usage:
    """From the three usage headers (lower-case names); what cannot be read counts as nothing."""
    usage = Usage()
    for name in ("x-app-usage", "x-page-usage"):
        usage = usage.worse(Usage(_percent(_json(headers.get(name)))))
    for entry in _entries(_json(headers.get("x-business-use-case-usage"))):
        minutes = entry.get("estimated_time_to_regain_access")
        regain_s = float(minutes) * 60 if isinstance(minutes, int | float) else 0.0
        usage = usage.worse(Usage(_percent(entry), regain_s))
    return usage


def _json(text: str | None) -> dict[str, Any]:
    try:
        value = json.loads(text) if text else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _entries(by_id: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The entries that are about Pages: an advertiser's own quota is none of ours."""
    for entries in by_id.values():
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and entry.get("type", "pages") == "pages":
                yield entry


def _percent(entry: Mapping[str, Any]) -> float:
    said = (entry.get(name) for name in PERCENTS)
    return max((float(value) for value in said if isinstance(value, int | float)), default=0.0)

"""``/health``: is the clock ticking and does everything that is due go out? 503 when not (CONTRACT section 6)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from campaign.clock import iso_z
from campaign.public.answer import Answer, answer
from campaign.public.pulse import Pulse

STARTING_S = 15.0
"""After a start the clock's last tick may be from before, and a backlog is being worked off."""
LATE_TICK_S = 10.0
LATE_TICKS = 5


def health_answer(pulse: Pulse | None, *, tick_s: float, running_s: float) -> Answer:
    """The state as JSON. ``pulse`` None: the database does not answer. ``running_s``: seconds since the start."""
    reasons = list(_reasons(pulse, tick_s, running_s))
    body: dict[str, Any] = {
        "status": "degraded" if reasons else "ok",
        "starting": running_s < STARTING_S,
        "reasons": reasons,
        "clock": {
            "last_tick_at": iso_z(pulse.last_tick_at) if pulse else None,
            "age_s": pulse.tick_age_s if pulse else None,
            "late_after_s": _late_after_s(tick_s),
        },
        "overdue": pulse.overdue if pulse else None,
        "deliveries": dict(sorted(pulse.by_state.items())) if pulse else None,
    }
    text = json.dumps(body, ensure_ascii=False).encode() + b"\n"
    return answer(503 if reasons else 200, "application/json", text)


def _reasons(pulse: Pulse | None, tick_s: float, running_s: float) -> Iterator[str]:
    if pulse is None:
        yield "database"
        return
    if running_s < STARTING_S:
        return
    if pulse.tick_age_s is None or pulse.tick_age_s > _late_after_s(tick_s):
        yield "clock"
    if pulse.overdue:
        yield "overdue"


def _late_after_s(tick_s: float) -> float:
    return max(LATE_TICK_S, LATE_TICKS * tick_s)

"""Faults on demand: what a stand-in does wrong, when, and to which requests.

Kinds (``KINDS``), by the moment at which they strike:

=============== ======================================================================================
refuse          the connection is cut before the request was looked at; nothing is applied
hang-before     no answer ever comes; nothing is applied
400 401 403     the platform reads the request and says no; nothing is applied
429             "too many requests" with ``retry_after`` seconds; nothing is applied
500-before      a server error; nothing is applied
500-after       the request IS applied, then a server error is answered
502-before      a gateway's HTML page instead of the platform's answer; nothing is applied
502-after       the request IS applied, then a gateway's HTML page is answered
lost            the request IS applied, then the connection is cut without a byte of answer
hang (-after)   the request IS applied, then no answer ever comes
half            the request IS applied, then half of the answer comes and the connection is cut
drip            the request IS applied, then its answer comes at one byte a second
200-before      a page that says 200 and is no answer (a captive portal, a proxy's notice); nothing is applied
200-after       the request IS applied, then such a page is answered
=============== ======================================================================================

``500`` stands for one of 500-before and 500-after, ``502`` and ``200`` likewise, drawn like everything else from the
seed.

Grammar of a SPEC (``campaign sandbox --faults SPEC``): comma-separated ``kind=probability`` pairs (0 to 1, their sum at
most 1) and settings: ``seed=INTEGER`` (default 1), ``retry_after=SECONDS`` (default 1), ``flood=SECONDS`` (at least
this between two posts to one chat, else 429; default 0 = off). Example: ``lost=0.1,500=0.05,429=0.02,seed=7``.
Spec faults strike requests that write; a one-shot fault may name a ``method`` (a Bot API method, ``page`` for the
public pages, ``*`` for everything).
"""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field

from campaign.errors import Mistake

KINDS = (
    "refuse", "hang-before", "400", "401", "403", "429", "500-before",
    "500-after", "502-before", "502-after", "lost", "hang-after", "half", "drip", "200-before", "200-after",
)  # fmt: skip
AFTER = frozenset({"500-after", "502-after", "200-after", "lost", "hang-after", "half", "drip"})
ALIASES = {
    "hang": ("hang-after",), "200": ("200-before", "200-after"), "500": ("500-before", "500-after"),
    "502": ("502-before", "502-after"),
}  # fmt: skip


class BadFault(Mistake):
    """A spec or control request that cannot be read; ``str()`` says which part and what is allowed."""


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong."""

    kind: str
    retry_after: int = 1

    @property
    def applies(self) -> bool:
        """Is the request carried out all the same?"""
        return self.kind in AFTER


@dataclass
class _Queued:
    kind: str
    times: int
    method: str
    retry_after: int


@dataclass
class Faults:
    """The faults of one sandbox: standing probabilities and a queue of one-shots. Safe to change from any thread."""

    rates: dict[str, float] = field(default_factory=dict)
    seed: int = 1
    retry_after: int = 1
    flood_s: float = 0.0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311  a rehearsal must be repeatable, not secret
        self._queue: list[_Queued] = []
        self._lock = threading.Lock()

    def add(self, kind: str, times: int = 1, method: str = "", retry_after: int | None = None) -> None:
        """Let the next ``times`` matching requests fail. Without ``method``: requests that write. Raises BadFault."""
        if kind not in KINDS and kind not in ALIASES:
            raise BadFault(f"Không có lỗi giả {kind!r}; có: {', '.join((*KINDS, *ALIASES))}.")
        if times < 1:
            raise BadFault("times phải từ 1 trở lên.")
        with self._lock:
            self._queue.append(_Queued(kind, times, method, self.retry_after if retry_after is None else retry_after))

    def clear(self) -> None:
        """No more faults, neither queued nor standing."""
        with self._lock:
            self._queue.clear()
            self.rates.clear()

    def draw(self, method: str, writes: bool) -> Fault | None:
        """What happens to this request; None: it is served properly."""
        with self._lock:
            for queued in self._queue:
                if queued.method == method or queued.method == "*" or (not queued.method and writes):
                    queued.times -= 1
                    if not queued.times:
                        self._queue.remove(queued)
                    return Fault(self._settle(queued.kind), queued.retry_after)
            if not writes or not self.rates:
                return None
            mark = self._random.random()
            for kind, rate in self.rates.items():
                if mark < rate:
                    return Fault(self._settle(kind), self.retry_after)
                mark -= rate
            return None

    def _settle(self, kind: str) -> str:
        choices = ALIASES.get(kind, (kind,))
        return choices[0] if len(choices) == 1 else self._random.choice(choices)


def parse_faults(spec: str) -> Faults:
    """A SPEC (grammar above) as Faults. Raises BadFault."""
    rates: dict[str, float] = {}
    settings = {"seed": 1.0, "retry_after": 1.0, "flood": 0.0}
    for pair in filter(None, (part.strip() for part in spec.split(","))):
        name, _, value = pair.partition("=")
        try:
            number = float(value)
        except ValueError:
            raise BadFault(f"Lỗi giả {pair!r} phải có dạng tên=số, ví dụ lost=0.1.") from None
        if name in settings:
            settings[name] = number
        elif (name in KINDS or name in ALIASES) and 0 <= number <= 1:
            rates[name] = number
        else:
            raise BadFault(
                f"Không hiểu {pair!r}; có: {', '.join((*KINDS, *ALIASES))} (từ 0 đến 1), {', '.join(settings)}."
            )
    if sum(rates.values()) > 1.0000001:
        raise BadFault("Tổng các xác suất lỗi giả không được quá 1.")
    return Faults(rates, int(settings["seed"]), int(settings["retry_after"]), settings["flood"])

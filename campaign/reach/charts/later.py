"""Drawing beside the requests: a page goes out with what is drawn, and begins the rest in one thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from queue import SimpleQueue

from campaign.reach.charts.chart import Chart
from campaign.reach.charts.drawn import Drawing, Font, Form, NotDrawn, draw, drawn_before, name_of

log = logging.getLogger(__name__)
Asked = tuple[Sequence[Chart], Form, Font]

_asked: SimpleQueue[Asked] = SimpleQueue()
_changed = threading.Condition()
_begun: set[str] = set()
_failed: set[str] = set()
_threads: list[threading.Thread] = []


def at_hand(
    sets: Sequence[Sequence[Chart]], form: Form = "svg", font: Font = "Inter", *, wait_s: float = 0.0
) -> tuple[list[dict[str, Drawing]], bool]:
    """(of each set, by key what is drawn; whether others are being drawn now). ``wait_s``: at most so long for those.

    What failed is left out once, so that nobody waits for it, and is begun again by the call after that.
    """
    with _changed:
        missing = [
            [chart for chart in charts if chart.key not in drawn_before(charts, form, font)] for charts in sets
        ]  # fmt: skip
        names = {name_of(chart, form, font) for charts in missing for chart in charts}
        failed = names & _failed
        for charts in missing:
            _begin([chart for chart in charts if name_of(chart, form, font) not in _begun | failed], form, font)
        _changed.wait_for(lambda: not names & _begun, timeout=wait_s)
        _failed.difference_update(names)
        return [drawn_before(charts, form, font) for charts in sets], bool(names & _begun)


def _begin(charts: Sequence[Chart], form: Form, font: Font) -> None:
    if not charts:
        return
    _begun.update(name_of(chart, form, font) for chart in charts)
    _asked.put((charts, form, font))
    if not _threads:  # a daemon: the program's end waits for no picture
        _threads.append(threading.Thread(target=_draw_all, name="charts", daemon=True))
        _threads[0].start()


def _draw_all() -> None:
    while True:
        charts, form, font = _asked.get()
        names = {name_of(chart, form, font) for chart in charts}
        drawn = False
        try:
            draw(charts, form, font)
            drawn = True
        except NotDrawn as failure:
            log.warning("charts were not drawn: %s", failure)
        except Exception:
            log.exception("drawing charts failed in a way that nobody foresaw")
        with _changed:
            _begun.difference_update(names)
            if not drawn:
                _failed.update(names)
            _changed.notify_all()

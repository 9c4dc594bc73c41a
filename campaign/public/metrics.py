"""``/metrics`` in Prometheus' text format, from a registry of our own. Facts: https://prometheus.io/docs/instrumenting/exposition_formats/"""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from campaign.models.delivery import STATES
from campaign.public.answer import Answer, answer
from campaign.public.clicks import ClickBuffer
from campaign.public.pulse import Pulse

KIND = "text/plain; version=0.0.4; charset=utf-8"


def metrics_answer(pulse: Pulse | None, clicks: ClickBuffer, feeds_built: int) -> Answer:
    """What there is to tell now; without the database, what this process knows by itself."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Now(pulse, clicks, feeds_built))
    return answer(200, KIND, generate_latest(registry))


class _Now(Collector):
    def __init__(self, pulse: Pulse | None, clicks: ClickBuffer, feeds_built: int) -> None:
        self.pulse, self.clicks, self.feeds_built = pulse, clicks, feeds_built

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("campaign_database_up", "1 when the database answered.", float(self.pulse is not None))
        yield CounterMetricFamily("campaign_clicks_flushed", "Visits written since the start.", self.clicks.flushed)
        yield CounterMetricFamily("campaign_clicks_dropped", "Visits lost to a full buffer.", self.clicks.dropped)
        yield GaugeMetricFamily("campaign_click_buffer_keys", "Links and minutes not written yet.", self.clicks.size)
        yield CounterMetricFamily("campaign_feeds_built", "Times a feed was built since the start.", self.feeds_built)
        if self.pulse is not None:
            yield from _of_rows(self.pulse)


def _of_rows(pulse: Pulse) -> Iterator[Metric]:
    states = GaugeMetricFamily("campaign_deliveries", "Posts by state.", labels=["state"])
    for state in STATES:
        states.add_metric([state], pulse.by_state.get(state, 0))
    yield states
    published = pulse.by_state.get("published", 0)
    yield CounterMetricFamily("campaign_published", "Posts published, of all times.", published)
    yield GaugeMetricFamily("campaign_uncertain", "Posts whose fate is unknown.", pulse.by_state.get("uncertain", 0))
    yield GaugeMetricFamily("campaign_overdue", "Posts due for two minutes without a reason to wait.", pulse.overdue)
    if pulse.tick_age_s is not None:
        yield GaugeMetricFamily("campaign_tick_age_seconds", "Since the clock's last tick.", pulse.tick_age_s)

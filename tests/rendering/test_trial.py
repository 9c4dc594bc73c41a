"""Templates are tried in a child: a bomb kills the child, is refused, and leaves the others their verdict."""

from __future__ import annotations

import resource
import time

from campaign.platforms.seam import Markup
from campaign.rendering import trial

BOMBS = {
    "hours": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "memory": "{% set n = namespace(s='x') %}{% for i in range(60) %}{% set n.s = n.s ~ n.s %}{% endfor %}{{ n.s }}",
    "a wide field": '{{ "{:>2000000000}".format("x") }}',
    "a filter": "{{ [1] | batch(2000000000, 0) | list | length }}",
}


def test_bombs_are_refused_each_by_name_and_harmless_templates_pass() -> None:
    templates: dict[str, tuple[Markup, str]] = {"good": ("plain", "{{ item.title }} {{ link }}")}
    templates |= {name: ("telegram_html", source) for name, source in BOMBS.items()}
    templates |= {"wrong": ("plain", "\n{{ item.titel }}"), "last": ("telegram_html", "{{ item.body }}")}
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    faults = trial.try_templates(templates)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert set(faults) == {*BOMBS, "wrong"}
    assert faults["wrong"][0] == 2
    assert faults["hours"] == (1, trial.TOO_MUCH)
    assert time.monotonic() - began < 2 * trial.WALL_S
    assert grown < 100_000  # kB: none of it in this process


def test_a_template_that_fails_only_for_a_bare_item_is_found() -> None:
    assert trial.try_templates({"first": ("plain", "{{ item.tags[0] | hashtag }}")})["first"][0] == 1

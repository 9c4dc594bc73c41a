"""Which figures may be added: a sum that means nothing is refused, and what nobody measured is never 0."""

from __future__ import annotations

import pytest

from campaign.reach.metrics import IllegalSum, total


@pytest.mark.parametrize("metric", ["views", "reactions", "comments", "shares", "clicks"])
def test_counts_of_acts_add_up_over_what_was_measured(metric: str) -> None:
    assert total(metric, [3, None, 4]) == 7
    assert total(metric, [0, None]) == 0
    assert total(metric, [None, None]) is None
    assert total(metric, []) is None


@pytest.mark.parametrize("metric", ["reach", "followers", "subscribers"])
@pytest.mark.parametrize("values", [[], [None], [3], [3, 4]])
def test_people_and_levels_are_never_added(metric: str, values: list[int | None]) -> None:
    with pytest.raises(IllegalSum, match=metric):
        total(metric, values)


def test_an_unknown_metric_is_a_mistake_in_the_program() -> None:
    with pytest.raises(KeyError):
        total("impressions", [1])

"""Which figures may be added: a sum that means nothing is refused, and what nobody measured is never 0."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from campaign.models import PostFigures
from campaign.models.reach import POST_METRICS
from campaign.reach.metrics import METRICS, IllegalSum, added_up, largest, total
from campaign.reach.tallies import Tally, merged


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


@pytest.mark.parametrize("metric", ["reach", "followers", "subscribers"])
def test_the_database_does_not_add_them_either(metric: str) -> None:
    with pytest.raises(IllegalSum, match=metric):
        added_up(metric, sa.column("value"))


def test_of_people_over_several_posts_only_the_highest_is_kept() -> None:
    assert largest([3, None, 4]) == 4
    assert largest([None]) is None
    whole = merged("reach", [Tally(None, 2, 310, 1), Tally(None, 1, 200, 0), Tally()])
    assert whole == Tally(None, 3, 310, 1)


def test_every_metric_of_a_post_has_its_columns_in_the_newest_figures() -> None:
    columns = set(PostFigures.model_fields)
    assert {metric + ending for metric in POST_METRICS for ending in ("", "_at", "_by_hand")} <= columns
    assert set(METRICS) - set(POST_METRICS) == {"clicks", "followers", "subscribers"}

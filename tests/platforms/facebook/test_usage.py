"""Usage headers steer the pace: slower from 80 %, and not at all for the minutes that Facebook says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from campaign.platforms.facebook.usage import Usage, read_usage
from campaign.platforms.seam import Progress
from tests.platforms.facebook.page import FacebookPage

PAGES = {"type": "pages", "call_count": 28, "total_cputime": 2, "total_time": 3, "estimated_time_to_regain_access": 0}


def business(**changed: Any) -> dict[str, str]:
    return {"x-business-use-case-usage": json.dumps({"77": [PAGES | changed]})}


@pytest.mark.parametrize(
    ("headers", "percent", "regain_s"),
    [
        ({}, 0, 0),
        ({"x-app-usage": '{"call_count":28,"total_time":85,"total_cputime":25}'}, 85, 0),
        ({"x-page-usage": '{"call_count":99}'}, 99, 0),
        (business(call_count=97, estimated_time_to_regain_access=19), 97, 1140),
        (business(type="ads_insights", call_count=100), 0, 0),
        ({"x-app-usage": "not json"}, 0, 0),
        ({"x-app-usage": "[]", "x-business-use-case-usage": '{"77": "?"}'}, 0, 0),
    ],
)
def test_the_worst_of_three_headers_counts(headers: dict[str, str], percent: float, regain_s: float) -> None:
    assert read_usage(headers) == Usage(percent, regain_s)


@pytest.mark.parametrize(
    ("usage", "rest_s", "stop_s"),
    [
        (Usage(79.9), 0, 0), (Usage(80), 30, 0), (Usage(99), 600, 0), (Usage(100), 1800, 1800),
        (Usage(97, 1140), 1140, 1140),
    ],
)  # fmt: skip
def test_how_long_to_rest(usage: Usage, rest_s: float, stop_s: float) -> None:
    assert (usage.rest_s, usage.stop_s) == (rest_s, stop_s)


def test_a_post_at_85_percent_asks_for_a_rest_after_it(page: FacebookPage) -> None:
    page.control("usage", headers={"X-App-Usage": {"call_count": 85, "total_time": 1, "total_cputime": 1}})
    assert page.publish().wait_s == 180


def test_hidden_steps_go_on_until_the_quota_is_used_up(page: FacebookPage) -> None:
    post = page.post(media=(page.rig.picture(), page.rig.picture(width=41)))
    page.control("usage", headers={"X-App-Usage": {"call_count": 95}})
    first = page.step(post, page.rig.adapter.start(post))
    assert isinstance(first, Progress)
    assert (first.wait_s, first.rest_s) == (0, 0)
    page.control("usage", headers=business(estimated_time_to_regain_access=19))
    second = page.step(post, first)
    assert isinstance(second, Progress)
    assert second.rest_s == 1140

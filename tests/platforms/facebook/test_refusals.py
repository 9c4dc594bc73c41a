"""Every error of Facebook's table, by code and subcode, as what happens next."""

from __future__ import annotations

from typing import Any

import pytest

from campaign.errors import PlatformError, RateLimited, Rejected, Unauthorized, Unavailable, Uncertain
from campaign.platforms.facebook.limits import CANNOT_KNOW, problems
from campaign.platforms.facebook.refusals import REFUSED
from tests.platforms.facebook.page import FacebookPage

HOUR_S = 3600.0
CASES: list[tuple[int, int, dict[str, Any], type[PlatformError]]] = [
    (1, 0, {"status": 500}, Uncertain),
    (2, 0, {"status": 500}, Uncertain),
    (2, 1363047, {}, Uncertain),
    (100, 1609010, {}, Uncertain),
    (100, 0, {"transient": True}, Uncertain),
    *((code, 0, {"transient": True}, RateLimited) for code in (4, 17, 32, 613, 341, 80001, 80002, 80014)),
    (613, 1996, {}, RateLimited),
    (368, 1390008, {}, RateLimited),
    (102, 0, {}, Unauthorized),
    *((190, subcode, {}, Unauthorized) for subcode in (0, 458, 459, 460, 463, 464, 467, 492)),
    (190, 460, {"status": 401}, Unauthorized),
    *((code, 0, {"status": 403}, Unauthorized) for code in (10, 200, 250, 299)),
    *((code, 0, {}, Rejected) for code in (3, 100, 803, 2500, 300, 99999)),
    (100, 33, {}, Rejected),
    (3001, 1504028, {}, Rejected),
    *((code, 0, {}, Rejected) for code in (324, 351, 352, 382, 389, 6000, 6001, 368, 506, 1609005, 1609008)),
    (389, 1363057, {}, Rejected),
    *((10, subcode, {"status": 403}, Rejected) for subcode in (1404112, 1404006, 1366046)),
    *((200, subcode, {"status": 403}, Rejected) for subcode in (1404078, 1346003, 4854002)),
    *(
        (100, subcode, {}, Rejected)
        for subcode in (
            1366046, 1366051, 1346003, 1404102, 1404078, 1404006, 1404112, 4854002, 2061006, 1349125, 2069019,
            1363040, 1363127, 1363128, 1363129,
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(("code", "subcode", "more", "kind"), CASES, ids=[f"{case[0]}-{case[1]}" for case in CASES])
def test_an_error_of_the_visible_step_is_named_by_what_happens_next(
    page: FacebookPage, code: int, subcode: int, more: dict[str, Any], kind: type[PlatformError]
) -> None:
    page.answers("feed", code, subcode, **more)
    error = page.fails()
    assert type(error) is kind
    assert f"code {code}" in error.detail
    assert page.shown == []


@pytest.mark.parametrize(("code", "subcode", "more", "kind"), CASES, ids=[f"{case[0]}-{case[1]}" for case in CASES])
def test_in_a_hidden_step_what_is_unknown_did_no_harm(
    page: FacebookPage, code: int, subcode: int, more: dict[str, Any], kind: type[PlatformError]
) -> None:
    page.answers("photos", code, subcode, **more)
    error = page.fails(page.post(media=(page.rig.picture(),)))
    assert type(error) is (Unavailable if kind is Uncertain else kind)


@pytest.mark.parametrize("status", [200, 302, 403, 404, 502, 503])
def test_what_is_no_graph_answer_proves_nothing(page: FacebookPage, status: int) -> None:
    page.answers("feed", 0, status=status, html=True)
    assert type(page.fails()) is Uncertain
    page.answers("me", 0, status=status, html=True)
    with pytest.raises(Unavailable):
        page.rig.adapter.verify(page.rig.to())


@pytest.mark.parametrize(
    ("code", "subcode", "least_s"),
    [(4, 0, HOUR_S), (80001, 0, HOUR_S), (341, 0, 6 * HOUR_S), (368, 1390008, 4 * HOUR_S)],
)
def test_a_limit_without_a_word_on_how_long_is_rested_out(
    page: FacebookPage, code: int, subcode: int, least_s: float
) -> None:
    page.answers("feed", code, subcode)
    error = page.fails()
    assert isinstance(error, RateLimited)
    assert error.retry_after == least_s


def test_a_limit_waits_the_minutes_that_the_header_says(page: FacebookPage) -> None:
    entry = {"type": "pages", "call_count": 100, "total_cputime": 3, "total_time": 4}
    usage = '{"1": [' + str(entry | {"estimated_time_to_regain_access": 19}).replace("'", '"') + "]}"
    page.answers("feed", 80001, headers={"X-Business-Use-Case-Usage": usage})
    error = page.fails()
    assert isinstance(error, RateLimited)
    assert error.retry_after == 19 * 60


def test_a_refusal_nobody_knows_is_told_in_facebooks_words_with_its_trace(page: FacebookPage) -> None:
    page.answers("feed", 99999, 7)
    error = page.fails()
    assert "99999/7" in error.message
    assert "AfakeTraceOfTheStandIn" in error.message


def test_a_blocked_page_says_so_and_hours_pass(page: FacebookPage) -> None:
    page.answers("feed", 368, 1390008)
    assert page.fails().code == "blocked"


def test_every_refusal_has_a_check_or_a_reason_why_none_can_know(page: FacebookPage) -> None:
    wrong = (
        page.post(media=(page.photo(mime="image/webp"),)),
        page.post(media=(page.clip(width=360, height=640),)),
        page.post(media=(page.clip(mime="video/webm"),)),
        page.post(media=(page.clip(frame_rate=15.0, rate_varies=False),)),
    )
    checked = {problem.code for post in wrong for problem in problems(post)}
    by_kind = {"reel_aspect", "reel_duration", "wrong_offset"}  # what is no reel is sent as a video; offsets are ours
    missing = {code for code, _ in REFUSED.values()} - checked - set(CANNOT_KNOW) - by_kind
    assert missing == set()

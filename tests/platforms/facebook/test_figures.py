"""Figures: in few calls, one retired metric never blanks the others, and empty is absent."""

from __future__ import annotations

import pytest

from campaign.errors import RateLimited, Unauthorized
from campaign.platforms.facebook.remembering import Refusals
from campaign.platforms.seam import BriefMemory, Receipt
from tests.platforms.facebook.page import FacebookPage
from tests.platforms.rigs import PAGE_ID

ALL = ["pages_manage_posts", "pages_read_engagement", "read_insights", "pages_read_user_content"]
FIGURES = {
    "post_media_view": 120, "post_total_media_view_unique": 90, "post_clicks": 7,
    "post_reactions_by_type_total": {"like": 2, "love": 1}, "post_activity_by_action_type": {"share": 4, "comment": 5},
}  # fmt: skip


def posts(page: FacebookPage, count: int) -> list[Receipt]:
    receipts = [page.publish(page.post(f"Bài {n}")) for n in range(count)]
    page.sandbox.application.journal.clear()
    return receipts


def told(page: FacebookPage, receipt: Receipt) -> dict[str, int]:
    samples = page.measured(receipt)
    return {metric: sample.value for (remote_id, metric), sample in samples.items() if remote_id == receipt.remote_id}


def test_all_figures_of_a_post_come_from_one_call_with_their_native_names(page: FacebookPage) -> None:
    page.is_set(scopes=ALL)
    [receipt] = posts(page, 1)
    page.control("figures", id=receipt.remote_id, reactions=12, comments=4, shares=3, **FIGURES)
    samples = page.measured(receipt)
    of_the_post = {metric: sample for (remote_id, metric), sample in samples.items() if remote_id}
    assert {metric: (sample.value, sample.native_name) for metric, sample in of_the_post.items()} == {
        "views": (120, "post_media_view"),
        "reach": (90, "post_total_media_view_unique"),
        "platform_clicks": (7, "post_clicks"),
        "reactions": (12, "reactions.summary.total_count"),
        "comments": (4, "comments.summary.total_count"),
        "shares": (3, "shares.count"),
    }
    assert {sample.api_version for sample in samples.values()} == {"v26.0"}
    assert page.calls == ["node", "node", "insights"]  # the post; the Page's followers; the Page's reach


def test_without_the_right_to_count_the_insights_tell_the_same(page: FacebookPage) -> None:
    [receipt] = posts(page, 1)
    page.control("figures", id=receipt.remote_id, **FIGURES)
    assert told(page, receipt) == {
        "views": 120, "reach": 90, "platform_clicks": 7, "reactions": 3, "comments": 5, "shares": 4,
    }  # fmt: skip
    asked = len(page.calls)
    told(page, receipt)
    assert len(page.calls) - asked == 3  # what was forbidden is not asked for again


def test_without_insights_the_counts_still_come(page: FacebookPage) -> None:
    page.is_set(scopes=["pages_manage_posts", "pages_read_engagement", "pages_read_user_content"])
    [receipt] = posts(page, 1)
    page.control("figures", id=receipt.remote_id, reactions=12, comments=4)
    assert told(page, receipt) == {"reactions": 12, "comments": 4}
    assert (None, "followers") in page.measured(receipt)


def test_a_retired_metric_blanks_itself_alone_and_is_remembered(page: FacebookPage) -> None:
    page.is_set(scopes=ALL)
    [receipt] = posts(page, 1)
    page.control("figures", id=receipt.remote_id, **FIGURES)
    page.control("retired", metrics=["post_clicks", "page_total_media_view_unique"])
    first = told(page, receipt)
    assert "platform_clicks" not in first
    assert (first["views"], first["reach"]) == (120, 90)
    assert (None, "followers") in page.measured(receipt)
    asked = len(page.calls)
    assert told(page, receipt) == first
    assert len(page.calls) - asked == 2  # the post and the Page: nothing is tried again


def test_many_posts_are_one_call_and_what_the_list_lacks_is_asked_by_its_id(page: FacebookPage) -> None:
    page.is_set(scopes=ALL)
    receipts = posts(page, 5)
    for n, receipt in enumerate(receipts):
        page.control("figures", id=receipt.remote_id, post_media_view=n)
    samples = page.measured(*receipts)
    assert [samples[receipt.remote_id, "views"].value for receipt in receipts] == [0, 1, 2, 3, 4]
    assert page.calls == ["published_posts", "node", "insights"]
    page.sandbox.facebook.world.page(PAGE_ID).posts[receipts[0].remote_id].unseen = 9
    assert (receipts[0].remote_id, "views") in page.measured(*receipts)


def test_a_list_that_is_too_much_for_facebook_is_asked_for_in_smaller_pieces(page: FacebookPage) -> None:
    page.is_set(scopes=ALL)
    receipts = posts(page, 3)
    page.answers("published_posts", 1, status=500)
    assert (receipts[2].remote_id, "views") in page.measured(*receipts)


def test_what_facebook_does_not_say_is_absent(page: FacebookPage) -> None:
    [receipt] = posts(page, 1)
    assert set(told(page, receipt)) == {"views"}
    page.control("figures", id=receipt.remote_id, post_reactions_by_type_total={}, post_media_view=0)
    assert told(page, receipt) == {"views": 0}


def test_reels_and_videos_have_metrics_of_their_own(page: FacebookPage) -> None:
    reel = page.publish(page.post("Thước phim", media=(page.clip(),)))
    video = page.publish(page.post("Video", media=(page.clip(width=1920, height=1080),)))
    page.control(
        "figures", id=reel.remote_id, blue_reels_play_count=50, post_impressions_unique=40,
        post_video_likes_by_reaction_type={"LIKE": 3}, post_video_social_actions={"COMMENT": 2, "SHARE": 1},
    )  # fmt: skip
    page.control("figures", id=video.remote_id, total_video_views=9)
    assert told(page, reel) == {"views": 50, "reach": 40, "reactions": 3, "comments": 2, "shares": 1}
    assert told(page, video) == {"views": 9}


def test_the_page_tells_its_followers_and_its_reach_of_28_days(page: FacebookPage) -> None:
    page.is_set(followers=5400, reach=2100)
    samples = page.measured()
    reach, followers = samples[None, "reach"], samples[None, "followers"]
    assert (reach.value, reach.window, reach.native_name) == (2100, "days_28", "page_total_media_view_unique")
    assert (followers.value, followers.native_name) == (5400, "followers_count")


def test_one_half_that_fails_does_not_take_the_other_away(page: FacebookPage) -> None:
    [receipt] = posts(page, 1)
    page.answers("node", 2, status=500)
    assert set(page.measured(receipt)) == {(None, "followers")}


@pytest.mark.parametrize("code", [80001, 190])
def test_after_a_limit_or_a_dead_token_nothing_more_is_asked(page: FacebookPage, code: int) -> None:
    receipts = posts(page, 2)
    page.answers("node", code)
    with pytest.raises(RateLimited if code == 80001 else Unauthorized):
        page.measured(*receipts)
    assert page.calls == ["node"]


def test_a_header_that_says_stop_ends_the_measuring(page: FacebookPage) -> None:
    page.is_set(scopes=ALL)
    receipts = posts(page, 2)
    told = {"77": [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 19}]}
    page.control("usage", headers={"X-Business-Use-Case-Usage": told})
    with pytest.raises(RateLimited) as limit:
        page.measured(*receipts)
    assert (page.calls, limit.value.retry_after) == (["node"], 1140)
    page.sandbox.application.journal.clear()
    assert (receipts[0].remote_id, "views") in page.measured(receipts[0])  # of the posts nothing is missing
    assert page.calls == ["node"]


def test_a_plain_video_tells_reach_comments_and_shares(page: FacebookPage) -> None:
    page.is_set(scopes=ALL)
    video = page.publish(page.post("Video", media=(page.clip(width=1920, height=1080),)))
    page.control("figures", id=video.remote_id, total_video_views=9, total_video_impressions_unique=7, comments=4)
    page.control("figures", id=f"{PAGE_ID}_{video.extra['post_id']}", shares=3, reactions=2, post_media_view=99)
    page.sandbox.application.journal.clear()
    assert told(page, video) == {"views": 9, "reach": 7, "comments": 4, "shares": 3, "reactions": 2}
    assert page.calls == ["node", "node", "node", "insights"]  # the video, its post; the Page twice


@pytest.mark.parametrize("listed", ["videos", "video_reels"])
def test_many_videos_are_one_call_of_their_list(page: FacebookPage, listed: str) -> None:
    size = {"width": 1920, "height": 1080} if listed == "videos" else {}
    videos = [page.publish(page.post(f"Phim {n}", media=(page.clip(**size),))) for n in range(4)]
    views = "total_video_views" if listed == "videos" else "blue_reels_play_count"
    for n, video in enumerate(videos):
        page.control("figures", id=video.remote_id, **{views: n})
    page.sandbox.application.journal.clear()
    samples = page.measured(*videos)
    assert [samples[video.remote_id, "views"].value for video in videos] == [0, 1, 2, 3]
    assert page.calls[0] == listed
    assert "video_insights" not in page.calls
    page.answers(listed, 100)
    page.answers(listed, 100)
    page.answers(listed, 100, times=9)
    samples = page.measured(*videos)
    assert samples[videos[3].remote_id, "views"].value == 3  # without the list, one by one


def test_a_video_that_a_webhook_settled_is_measured_as_what_it_is(page: FacebookPage) -> None:
    reel = page.publish(page.post("Thước phim", media=(page.clip(),)))
    page.control("figures", id=reel.remote_id, blue_reels_play_count=50)
    assert told(page, reel.model_copy(update={"extra": {}})) == {"views": 50}


def test_a_right_that_is_granted_later_is_used_with_the_next_token(page: FacebookPage) -> None:
    page.is_set(scopes=["pages_manage_posts", "pages_read_engagement"])
    [receipt] = posts(page, 1)
    page.control("figures", id=receipt.remote_id, reactions=12, **FIGURES)
    assert told(page, receipt) == {}
    page.is_set(scopes=ALL)
    page.rig.secrets["page_token"] = f"EAA{PAGE_ID}Zanother{'x' * 20}"
    assert (told(page, receipt)["reactions"], told(page, receipt)["views"]) == (12, 120)


def test_one_odd_post_blanks_nothing_of_the_others(page: FacebookPage) -> None:
    page.is_set(scopes=ALL)
    odd, good = posts(page, 2)
    page.control("figures", id=good.remote_id, reactions=12, **FIGURES)
    page.answers("node", 100)
    page.answers("insights", 100, times=7)
    assert told(page, odd) == {"reactions": 0, "comments": 0}
    figures = told(page, good)
    assert (figures["views"], figures["reactions"], figures["platform_clicks"]) == (120, 12, 7)


def test_what_is_refused_is_kept_for_a_day_by_token_and_version() -> None:
    kept: dict[str, float | None] = {}
    memory = BriefMemory()
    memory.keep = lambda name, value, for_s=None: kept.update({name: for_s})  # type: ignore[method-assign]
    Refusals(memory, "a", "v26.0").refuse("post_clicks")
    assert list(kept.values()) == [86_400.0]
    known = BriefMemory()
    Refusals(known, "a", "v26.0").refuse("post_clicks")
    assert "post_clicks" in Refusals(known, "a", "v26.0")
    for token, version in (("b", "v26.0"), ("a", "v25.0")):
        assert "post_clicks" not in Refusals(known, token, version)

"""The smallest adapter: it prepares what a person posts, and promises nothing else."""

from __future__ import annotations

import pytest

from campaign.errors import Unsupported
from campaign.platforms import by_hand, platform
from campaign.platforms.seam import Post
from tests.platforms.rigs import Rig, draft

MANUAL = Rig("manual", {"page": "https://video.example/dai"})


def test_it_is_the_only_platform_on_which_a_person_posts() -> None:
    assert [name for name in ("facebook", "manual", "rss", "telegram", "zalo", "none") if by_hand(name)] == ["manual"]


def test_the_post_is_the_text_and_every_file_as_they_are() -> None:
    picture, sound = MANUAL.picture(), MANUAL.file(b"x", "audio", "audio/mpeg", "loa.mp3")
    post = MANUAL.post(text="Chữ thường & dấu <", media=(picture, sound))
    assert (post.plain, post.media) == ("Chữ thường & dấu <", (picture, sound))
    assert Post.model_validate_json(post.model_dump_json()) == post
    assert MANUAL.adapter.check(post) == []


def test_a_post_with_nothing_in_it_is_a_problem() -> None:
    [problem] = MANUAL.adapter.check(MANUAL.adapter.shape(draft(text=" "), {}))
    assert problem.code == "text_empty"


def test_it_never_sends_anything() -> None:
    post = MANUAL.post()
    with pytest.raises(Unsupported):
        MANUAL.adapter.publish(MANUAL.to(), post, MANUAL.adapter.start(post))
    assert MANUAL.adapter.measure(MANUAL.to(), []) == []


def test_its_account_is_the_page_and_a_channel_without_one_has_none() -> None:
    assert platform("manual").account(MANUAL.options) == "https://video.example/dai"
    assert platform("manual").account({}) == ""

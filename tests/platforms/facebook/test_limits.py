"""What Facebook would refuse is known before anything is sent."""

from __future__ import annotations

from typing import Any

import pytest

from campaign.platforms.seam import Post
from tests.platforms.facebook.page import FacebookPage


def codes(page: FacebookPage, post: Post) -> list[str]:
    return [problem.code for problem in page.rig.adapter.check(post)]


def test_the_length_of_a_text(page: FacebookPage) -> None:
    assert codes(page, page.post("ă" * 63_206)) == []
    assert codes(page, page.post("ă" * 63_207)) == ["text_too_long"]
    assert codes(page, page.post(" ")) == ["text_empty"]


def test_photos_by_number_size_and_format(page: FacebookPage) -> None:
    photo = page.rig.picture()
    assert codes(page, page.post(media=(photo,) * 10)) == []
    assert codes(page, page.post(media=(photo,) * 11)) == ["media_count"]
    assert codes(page, page.post(media=(page.photo(size=10_000_001),))) == ["photo"]
    assert codes(page, page.post(media=(page.photo(mime="image/webp"),))) == ["photo"]
    assert codes(page, page.post("", media=(photo,))) == []


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, []),
        ({"width": 540, "height": 960}, []),
        ({"width": 360, "height": 640}, ["reel_resolution"]),
        ({"mime": "video/quicktime"}, ["video_format"]),
        ({"frame_rate": 23.98, "rate_varies": False}, ["reel_fps"]),
        ({"frame_rate": 120.0, "rate_varies": False}, ["reel_fps"]),
        ({"frame_rate": 30.0, "rate_varies": True}, ["reel_fps"]),
        ({"frame_rate": 59.94, "rate_varies": False}, []),
        ({"frame_rate": 10.0, "rate_varies": False, "duration_s": 91.0}, []),
        ({"width": 1920, "height": 1080, "duration_s": 14_401.0}, ["video_too_long"]),
        ({"width": 2000, "height": 500}, ["video_aspect"]),
        ({"size": 10_000_000_001}, ["video_too_big"]),
    ],
)
def test_videos(page: FacebookPage, changed: dict[str, Any], wanted: list[str]) -> None:
    assert codes(page, page.post(media=(page.clip(**changed),))) == wanted


def test_a_second_video_or_recording_is_refused_by_name(page: FacebookPage) -> None:
    photo, clip, wide = page.rig.picture(), page.clip(name="mot.mp4"), page.clip(4, name="hai.mp4")
    sound = page.rig.file(b"ID3", "audio", "audio/mpeg", "tin.mp3")
    for media, name in (((clip, wide), "hai.mp4"), ((photo, clip, sound), "tin.mp3")):
        [problem] = page.rig.adapter.check(page.post(media=media))
        assert (problem.code, name in problem.message) == ("media_left_out", True)
    assert codes(page, page.post(media=(photo, sound))) == []  # a recording is made a video first


def test_what_is_secondary_is_left_out_with_a_note_and_holds_nothing(page: FacebookPage) -> None:
    photo, more, reel = page.photo(name="mot.jpg"), page.photo(name="hai.jpg", sha256="2"), page.clip()
    wide = page.clip(width=1920, height=1080)
    paper = page.rig.file(b"%PDF", "file", "application/pdf", "to-roi.pdf")
    for media, shown, named in (
        ((photo, wide), (wide, photo), ()),
        ((photo, more, wide), (wide, photo), ("hai.jpg",)),
        ((photo, reel), (reel,), ("mot.jpg",)),
        ((photo, paper), (photo,), ("to-roi.pdf",)),
        ((paper,), (), ("to-roi.pdf",)),
        ((wide,), (wide,), ()),
    ):
        post = page.post(media=media)
        assert (codes(page, post), post.media) == ([], shown)
        assert len(post.notes) == len(named)
        assert all(name in note for name, note in zip(named, post.notes, strict=True))
    assert page.post(media=(photo, wide), options={"video_thumb": False}).media == (wide,)


def test_limits_that_meta_does_not_document_can_be_set(page: FacebookPage) -> None:
    photos = (page.rig.picture(), page.rig.picture(width=41))
    options = {"text_limit": 5, "photo_limit": 1, "photo_mb": 0.0001}
    assert codes(page, page.post("123456", media=photos, options=options)) == [
        "text_too_long", "media_count", "photo", "photo",
    ]  # fmt: skip
    assert codes(page, page.post(media=(page.clip(),), options={"video_mb": 0.001})) == ["video_too_big"]

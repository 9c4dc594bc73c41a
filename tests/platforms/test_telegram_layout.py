"""How an item lies in Telegram messages, and what is refused before it is sent."""

from __future__ import annotations

import pytest

from campaign.platforms.telegram import TelegramPlatform
from tests.platforms.rigs import LINK, Rig, draft


def codes(rig: Rig, **wanted: object) -> list[str]:
    return [problem.code for problem in rig.adapter.check(rig.post(**wanted))]


def test_a_short_text_with_a_picture_is_its_caption(telegram: Rig) -> None:
    post = telegram.post(media=(telegram.picture(),))
    assert (len(post.media), post.parts) == (1, ())
    assert post.plain == f"Đừng đọc mã OTP cho ai\n\nNgân hàng không bao giờ hỏi. {LINK}"


def test_a_text_too_long_for_a_caption_follows_whole(telegram: Rig) -> None:
    text = f"<b>Tựa</b>\n\n{'Nội dung. ' * 200}"
    post = telegram.post(title="Tựa <1>", text=text, media=(telegram.picture(),))
    assert post.plain == f"Tựa <1>\n\n{LINK}"
    assert [part.name for part in post.parts] == ["text"]
    assert post.parts[0].plain.endswith("Nội dung.")
    assert len(post.parts[0].plain) > 1024


def test_exactly_1024_characters_are_a_caption_whatever_their_tags_weigh(telegram: Rig) -> None:
    assert telegram.post(text=f"<b>{'&amp;' * 1024}</b>", media=(telegram.picture(),)).parts == ()
    assert telegram.post(text=f"<b>{'&amp;' * 1025}</b>", media=(telegram.picture(),)).parts != ()


def test_a_text_over_4096_is_parted_at_paragraphs(telegram: Rig) -> None:
    paragraphs = [f"Đoạn {n}. " + "chữ " * 240 for n in range(12)]
    post = telegram.post(text="\n\n".join(paragraphs))
    assert [part.name for part in post.parts] == ["text", "text-2"]
    pieces = [post.plain, *(part.plain for part in post.parts)]
    assert all(len(piece) <= 4096 and piece.startswith("Đoạn") for piece in pieces)
    assert telegram.adapter.check(post) == []


def test_an_overlong_title_still_makes_a_caption_with_its_whole_link(telegram: Rig) -> None:
    post = telegram.post(title="Ă" * 2000, text="x" * 2000, media=(telegram.picture(),))
    assert len(post.plain) == 1024
    assert post.plain.endswith(LINK)
    assert telegram.adapter.check(post) == []


def test_pictures_and_videos_are_one_album_and_recordings_and_documents_follow(telegram: Rig) -> None:
    sound = telegram.file(b"x", "audio", "audio/mpeg", "loa.mp3", alt="Bản <nghe>")
    paper = telegram.file(b"y", "file", "application/pdf", "so-tay.pdf")
    other = telegram.file(b"z", "file", "application/pdf", "to-roi.pdf")
    first, second = telegram.picture(40), telegram.picture(50)
    post = telegram.post(media=(paper, sound, first, second, other), options={"pin": True})
    assert post.media == (first, second)
    assert [(part.name, part.media) for part in post.parts] == [
        ("audio", (sound,)), ("file", (paper,)), ("file-2", (other,)), ("pin", ()),
    ]  # fmt: skip
    assert (post.parts[0].text, post.parts[0].plain) == ("Bản &lt;nghe&gt;", "Bản <nghe>")


def test_without_pictures_the_recording_is_the_post_and_without_that_the_document(telegram: Rig) -> None:
    sound = telegram.file(b"x", "audio", "audio/mpeg", "loa.mp3")
    paper = telegram.file(b"y", "file", "application/pdf", "so-tay.pdf")
    heard, read = telegram.post(media=(paper, sound)), telegram.post(media=(paper,))
    assert (heard.media, [part.name for part in heard.parts]) == ((sound,), ["file"])
    assert (read.media, read.parts) == ((paper,), ())


def test_an_album_of_more_than_ten_is_named_with_its_limit(telegram: Rig) -> None:
    pictures = tuple(telegram.picture(40 + n) for n in range(11))
    assert codes(telegram, media=pictures[:10]) == []
    [problem] = telegram.adapter.check(telegram.post(media=pictures))
    assert (problem.code, "10" in problem.message, "11" in problem.message) == ("media_count", True, True)


def test_a_pin_is_a_hidden_step_and_a_text_part_a_visible_one(telegram: Rig) -> None:
    post = telegram.post()
    assert not telegram.adapter.start(post.model_copy(update={"part": "pin"})).visible
    assert telegram.adapter.start(post.model_copy(update={"part": "text"})).visible


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"size": 10_000_001}, "photo_too_big"),
        ({"width": 9000, "height": 1001}, "photo_dimensions"),
        ({"width": 2100, "height": 100}, "photo_ratio"),
        ({"kind": "video", "mime": "video/mp4", "size": 50_000_001}, "video_too_big"),
        ({"kind": "video", "mime": "video/webm"}, "video_format"),
        ({"kind": "audio", "mime": "audio/ogg"}, "audio_format"),
        ({"kind": "audio", "mime": "audio/mpeg", "size": 50_000_001}, "file_too_big"),
        ({"kind": "file", "size": 50_000_001}, "file_too_big"),
    ],
)
def test_a_file_that_telegram_would_refuse_is_named(telegram: Rig, changed: dict[str, object], code: str) -> None:
    picture = telegram.picture().model_copy(update=changed)
    assert codes(telegram, media=(picture,)) == [code]
    if picture.kind in ("audio", "file"):
        assert codes(telegram, media=(telegram.picture(), picture)) == [code]


def test_a_text_that_telegram_would_refuse_is_named_with_its_limit(telegram: Rig) -> None:
    post = telegram.post()
    assert codes(telegram, text=" <b> </b>") == ["text_empty"]
    [problem] = telegram.adapter.check(post.model_copy(update={"text": "a" * 4097}))
    assert (problem.code, "4096" in problem.message) == ("text_too_long", True)
    [problem] = telegram.adapter.check(post.model_copy(update={"text": "a" * 1025, "media": (telegram.picture(),)}))
    assert (problem.code, "1024" in problem.message) == ("text_too_long", True)
    [problem] = telegram.adapter.check(post.model_copy(update={"text": "<p>a</p>"}))
    assert problem.code == "html"


def test_a_place_to_look_is_known_only_for_a_public_name() -> None:
    adapter = TelegramPlatform()
    assert adapter.look_url({"chat": "@tin_hg"}) == "https://t.me/s/tin_hg"
    assert adapter.look_url({"chat": -1001234567890}) == ""
    assert adapter.account({"chat": "Tin_HG"}) == "@tin_hg"


def test_shaping_does_not_change_the_draft(telegram: Rig) -> None:
    given = draft(media=(telegram.picture(),))
    assert telegram.adapter.shape(given, telegram.options).draft == given

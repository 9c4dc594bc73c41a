"""Albums, recordings and documents, against the strict stand-in over real HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from campaign.errors import Rejected, Uncertain, Unsupported
from campaign.platforms.seam import ListsPosts, Post, Receipt
from tests.platforms.rigs import LINK, Rig

MP4 = b"\0\0\0\x18ftypisom" + b"\0" * 200
MP3 = b"ID3" + b"\0" * 100


def earlier() -> datetime:
    return datetime.now(UTC) - timedelta(seconds=5)


def publish(rig: Rig, post: Post) -> Receipt:
    receipt = rig.adapter.publish(rig.to(), post, rig.adapter.start(post))
    assert isinstance(receipt, Receipt)
    return receipt


def part(post: Post, name: str, parent: Receipt) -> Post:
    """As the protocol cuts it out of the frozen post."""
    declared = next(each for each in post.parts if each.name == name)
    says = {"part": name, "text": declared.text, "plain": declared.plain, "media": declared.media, "parts": ()}
    return post.model_copy(update=says | {"parent": parent})


def album(rig: Rig) -> Post:
    film = rig.file(MP4, "video", "video/mp4", "phim.mp4", width=640, height=360, duration_s=3.2)
    return rig.post(media=(rig.picture(40), film, rig.picture(50)))


def test_an_album_is_one_request_with_its_caption_on_the_first(telegram: Rig) -> None:
    receipt = publish(telegram, album(telegram))
    shown = telegram.sandbox.posts()
    assert [seen.method for seen in telegram.sandbox.log] == ["sendMediaGroup"]
    assert [each["kind"] for each in shown] == ["photo", "video", "photo"]
    assert len({each["group"] for each in shown}) == 1
    assert LINK in shown[0]["text"]
    assert [each["text"] for each in shown[1:]] == ["", ""]
    assert [receipt.remote_id, *receipt.extra["also"]] == [f"{each['chat']}/{each['message_id']}" for each in shown]


def test_an_album_arrives_byte_for_byte(telegram: Rig) -> None:
    post = album(telegram)
    publish(telegram, post)
    kept = [telegram.sandbox.application.files.get(number).content for number in (1, 2, 3)]
    assert kept == [telegram.files[file.sha256] for file in post.media]


def test_one_bad_picture_refuses_the_whole_album(telegram: Rig) -> None:
    bad = telegram.file(b"no picture", "image", "image/jpeg", "hong.jpg")
    with pytest.raises(Rejected):
        publish(telegram, telegram.post(media=(telegram.picture(), bad)))
    assert telegram.sandbox.posts() == []


def test_eleven_pictures_are_refused_as_check_says(telegram: Rig) -> None:
    post = telegram.post(media=tuple(telegram.picture(40 + n) for n in range(11)))
    assert telegram.adapter.check(post)
    with pytest.raises(Rejected):
        publish(telegram, post)


def test_an_album_is_taken_down_whole_and_corrected_by_its_caption(telegram: Rig) -> None:
    receipt = publish(telegram, album(telegram))
    telegram.adapter.amend(telegram.to(), receipt, telegram.post(text="Bản sửa", media=(telegram.picture(),)))
    assert telegram.sandbox.posts()[0]["text"] == "Bản sửa"
    telegram.adapter.retract(telegram.to(), receipt)
    telegram.adapter.retract(telegram.to(), receipt)
    assert telegram.sandbox.posts() == []


def test_an_album_whose_answer_was_lost_is_found_with_all_its_messages(telegram: Rig) -> None:
    post = album(telegram)
    telegram.sandbox.faults.add("lost")
    with pytest.raises(Uncertain):
        publish(telegram, post)
    found = telegram.adapter.find(telegram.to(), post, telegram.adapter.start(post), earlier())
    assert isinstance(found, Receipt)
    telegram.adapter.retract(telegram.to(), found)
    assert telegram.sandbox.posts() == []


def test_a_recording_and_a_document_follow_as_messages_of_their_own(telegram: Rig) -> None:
    sound = telegram.file(MP3, "audio", "audio/mpeg", "loa.mp3", alt="Bản nghe", duration_s=4.0)
    paper = telegram.file(b"%PDF-1.7", "file", "application/pdf", "so-tay.pdf")
    post = telegram.post(media=(telegram.picture(), sound, paper))
    parent = publish(telegram, post)
    heard, read = (publish(telegram, part(post, name, parent)) for name in ("audio", "file"))
    shown = [(each["kind"], each["text"]) for each in telegram.sandbox.posts()[1:]]
    assert shown == [("audio", "Bản nghe"), ("document", "")]
    assert (heard.extra["kind"], read.extra["kind"]) == ("audio", "document")


def test_a_document_without_a_word_whose_answer_was_lost_is_found_after_its_post(telegram: Rig) -> None:
    paper = telegram.file(b"%PDF-1.7", "file", "application/pdf", "so-tay.pdf")
    post = telegram.post(media=(telegram.picture(), paper))
    alone = telegram.post(text=LINK, media=(telegram.picture(),))
    parent = publish(telegram, post)
    follower = part(post, "file", parent)
    assert telegram.adapter.find(telegram.to(), follower, telegram.adapter.start(follower), earlier()) is None
    publish(telegram, alone)  # a picture in between is not the document
    sent = publish(telegram, follower)
    found = telegram.adapter.find(telegram.to(), follower, telegram.adapter.start(follower), earlier())
    assert isinstance(found, Receipt)
    assert found.remote_id == sent.remote_id


def test_what_stands_on_the_channel_is_listed_however_many_pages_it_has(telegram: Rig) -> None:
    adapter = telegram.adapter
    assert isinstance(adapter, ListsPosts)
    group = publish(telegram, album(telegram))
    singles = [publish(telegram, telegram.post(text=f"Tin {n}")) for n in range(45)]
    listed = adapter.list_posts(telegram.to(), earlier())
    assert [found.remote_id for found in listed] == [r.remote_id for r in (*reversed(singles), group)]
    assert (listed[-1].extra["also"], listed[-1].kind) == (group.extra["also"], "article")
    assert listed[0].text == "Tin 44"
    assert listed[0].permalink == singles[-1].permalink
    assert adapter.list_posts(telegram.to(), datetime.now(UTC) + timedelta(hours=1)) == []


def test_a_channel_without_a_public_page_cannot_be_listed(telegram: Rig) -> None:
    adapter = telegram.adapter
    assert isinstance(adapter, ListsPosts)
    with pytest.raises(Unsupported, match="riêng tư"):
        adapter.list_posts(telegram.to(chat="-1001234567890"), earlier())

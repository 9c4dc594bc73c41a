"""The Telegram adapter against the strict stand-in, over real HTTP."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from campaign.errors import PlatformError, Rejected, Unauthorized, Unavailable, Uncertain
from campaign.platforms.seam import Post, Receipt
from tests.platforms.rigs import BOT_TOKEN, LINK, Rig, full_house

MP4 = b"\0\0\0\x18ftypisom" + b"\0" * 200
CHAT = "@attt_hau_giang"
NEW = -1009999999999


def earlier() -> datetime:
    return datetime.now(UTC) - timedelta(seconds=5)


def publish(rig: Rig, post: Post | None = None, **options: object) -> Receipt:
    post = post or rig.post()
    receipt = rig.adapter.publish(rig.to(**options), post, rig.adapter.start(post))
    assert isinstance(receipt, Receipt)
    return receipt


def refused(rig: Rig, error: type[PlatformError], post: Post | None = None) -> str:
    with pytest.raises(error) as caught:
        publish(rig, post)
    return caught.value.code


def look(rig: Rig, post: Post | None = None, since: datetime | None = None) -> Receipt | None:
    post = post or rig.post()
    found = rig.adapter.find(rig.to(), post, rig.adapter.start(post), since or earlier())
    assert found is None or isinstance(found, Receipt)
    return found


def test_a_text_arrives_as_written(telegram: Rig) -> None:
    receipt = publish(telegram, telegram.post(text=f"<b>Chào</b> &lt;bạn&gt; {LINK}"))
    [shown] = telegram.sandbox.posts()
    assert shown["text"] == f"Chào <bạn> {LINK}"
    assert receipt.remote_id == f"{shown['chat']}/{shown['message_id']}"
    assert receipt.permalink == f"{telegram.sandbox.url}/attt_hau_giang/{shown['message_id']}"
    assert receipt.at is not None


def test_a_send_is_one_request_and_nothing_is_asked_before(telegram: Rig) -> None:
    publish(telegram)
    assert [seen.method for seen in telegram.sandbox.log] == ["sendMessage"]


@pytest.mark.parametrize(
    ("preview", "sent"),
    [
        ("on", {}),
        ("off", {"is_disabled": True}),
        (False, {"is_disabled": True}),
        ("small", {"prefer_small_media": True}),
        ("large", {"prefer_large_media": True}),
    ],
)
def test_silence_and_preview_are_the_channels_choice(telegram: Rig, preview: object, sent: dict[str, bool]) -> None:
    publish(telegram, link_preview=preview, silent=True)
    [shown] = telegram.sandbox.posts()
    assert (shown["link_preview"], shown["silent"]) == (sent, True)


def test_a_picture_and_a_video_arrive_byte_for_byte(telegram: Rig) -> None:
    picture = telegram.picture()
    video = telegram.file(MP4, "video", "video/mp4", "đoạn phim.mp4", width=640, height=360, duration_s=3.2)
    photo, film = (publish(telegram, telegram.post(media=(file,))) for file in (picture, video))
    assert [shown["kind"] for shown in telegram.sandbox.posts()] == ["photo", "video"]
    kept = [telegram.sandbox.application.files.get(number).content for number in (1, 2)]
    assert kept == [telegram.files[picture.sha256], MP4]
    assert (photo.extra, film.extra) == ({"kind": "photo"}, {"kind": "video"})


def test_a_private_channel_has_a_link_for_its_members(telegram: Rig) -> None:
    receipt = publish(telegram, chat=-1001234567890)
    assert receipt.permalink == f"{telegram.sandbox.url}/c/1234567890/{receipt.remote_id.split('/')[1]}"


def test_a_following_text_and_a_pin_are_steps_of_their_own(telegram: Rig) -> None:
    whole = telegram.post(text="Nội dung. " * 300, media=(telegram.picture(),), options={"pin": True})
    first = publish(telegram, whole)
    for part in whole.parts:
        step = whole.model_copy(update={"part": part.name, "text": part.text, "media": (), "parent": first})
        receipt = publish(telegram, step)
    photo, text = telegram.sandbox.posts()
    assert (photo["kind"], photo["pinned"], text["kind"], text["pinned"]) == ("photo", True, "text", False)
    assert receipt.remote_id == f"{photo['chat']}/pin/{photo['message_id']}" != first.remote_id
    telegram.adapter.retract(telegram.to(), receipt)
    assert not telegram.sandbox.posts()[0]["pinned"]


def test_a_pin_whose_answer_is_lost_is_simply_done_again(telegram: Rig) -> None:
    pin = telegram.post().model_copy(update={"part": "pin", "parent": publish(telegram)})
    telegram.sandbox.faults.add("lost", method="pinChatMessage")
    assert refused(telegram, Unavailable, pin) == "no_reply"
    publish(telegram, pin)


@pytest.mark.parametrize(
    ("settings", "error", "code"),
    [
        ({"kicked": True}, Unauthorized, "forbidden"),
        ({"can_post": False}, Unauthorized, "no_rights"),
    ],
)
def test_a_refusal_is_told_apart(
    telegram: Rig, settings: dict[str, object], error: type[PlatformError], code: str
) -> None:
    telegram.sandbox.telegram.control("chat", {"chat": CHAT, **settings})
    assert refused(telegram, error) == code
    assert telegram.sandbox.posts() == []


def test_a_migrated_group_is_followed_and_its_new_id_remembered(
    telegram: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.sandbox.telegram.control("chat", {"chat": CHAT, "migrated_to": NEW})
    first, second = publish(telegram), publish(telegram)
    assert first.remote_id.startswith(f"{NEW}/")
    assert [seen.method for seen in telegram.sandbox.log] == ["sendMessage"] * 3  # refused, sent; then sent at once
    assert len(telegram.sandbox.posts()) == 2
    assert str(NEW) in caplog.text
    account = telegram.adapter.verify(telegram.to())
    assert (account.id, str(NEW) in account.notes[-1]) == (str(NEW), True)
    telegram.adapter.retract(telegram.to(), second)
    assert len(telegram.sandbox.posts()) == 1


def test_a_table_that_names_the_new_group_has_nothing_to_follow(telegram: Rig) -> None:
    telegram.sandbox.telegram.control("chat", {"chat": CHAT, "migrated_to": NEW})
    publish(telegram)
    assert publish(telegram, chat=str(NEW)).remote_id.startswith(f"{NEW}/")
    assert not [note for note in telegram.adapter.verify(telegram.to(chat=str(NEW))).notes if "nâng cấp" in note]


def test_an_unknown_chat_is_named(telegram: Rig) -> None:
    with pytest.raises(Unauthorized) as caught:  # no other post would find it either
        publish(telegram, chat="@no")
    assert caught.value.code == "chat_not_found"


def test_a_file_that_is_no_picture_is_rejected(telegram: Rig) -> None:
    fake = telegram.file(b"no picture", "image", "image/jpeg", "anh.jpg")
    assert refused(telegram, Rejected, telegram.post(media=(fake,))) == "bad_file"


def test_plain_http_beyond_this_machine_is_never_called(telegram: Rig) -> None:
    with pytest.raises(Rejected) as caught:
        publish(telegram, api_url="http://telegram.invalid")
    assert caught.value.code == "api_url"


def test_an_answer_of_somebody_else_does_not_cost_the_token(telegram: Rig) -> None:
    """A blocked page or a proxy answers 404 in HTML: our token is fine."""
    with pytest.raises(Unavailable) as caught:
        publish(telegram, api_url=f"{telegram.sandbox.url}/files")
    assert caught.value.code == "not_telegram"


def test_a_post_is_found_by_its_link_among_others(telegram: Rig) -> None:
    receipt = publish(telegram)
    for n in range(45):
        publish(telegram, telegram.post(text=f"Bài khác {n} {LINK}2"))
    assert look(telegram).remote_id == receipt.remote_id
    pages = [seen for seen in telegram.sandbox.log if seen.method == "page"]
    assert len(pages) == 3


def test_a_hidden_link_counts_and_a_longer_one_does_not(telegram: Rig) -> None:
    publish(telegram, telegram.post(text=f"{LINK}xy"))
    wanted = telegram.post(text=f'<a href="{LINK}">Đọc tiếp</a>')
    assert look(telegram, wanted) is None
    receipt = publish(telegram, wanted)
    assert look(telegram, wanted).remote_id == receipt.remote_id


def test_a_text_without_its_link_is_found_by_reading_the_same(telegram: Rig) -> None:
    post = telegram.post(text="<b>Cẩn thận</b> 👍\n\ntrang   lạ &amp; mã QR")
    receipt = publish(telegram, post)
    assert look(telegram, post).remote_id == receipt.remote_id
    assert look(telegram, telegram.post(text="Cẩn thận")) is None


def test_an_older_message_is_not_taken_for_this_one(telegram: Rig) -> None:
    publish(telegram)
    assert look(telegram, since=datetime.now(UTC) + timedelta(seconds=90)) is None
    assert look(telegram, since=datetime.now(UTC) + timedelta(seconds=30)) is not None


def test_a_following_text_is_looked_for_behind_its_parent(telegram: Rig) -> None:
    post = telegram.post()
    first, second = publish(telegram), publish(telegram)
    part = post.model_copy(update={"part": "text", "parent": first})
    assert look(telegram, part).remote_id == second.remote_id


def test_a_channel_without_a_public_page_cannot_be_looked_up(telegram: Rig) -> None:
    publish(telegram)
    telegram.sandbox.telegram.control("chat", {"chat": CHAT, "public": False})
    assert look(telegram) is None


def test_a_caption_is_corrected_in_place(telegram: Rig) -> None:
    post = telegram.post(media=(telegram.picture(),))
    receipt = publish(telegram, post)
    telegram.adapter.amend(telegram.to(), receipt, telegram.post(text="Chú thích mới", media=post.media))
    telegram.adapter.amend(telegram.to(), receipt, telegram.post(text="Không còn ảnh trong bài"))
    [shown] = telegram.sandbox.posts()
    assert (shown["kind"], shown["text"], shown["edited"]) == ("photo", "Không còn ảnh trong bài", True)


def test_correcting_what_is_gone_is_refused_with_a_sentence(telegram: Rig) -> None:
    receipt = publish(telegram)
    telegram.adapter.retract(telegram.to(), receipt)
    with pytest.raises(Rejected) as caught:
        telegram.adapter.amend(telegram.to(), receipt, telegram.post(text="mới"))
    assert caught.value.code == "gone"


def test_verifying_names_the_channel_and_what_the_bot_may_not(telegram: Rig) -> None:
    settings = {"chat": CHAT, "title": "An toàn thông tin Hậu Giang", "can_pin": False}
    telegram.sandbox.telegram.control("chat", settings)
    account = telegram.adapter.verify(telegram.to(pin=True))
    assert account.name == "An toàn thông tin Hậu Giang"
    assert account.id.startswith("-100")
    assert len(account.notes) == 1
    telegram.sandbox.telegram.control("chat", {"chat": CHAT, "can_post": False})
    with pytest.raises(Unauthorized, match="no_rights"):
        telegram.adapter.verify(telegram.to())


def test_figures_are_exact_below_a_thousand_and_marked_above(telegram: Rig) -> None:
    few, many, gone = (publish(telegram) for _ in range(3))
    for receipt, views, reactions in ((few, 401, {"👍": 2, "❤": 1}), (many, 1267, {})):
        figures = {"chat": CHAT, "message_id": int(receipt.remote_id.split("/")[1]), "views": views}
        telegram.sandbox.telegram.control("figures", figures | {"reactions": reactions})
    telegram.adapter.retract(telegram.to(), gone)
    samples = telegram.adapter.measure(telegram.to(), [few, many, gone])
    got = {(s.remote_id, s.metric): (s.value, s.approximate) for s in samples}
    assert got == {
        (None, "followers"): (120, False),
        (few.remote_id, "views"): (401, False),
        (few.remote_id, "reactions"): (3, False),
        (many.remote_id, "views"): (1260, True),
    }


def test_old_posts_are_measured_page_by_page(telegram: Rig) -> None:
    receipts = [publish(telegram, telegram.post(text=f"Bài {n}")) for n in range(45)]
    samples = telegram.adapter.measure(telegram.to(), receipts[::-1])
    assert {s.remote_id for s in samples if s.metric == "views"} == {r.remote_id for r in receipts}


def test_one_source_that_fails_does_not_cost_the_other(telegram: Rig) -> None:
    receipt = publish(telegram)
    telegram.sandbox.faults.add("lost", method="page")
    assert [s.metric for s in telegram.adapter.measure(telegram.to(), [receipt])] == ["followers"]
    telegram.sandbox.faults.add("lost", method="getChatMemberCount")
    assert [s.metric for s in telegram.adapter.measure(telegram.to(), [receipt])] == ["views"]


def test_no_log_line_holds_the_token(telegram: Rig, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("", "httpx", "httpcore", "telegram"):  # whoever quietened them in this process
        caplog.set_level(logging.DEBUG, logger=name)
    publish(telegram)
    for fault in ("lost", "half", "401"):
        telegram.sandbox.faults.add(fault)
        refused(telegram, Unauthorized if fault == "401" else Uncertain)
    assert "sendMessage" in caplog.text
    assert BOT_TOKEN not in caplog.text
    assert "canary" not in caplog.text


def test_environment_proxies_are_ignored(telegram: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    receipt = publish(telegram)
    assert {s.metric for s in telegram.adapter.measure(telegram.to(), [receipt])} == {"followers", "views"}


def test_a_connection_that_is_never_made_means_nothing_was_sent(telegram: Rig) -> None:
    with full_house() as url, pytest.raises(Unavailable) as caught:
        publish(telegram, telegram.post(), api_url=url, within_s=1.0)
    assert caught.value.code == "not_connected"


def test_a_channel_named_by_its_number_is_read_back_by_its_name(telegram: Rig) -> None:
    number = int(publish(telegram).remote_id.split("/")[0])
    by_number = replace(telegram, options=telegram.options | {"chat": number})
    post = by_number.post(text=f"Bài nữa {LINK}9", link=f"{LINK}9")
    receipt = publish(by_number, post)
    assert look(by_number, post).permalink == receipt.permalink
    assert receipt.permalink.startswith(f"{telegram.sandbox.url}/attt_hau_giang/")

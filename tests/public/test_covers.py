"""Cover cards: the picture of an item without one, drawn for who asks, and only for titles that went out."""

from __future__ import annotations

import io

from PIL import Image

from campaign.media.cover import cover_name
from tests.public.newsroom import PUBLIC, Newsroom


def test_an_item_without_a_picture_has_its_card(newsroom: Newsroom) -> None:
    newsroom.publish(newsroom.item("otp", title="Đừng đọc mã OTP"))
    path = f"/items/otp/media/{cover_name('Đừng đọc mã OTP')}"
    reply = newsroom.get(path)
    assert (reply.status, reply.headers["content-type"]) == (200, "image/jpeg")
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    with Image.open(io.BytesIO(reply.body)) as card:
        assert card.size == (1200, 630)
    assert f'<meta property="og:image" content="{PUBLIC}{path}">' in newsroom.get("/items/otp").text
    assert newsroom.get(path, **{"if-none-match": reply.headers["etag"]}).status == 304


def test_no_card_of_another_title_before_sending_or_after_withdrawal(newsroom: Newsroom) -> None:
    item = newsroom.item("otp", title="Đừng đọc mã OTP")
    path = f"/items/otp/media/{cover_name('Đừng đọc mã OTP')}"
    assert newsroom.get(path).status == 404
    newsroom.publish(item)
    assert newsroom.get(f"/items/otp/media/{cover_name('Chữ của kẻ khác')}").status == 404


def test_a_picture_is_there_in_the_second_in_which_it_is_written(newsroom: Newsroom) -> None:
    item = newsroom.item("otp", title="Tiêu đề cũ")
    newsroom.publish(item)
    assert newsroom.get(f"/items/otp/media/{cover_name('Tiêu đề cũ')}").status == 200
    path = f"/items/otp/media/{cover_name('Tiêu đề mới')}"
    assert newsroom.get(path).status == 404
    newsroom.edit(item, title="Tiêu đề mới")
    assert newsroom.get(path).status == 200


def test_the_card_of_trial_posts_is_always_there(newsroom: Newsroom) -> None:
    told = newsroom.get("/public/trial.jpg")
    assert (told.status, told.headers["content-type"]) == (200, "image/jpeg")
    assert told.body.startswith(b"\xff\xd8")

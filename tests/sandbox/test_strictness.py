"""The stand-in refuses what Telegram refuses, in Telegram's words."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.sandbox.conftest import World


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"chat_id": ""}, "Bad Request: chat_id is empty"),
        ({"chat_id": "@no"}, "Bad Request: chat not found"),
        ({"chat_id": "12345"}, "Bad Request: chat not found"),
        ({"text": ""}, "Bad Request: message text is empty"),
        ({"text": " \n "}, "Bad Request: message text is empty"),
        ({"text": "ă" * 4097}, "Bad Request: message is too long"),
        ({"text": "a", "parse_mode": "Rich"}, "Bad Request: unsupported parse_mode"),
        ({"text": "a", "link_preview_options": "{"}, "Bad Request: can't parse link preview options JSON object"),
    ],
)
def test_a_wrong_message_is_refused(world: World, params: dict[str, str], description: str) -> None:
    answer = world.bot("sendMessage", **({"text": "a"} | params))
    assert answer == {"ok": False, "error_code": 400, "description": description}
    assert world.sandbox.posts() == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<p>a</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("ă<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("ăa</b>", "Unexpected end tag at byte offset 3"),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("a < b", "Unclosed start tag at byte offset 2"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_markup_that_cannot_be_read_is_refused_with_its_place(world: World, text: str, why: str) -> None:
    answer = world.bot("sendMessage", text=text, parse_mode="HTML")
    assert answer["description"] == f"Bad Request: can't parse entities: {why}"


def test_length_is_counted_in_code_points_after_parsing(world: World) -> None:
    text = f"<b>{'😀' * 4000}{'&amp;' * 96}</b>"
    [entity] = world.bot("sendMessage", text=text, parse_mode="HTML")["result"]["entities"]
    assert entity == {"type": "bold", "offset": 0, "length": 8096}


@pytest.mark.parametrize(
    ("width", "height", "description"),
    [
        (9000, 1001, "PHOTO_INVALID_DIMENSIONS"),
        (2100, 100, "PHOTO_INVALID_DIMENSIONS"),
    ],
)
def test_a_picture_of_impossible_shape_is_refused(world: World, width: int, height: int, description: str) -> None:
    answer = world.bot("sendPhoto", files={"photo": ("a.png", picture(width, height))})
    assert answer["description"] == f"Bad Request: {description}"


def test_files_that_are_too_big_or_not_what_they_say_are_refused(world: World) -> None:
    big = world.bot("sendPhoto", files={"photo": ("a.jpg", b"x" * ((10 << 20) + 1))})
    assert "too big for a photo" in big["description"]
    assert (
        world.bot("sendPhoto", files={"photo": ("a.jpg", b"x")})["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    )
    assert world.bot("sendVideo", files={"video": ("a.mp4", b"x" * 20)})["error_code"] == 400
    assert world.bot("sendPhoto")["description"] == "Bad Request: there is no photo in the request"
    long = world.bot("sendPhoto", files={"photo": ("a.png", picture(9, 9))}, caption="a" * 1025)
    assert long["description"] == "Bad Request: message caption is too long"


def test_a_video_over_fifty_megabytes_is_too_large_a_request(world: World) -> None:
    answer = world.bot("sendVideo", files={"video": ("a.mp4", b"\0\0\0\x18ftyp" + bytes(50 << 20))})
    assert answer == {"ok": False, "error_code": 413, "description": "Request Entity Too Large"}


def test_editing_and_deleting_know_what_is_there(world: World) -> None:
    number = world.send("Một")
    assert "message is not modified" in world.bot("editMessageText", message_id=number, text="Một")["description"]
    assert world.bot("editMessageText", message_id=number, text="Hai")["ok"]
    gone = world.bot("editMessageText", message_id=number + 1, text="Hai")
    assert gone["description"] == "Bad Request: message to edit not found"
    assert world.bot("editMessageCaption", message_id=number, caption="x")["error_code"] == 400
    assert world.bot("deleteMessage", message_id=number)["result"] is True
    assert world.bot("deleteMessage", message_id=number)["description"] == "Bad Request: message to delete not found"
    assert world.bot("deleteMessage", message_id="x")["error_code"] == 400


def test_tokens_are_looked_at(world: World) -> None:
    assert world.bot("getMe", bot_token="42:short")["error_code"] == 404
    assert world.bot("noSuchMethod")["error_code"] == 404
    world.control("telegram/tokens", accepted=["7:" + "y" * 12])
    assert world.bot("getMe") == {"ok": False, "error_code": 401, "description": "Unauthorized"}


def test_a_bot_that_was_put_out_or_never_let_in_is_told_so(world: World) -> None:
    world.control("telegram/chat", chat="@kenh_thu", can_post=False)
    assert world.bot("sendMessage", text="a")["description"].endswith("need administrator rights in the channel chat")
    world.control("telegram/chat", chat="@kenh_thu", kicked=True)
    assert world.bot("sendMessage", text="a")["error_code"] == 403
    moved = {"chat": "@kenh_thu", "kicked": False, "migrated_to": -1001111111111}
    world.control("telegram/chat", **moved)
    assert world.bot("sendMessage", text="a")["parameters"] == {"migrate_to_chat_id": -1001111111111}


def test_a_name_has_the_same_id_in_every_run_and_ids_never_come_back(world: World) -> None:
    first = world.bot("sendMessage", text="a")["result"]
    world.control("reset")
    world.clock.advance(seconds=1)
    again = world.bot("sendMessage", text="a", chat_id="@KENH_thu")["result"]
    assert again["chat"]["id"] == first["chat"]["id"] < -1_000_000_000_000
    assert again["message_id"] > first["message_id"]


def test_parameters_may_come_as_json_or_in_the_address(world: World) -> None:
    import requests

    url = f"{world.sandbox.url}/bot42:{'x' * 20}/sendMessage"
    assert requests.post(url, json={"chat_id": "@kenh_thu", "text": "a"}, timeout=60).json()["ok"]
    assert requests.get(url, params={"chat_id": "@kenh_thu", "text": "b"}, timeout=60).json()["ok"]
    assert [post["text"] for post in world.sandbox.posts()] == ["a", "b"]

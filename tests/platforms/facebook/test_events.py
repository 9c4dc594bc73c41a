"""Webhooks: signed bytes first, then facts; the same event has the same id however often it comes."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest

from campaign.errors import Rejected, Unauthorized
from campaign.platforms.seam import Event
from tests.platforms.facebook.page import FacebookPage
from tests.platforms.rigs import PAGE_ID

POST = f"{PAGE_ID}_122100000000000001"


def change(**value: Any) -> dict[str, Any]:
    known = {"item": "status", "verb": "add", "post_id": POST, "created_time": 1615416907, "published": 1}
    return {"field": "feed", "value": known | {"from": {"id": PAGE_ID, "name": "Báo"}} | value}


def body(*changes: dict[str, Any], page_id: str = PAGE_ID) -> bytes:
    entry = {"id": page_id, "time": 1615416910, "changes": list(changes)}
    return json.dumps({"object": "page", "entry": [entry]}).replace("/", "\\/").encode()


def read(page: FacebookPage, said: bytes, signature: str = "", name: str = "X-Hub-Signature-256") -> list[Event]:
    signed = hmac.new(page.rig.secrets["app_secret"].encode(), said, hashlib.sha256).hexdigest()
    return page.rig.adapter.read_event(page.rig.to(), {name: signature or f"sha256={signed}"}, said)


def test_a_new_post_is_told_with_its_text_and_without_a_persons_name(page: FacebookPage) -> None:
    [event] = read(page, body(change(message="Đừng đọc mã OTP")))
    assert (event.kind, event.remote_id) == ("published", POST)
    assert event.data["text"] == "Đừng đọc mã OTP"
    assert event.data["at"] == "2021-03-10T22:55:07Z"
    assert event.data["permalink"].endswith(POST)
    assert "Báo" not in event.model_dump_json()
    assert page.calls == []


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"item": "photo"}, "published"), ({"item": "video"}, "published"), ({"item": "share"}, "published"),
        ({"verb": "remove"}, "removed"), ({"verb": "edited"}, "edited"), ({"verb": "hide"}, "removed"),
        ({"item": "comment", "comment_id": "1_2"}, "comment"),
        ({"item": "comment", "verb": "remove", "comment_id": "1_2"}, "comment"),
        ({"item": "reaction", "reaction_type": "love"}, "reaction"),
    ],
)  # fmt: skip
def test_what_happened_has_a_kind(page: FacebookPage, value: dict[str, Any], kind: str) -> None:
    assert [event.kind for event in read(page, body(change(**value)))] == [kind]


def test_a_video_is_known_by_its_own_id(page: FacebookPage) -> None:
    [event] = read(page, body(change(item="video", video_id=122100000000000009)))
    assert event.remote_id == "122100000000000009"
    assert event.data["extra"] == {"post_id": POST.partition("_")[2]}
    reel = change(item="video", video_id=9, permalink_url="https://www.facebook.com/reel/9/")
    assert read(page, body(reel))[0].data["extra"]["kind"] == "reel"


def test_what_is_not_published_or_not_ours_is_no_event(page: FacebookPage) -> None:
    assert read(page, body(change(published=0))) == []
    assert read(page, body(change(item="unknown"))) == []
    assert read(page, body({"field": "mention", "value": change()["value"]})) == []
    assert read(page, body(change(), page_id="999")) == []


def test_it_has_the_same_id_each_time_and_another_for_another_thing(page: FacebookPage) -> None:
    one, other = change(), change(item="comment", comment_id="1_2")
    first, second = read(page, body(one))[0].id, read(page, body(other, one))
    assert [first == event.id for event in second] == [False, True]


@pytest.mark.parametrize("signature", ["sha256=" + "0" * 64, "sha1=abc", "sha256=", "é"])
def test_bytes_that_our_app_did_not_sign_are_not_looked_at(page: FacebookPage, signature: str) -> None:
    with pytest.raises(Unauthorized):
        read(page, b"not json", signature)


def test_the_bytes_as_they_came_are_what_is_signed(page: FacebookPage) -> None:
    said = body(change(message="Đừng"))
    assert b"\\u0110" in said
    assert b"\\/" not in said or read(page, said)
    with pytest.raises(Unauthorized):
        page.rig.adapter.read_event(
            page.rig.to(), {"X-Hub-Signature-256": _signed(page, json.dumps(json.loads(said)).encode())}, said + b" "
        )


def _signed(page: FacebookPage, said: bytes) -> str:
    return "sha256=" + hmac.new(page.rig.secrets["app_secret"].encode(), said, hashlib.sha256).hexdigest()


def test_without_the_apps_secret_nothing_is_believed(page: FacebookPage) -> None:
    said = body(change())
    empty = "sha256=" + hmac.new(b"", said, hashlib.sha256).hexdigest()
    with pytest.raises(Unauthorized):
        page.rig.adapter.read_event(page.rig.with_secrets(app_secret="").to(), {"x-hub-signature-256": empty}, said)


def test_signed_nonsense_is_refused(page: FacebookPage) -> None:
    with pytest.raises(Rejected):
        read(page, b"[]")
    assert read(page, b'{"object": "user"}') == []

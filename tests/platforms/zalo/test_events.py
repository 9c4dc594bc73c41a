"""Webhooks: nothing is believed before its signature over the raw bytes fits."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from campaign.errors import Rejected, Unauthorized
from campaign.platforms.seam import Event
from tests.platforms.rigs import Rig

BIG = 9_007_199_254_740_993_123


def body_of(zalo: Rig, **changed: Any) -> bytes:
    told = {
        "oa_id": zalo.options["oa_id"], "follower": {"id": BIG}, "event_name": "follow",
        "source": "oa_profile", "app_id": zalo.options["app_id"], "timestamp": "1764547200000",
    }  # fmt: skip
    return json.dumps(told | changed, separators=(",", ":")).encode()


def signed(zalo: Rig, body: bytes, timestamp: str = "1764547200000", key: str = "") -> dict[str, str]:
    key = key or zalo.secrets["oa_secret_key"]
    mac = hashlib.sha256(zalo.options["app_id"].encode() + body + timestamp.encode() + key.encode()).hexdigest()
    return {"X-ZEvent-Signature": f"mac={mac}"}


def read(zalo: Rig, headers: dict[str, str], body: bytes) -> Event:
    [event] = zalo.adapter.read_event(zalo.to(), headers, body)
    return event


def test_a_signed_event_is_read_and_its_large_ids_stay_exact(zalo: Rig) -> None:
    body = body_of(zalo)
    event = read(zalo, signed(zalo, body), body)
    assert (event.kind, event.data["follower"], event.data["oa_id"]) == ("follow", str(BIG), zalo.options["oa_id"])


def test_the_same_event_again_has_the_same_id_and_another_has_another(zalo: Rig) -> None:
    body, other = body_of(zalo), body_of(zalo, message={"msg_id": "m1", "text": "riêng tư"})
    first, again = (read(zalo, signed(zalo, body), body) for _ in "ab")
    said = read(zalo, signed(zalo, other), other)
    assert first.id == again.id != said.id
    assert said.remote_id == "m1"
    assert "riêng tư" not in said.model_dump_json()


def test_a_number_as_timestamp_is_signed_the_same(zalo: Rig) -> None:
    body = body_of(zalo, timestamp=1764547200000, message={"timestamp": "1"})
    assert read(zalo, signed(zalo, body), body).kind == "follow"


@pytest.mark.parametrize("spoil", ["byte", "spaces", "key", "missing", "empty", "timestamp"])
def test_what_zalo_did_not_sign_is_refused(zalo: Rig, spoil: str) -> None:
    body = body_of(zalo)
    headers = signed(zalo, body)
    match spoil:
        case "byte":
            body = body.replace(b"follow", b"fallow")
        case "spaces":
            body = json.dumps(json.loads(body)).encode()
        case "key":
            headers = signed(zalo, body, key="another key")
        case "missing":
            headers = {}
        case "empty":
            headers = {"x-zevent-signature": ""}
        case "timestamp":
            headers = signed(zalo, body, timestamp="1")
    with pytest.raises(Unauthorized):
        zalo.adapter.read_event(zalo.to(), headers, body)


def test_without_the_key_nothing_is_believed(zalo: Rig) -> None:
    body = body_of(zalo)
    bare = zalo.with_secrets(oa_secret_key="")
    unsigned = hashlib.sha256(zalo.options["app_id"].encode() + body + b"1764547200000").hexdigest()
    with pytest.raises(Unauthorized):
        bare.adapter.read_event(bare.to(), {"x-zevent-signature": unsigned}, body)


def test_another_accounts_event_and_a_huge_one_are_refused(zalo: Rig) -> None:
    for body in (body_of(zalo, oa_id="1"), body_of(zalo, app_id="1"), b"x" * 300_000, b'"timestamp":"1764547200000"'):
        with pytest.raises(Rejected):
            zalo.adapter.read_event(zalo.to(), signed(zalo, body), body)

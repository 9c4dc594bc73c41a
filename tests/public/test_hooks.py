"""Webhooks over real HTTP: the signature first, each event once, nothing large, an answer at once."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from campaign.credentials import Vault, store
from campaign.db import Database
from campaign.models import Channel, WebhookEvent
from campaign.platforms.facebook.events import webhook_word
from campaign.platforms.telegram.events import HEADER, secret_of
from campaign.public.hooks import MAX_BYTES
from tests.public.conftest import running
from tests.public.newsroom import Newsroom

PAGE = "1234567890"
SECRETS: dict[str, dict[str, str]] = {
    "telegram": {"bot_token": f"{10**9}:" + "stand-in-" * 4},
    "facebook": {"page_token": "p" * 20, "app_id": "1", "app_secret": "stand-in-app"},
}
OPTIONS = {"telegram": {"chat": "@tin_thu"}, "facebook": {"page_id": PAGE}}


@pytest.fixture
def told(database: Database, tmp_path: Path) -> Iterator[Told]:
    newsroom = Newsroom(database, tmp_path)
    with database.write() as session:
        vault = Vault(newsroom.app.settings.secret_key_file)
        for name, options in OPTIONS.items():
            session.add(Channel(key=name, platform=name, title=name, account=f"{name}:1", options=options))
            session.flush()
            store(session, newsroom.clock.now(), vault, name, SECRETS[name])
    with running(newsroom) as port:
        yield Told(newsroom, port)


class Told:
    """The public side of a newsroom, and what it has kept."""

    def __init__(self, newsroom: Newsroom, port: int) -> None:
        self.newsroom, self.port = newsroom, port

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body or None, headers)
        reply = connection.getresponse()
        said = reply.status, reply.read()
        connection.close()
        return said

    def telegram(self, update: dict[str, Any], word: str | None = None) -> int:
        headers = {HEADER: secret_of(SECRETS["telegram"]["bot_token"]) if word is None else word}
        return self.ask("POST", "/hooks/telegram/telegram", json.dumps(update).encode(), **headers)[0]

    def facebook(self, body: bytes, secret: str = SECRETS["facebook"]["app_secret"]) -> int:
        signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return self.ask("POST", "/hooks/facebook/facebook", body, **{"X-Hub-Signature-256": signature})[0]

    def kept(self) -> list[WebhookEvent]:
        with self.newsroom.database.read() as session:
            return list(session.exec(select(WebhookEvent)).all())


def reacted(update_id: int = 1, total: int = 3) -> dict[str, Any]:
    count = {"chat": {"id": -100123}, "message_id": 5, "date": 1, "reactions": [{"type": {}, "total_count": total}]}
    return {"update_id": update_id, "message_reaction_count": count}


def posted(text: str, **more: Any) -> bytes:
    value = {"item": "status", "verb": "add", "post_id": f"{PAGE}_77", "message": text, "created_time": 1, **more}
    entry = {"id": PAGE, "time": 1, "changes": [{"field": "feed", "value": value}]}
    return json.dumps({"object": "page", "entry": [entry]}).encode()


def test_a_signed_event_is_kept_once_however_often_it_comes(told: Told) -> None:
    assert [told.telegram(reacted(1)), told.telegram(reacted(1)), told.telegram(reacted(2))] == [200, 200, 200]
    assert sorted(event.event_id for event in told.kept()) == ["1", "2"]
    assert told.facebook(posted("Tin")) == told.facebook(posted("Tin")) == 200
    assert len(told.kept()) == 3


def test_a_wrong_signature_is_refused_and_leaves_no_trace(told: Told) -> None:
    assert told.telegram(reacted(), word="sai") == 403
    assert told.facebook(posted("Tin"), secret="another") == 403
    assert told.ask("POST", "/hooks/facebook/facebook", posted("Tin"))[0] == 403
    assert told.kept() == []


def test_a_body_over_the_limit_is_not_read_to_its_end(told: Told) -> None:
    assert told.facebook(b"x" * MAX_BYTES) == 400  # signed, and no event
    assert told.facebook(b"x" * (MAX_BYTES + 1)) == 413
    connection = http.client.HTTPConnection("127.0.0.1", told.port, timeout=60)
    connection.request("POST", "/hooks/facebook/facebook", iter([b"x" * 65_536] * 5), encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()
    assert told.kept() == []


def test_signed_bytes_that_are_no_event_are_refused(told: Told) -> None:
    assert told.facebook(b"{") == 400
    assert told.kept() == []


def test_what_nothing_follows_from_is_acknowledged_and_forgotten(told: Told) -> None:
    assert told.telegram({"update_id": 9, "message": {"text": "riêng tư"}}) == 200
    assert told.facebook(posted("bình luận", item="comment", comment_id="1_2")) == 200
    assert told.kept() == []


@pytest.mark.parametrize(
    "path",
    [
        "/hooks/telegram/none",
        "/hooks/zalo/telegram",
        "/hooks/rss/rss",
        "/hooks/x/telegram",
        "/hooks/telegram/",
        "/hooks/",
    ],
)
def test_an_address_that_is_nobodys_is_not_found(told: Told, path: str) -> None:
    assert told.ask("POST", path, b"{}")[0] == 404


def test_facebook_confirms_its_address_with_our_word(told: Told) -> None:
    asked = "/hooks/facebook/facebook?hub.mode=subscribe&hub.challenge=4711&hub.verify_token="
    word = webhook_word(SECRETS["facebook"])
    assert told.ask("GET", asked + word) == (200, b"4711")
    assert told.ask("GET", asked + "sai")[0] == 403
    assert told.ask("GET", asked)[0] == 403
    assert told.ask("GET", "/hooks/telegram/telegram?hub.mode=subscribe&hub.challenge=1")[0] == 403
    assert told.ask("GET", asked.replace("4711", "<b>") + word)[0] == 403
    assert told.ask("GET", "/hooks/facebook/facebook")[0] == 405
    assert told.ask("DELETE", "/hooks/facebook/facebook")[0] == 405


def test_a_challenge_answers_in_plain_text(told: Told) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", told.port, timeout=60)
    word = webhook_word(SECRETS["facebook"])
    connection.request("GET", f"/hooks/facebook/facebook?hub.mode=subscribe&hub.challenge=1&hub.verify_token={word}")
    reply = connection.getresponse()
    assert (reply.getheader("content-type"), reply.read()) == ("text/plain; charset=utf-8", b"1")
    connection.close()


def test_a_database_that_cannot_be_reached_asks_the_platform_to_come_again(told: Told) -> None:
    with told.newsroom.database.write() as session:
        session.execute(sa.text("ALTER TABLE webhook_event RENAME TO webhook_event_away"))
    assert told.telegram(reacted()) == 503

"""What each failure of python-telegram-bot means, where the stand-in cannot play the other side."""

from __future__ import annotations

import httpx
import pytest
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError, TimedOut

from campaign.errors import PlatformError, RateLimited, Rejected, Unauthorized, Unavailable, Uncertain
from campaign.platforms.telegram.refusals import Heard, meaning, redact
from tests.platforms.rigs import BOT_TOKEN


def no(description: str = "") -> dict[str, object]:
    return {"ok": False, "description": description}


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


CASES: list[tuple[str, Exception, Heard, type[PlatformError]]] = [
    ("read timeout", caused(TimedOut(), httpx.ReadTimeout("")), Heard(), Uncertain),
    ("write timeout", caused(TimedOut(), httpx.WriteTimeout("")), Heard(), Uncertain),
    ("connect timeout", caused(TimedOut(), httpx.ConnectTimeout("")), Heard(), Unavailable),
    ("pool timeout", caused(TimedOut(), httpx.PoolTimeout("")), Heard(), Unavailable),
    ("no connection", caused(NetworkError("x"), httpx.ConnectError("")), Heard(), Unavailable),
    ("reset", caused(NetworkError("x"), httpx.ReadError("")), Heard(), Uncertain),
    ("our deadline", TimeoutError(), Heard(), Uncertain),
    ("not JSON though 200", TelegramError("Invalid server response"), Heard(200), Uncertain),
    ("unforeseen", KeyError("message_id"), Heard(200, {"ok": True}), Uncertain),
    ("a redirect", NetworkError("Found (302)"), Heard(302), Uncertain),
    ("bad gateway in HTML", NetworkError("Bad Gateway"), Heard(502), Uncertain),
    (
        "server error that says wait",
        TelegramError("Too Many Requests"),
        Heard(503, no() | {"parameters": {"retry_after": 5}}),
        Uncertain,
    ),
    ("429 without a span", NetworkError("x"), Heard(429, no()), RateLimited),
    ("429 in HTML", NetworkError("x"), Heard(429), RateLimited),
    ("token refused", InvalidToken("Unauthorized"), Heard(401, no("Unauthorized")), Unauthorized),
    ("404 of a proxy", InvalidToken("Not Found"), Heard(404), Unavailable),
    ("403 of a filter", TelegramError("x"), Heard(403), Unavailable),
    ("too large", NetworkError("x"), Heard(413, no("Request Entity Too Large")), Rejected),
    ("bad request", BadRequest("x"), Heard(400, no("Bad Request: message is too long")), Rejected),
]


@pytest.mark.parametrize(("error", "heard", "kind"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_failure_is_named_by_what_happens_next(error: Exception, heard: Heard, kind: type[PlatformError]) -> None:
    assert type(meaning(error, heard, repeatable=False)) is kind
    repeatable = Unavailable if kind is Uncertain else kind
    assert type(meaning(error, heard, repeatable=True)) is repeatable


def test_a_refusal_nobody_knows_is_told_in_telegrams_words_without_a_token() -> None:
    refused = meaning(BadRequest("x"), Heard(400, no(f"Bad Request: odd bot{BOT_TOKEN}/x")), repeatable=False)
    assert refused.code == "bad_request"
    assert "odd bot<bot token>/x" in refused.message


@pytest.mark.parametrize("text", [BOT_TOKEN, f"/bot{BOT_TOKEN}/sendMessage", f"x{BOT_TOKEN.replace(':', '%3A')}"])
def test_a_token_is_redacted_however_it_is_written(text: str) -> None:
    assert "canary" not in redact(text)
    assert redact("lúc 12:30, mã 100:1") == "lúc 12:30, mã 100:1"

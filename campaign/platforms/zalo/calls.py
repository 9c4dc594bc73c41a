"""Each thing that the adapter asks of the OpenAPI, as one function. The documentation's name stands over its call.

All raise Rejected, Unauthorized, RateLimited, Unavailable; those that write and may not be repeated also Uncertain.
An access token that Zalo refuses is renewed once and the call, which then did nothing, made once more.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from campaign.errors import PlatformError, RateLimited
from campaign.net.client import Reply
from campaign.platforms.seam import Destination
from campaign.platforms.zalo.pace import pace_of
from campaign.platforms.zalo.refusals import DEAD_TOKEN, LATER, NIGHT, PROCESSING, meaning, until_morning_s
from campaign.platforms.zalo.table import read_table
from campaign.platforms.zalo.tokens import access_token, renewed
from campaign.platforms.zalo.wire import error_of, exchange, unknown

API_VERSION = "v2.0"
SLICE = 10
"""The most that getslice gives at once."""
Heard = tuple[Reply, dict[str, Any]]


@dataclass(frozen=True)
class Later:
    """Zalo takes no broadcast now, and will from the next morning on."""

    in_s: float
    why: str


def create(to: Destination, article: Mapping[str, Any]) -> str:
    """A new article; the token under which Zalo makes it. [article/create]"""
    return _token_of(call(to, "/v2.0/article/create", json=article, repeatable=False), repeatable=False)


def update(to: Destination, article: Mapping[str, Any]) -> str:
    """The whole article again with its ``id``; the token under which Zalo changes it. [article/update]"""
    return _token_of(call(to, "/v2.0/article/update", json=article, repeatable=False), repeatable=False)


def made(to: Destination, token: str) -> str | None:
    """The id of what was created or updated under ``token``; None while Zalo is at it. [article/verify]"""
    _, answer = _answer(to, "/v2.0/article/verify", {"method": "POST", "json": {"token": token}}, repeatable=True)
    if error_of(answer) == PROCESSING:
        return None
    found = _accepted(answer, "/v2.0/article/verify", repeatable=True).get("id")
    if not found:
        raise unknown(True, "article/verify: no id")
    return str(found)


def detail(to: Destination, article_id: str) -> dict[str, Any]:
    """One article as it stands. [article/getdetail]"""
    return call(to, "/v2.0/article/getdetail", params={"id": article_id}, repeatable=True)


def listed(to: Destination, kind: str, offset: int) -> tuple[list[dict[str, Any]], int | None]:
    """Up to ten articles of one type (normal, video), hidden ones too, and how many there are (None: not told).
    [article/getslice]"""
    asked = {"offset": str(offset), "limit": str(SLICE), "type": kind}
    found = call(to, "/v2.0/article/getslice", params=asked, repeatable=True)
    medias = found.get("medias")
    articles = [entry for entry in medias if isinstance(entry, dict)] if isinstance(medias, list) else []
    total = found.get("total")
    return articles, int(total) if isinstance(total, int | str) and str(total).isdigit() else None


def remove(to: Destination, article_id: str) -> None:
    """Take an article away. Twice is harmless. [article/remove]"""
    call(to, "/v2.0/article/remove", json={"id": article_id}, repeatable=True)


def upload_video(to: Destination, name: str, content: Any) -> str:
    """Bring a video; the token under which Zalo converts it. Nothing shows. [article/upload_video/preparevideo]"""
    path = "/v2.0/article/upload_video/preparevideo"
    return _token_of(call(to, path, files={"file": (name, content, "video/mp4")}, repeatable=True), repeatable=True)


def video(to: Destination, token: str) -> dict[str, Any]:
    """How a video is doing: ``{status, video_id, ...}``. [article/upload_video/verify]"""
    return call(to, "/v2.0/article/upload_video/verify", headers={"token": token}, repeatable=True)


def broadcast(to: Destination, target: Mapping[str, Any], article_id: str) -> str | Later:
    """Send an article to followers; the message's id. Error 0 means taken in for moderation. [oa/message]"""
    element = {"media_type": "article", "attachment_id": article_id}
    payload = {"template_type": "media", "elements": [element]}
    message = {"attachment": {"type": "template", "payload": payload}}
    sent = {"recipient": {"target": dict(target)}, "message": message}
    reply, answer = _answer(to, "/v2.0/oa/message", {"method": "POST", "json": sent}, repeatable=False)
    if why := LATER.get(error_of(answer) or 0):
        return Later(until_morning_s(reply.headers.get("date", "")), why)
    found = _accepted(answer, "/v2.0/oa/message", repeatable=False, broadcast=True)
    if not found.get("message_id"):
        raise unknown(False, "oa/message: no message_id")
    return str(found["message_id"])


def account(to: Destination) -> dict[str, Any]:
    """The account that the token speaks for. [oa/getoa]"""
    return call(to, "/v2.0/oa/getoa", repeatable=True)


def call(to: Destination, path: str, *, repeatable: bool, **request: Any) -> dict[str, Any]:
    """``data`` of a reply whose ``error`` is 0. GET where nothing is sent, else POST. In Zalo's night RateLimited until
    it ends."""
    sends = any(name in request for name in ("json", "files"))
    reply, answer = _answer(to, path, {"method": "POST" if sends else "GET", **request}, repeatable)
    if error_of(answer) == NIGHT:
        raise RateLimited(
            "night", LATER[NIGHT], until_morning_s(reply.headers.get("date", "")), f"{path}: error {NIGHT}"
        )
    return _accepted(answer, path, repeatable)


def _answer(to: Destination, path: str, request: Mapping[str, Any], repeatable: bool) -> Heard:
    token = access_token(to.credentials.read())
    heard = _once(to, path, request, repeatable, token)
    if error_of(heard[1]) not in DEAD_TOKEN:
        return heard
    return _once(to, path, request, repeatable, renewed(to, refused=token))


def _once(to: Destination, path: str, request: Mapping[str, Any], repeatable: bool, token: str) -> Heard:
    table = read_table(to.options)
    headers = {**request.get("headers", {}), "access_token": token}
    if table.appsecret_proof:
        key = to.credentials.read().get("app_secret", "").encode()
        headers["appsecret_proof"] = hmac.new(key, token.encode(), hashlib.sha256).hexdigest()
    files = {name: _from_its_start(sent) for name, sent in request.get("files", {}).items()}
    sent = {**request, "headers": headers, **({"files": files} if files else {})}
    reply, answer = exchange(f"{table.api_url}{path}", to.deadline, repeatable=repeatable, **sent)
    pace_of(to).note(reply.headers)
    if "message" in answer:  # it is shown to people: should it repeat our token, they do not see it
        answer["message"] = str(answer["message"]).replace(token, "…")
    return reply, answer


def _from_its_start(sent: tuple[str, Any, str]) -> tuple[str, Any, str]:
    """A file that was sent once stands at its end."""
    sent[1].seek(0)
    return sent


def _accepted(answer: Mapping[str, Any], path: str, repeatable: bool, broadcast: bool = False) -> dict[str, Any]:
    error = error_of(answer)
    if error is None:
        raise unknown(repeatable, f"{path}: no error code")
    if error != 0:
        raise meaning(error, str(answer.get("message") or ""), path, broadcast=broadcast)
    found = answer.get("data")
    return found if isinstance(found, dict) else {}


def _token_of(found: Mapping[str, Any], repeatable: bool) -> str:
    token = found.get("token")
    if not token:
        problem: PlatformError = unknown(repeatable, "no token in the reply")
        raise problem
    return str(token)

"""``Idempotency-Key``: a program that lost the answer asks again and gets the same answer, and nothing happens twice.

After https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/: the same key with another request is
422, with one still being worked on 409. Keys belong to a person and are kept for 24 hours. A request that broke down
frees its key only where nothing was committed; else it stays 409, and a GET tells what became of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from fastapi import Request
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col
from starlette.responses import Response

from campaign.db import Database
from campaign.db.commits import watched
from campaign.errors import Mistake
from campaign.models import KeyedAnswer
from campaign.web.api.access import Caller
from campaign.web.api.problems import Refused, of_mistake
from campaign.web.body import BODY

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
LONGEST = 255
STORED_HEADERS = ("content-type", "location", "etag", "retry-after")
REPLAYED = {"idempotency-replayed": "true"}

Answer = Callable[..., Response]


def once(answer: Answer) -> Answer:
    """The same answer for the same key. ``answer`` takes ``request`` and ``asking`` among its arguments."""

    @wraps(answer)
    def keyed(*, request: Request, asking: Caller, **rest: Any) -> Response:
        key = request.headers.get(HEADER)
        if key is None:
            return answer(request=request, asking=asking, **rest)
        database, user_id = asking.site.database, asking.user.id or 0
        earlier = _claim(database, user_id, _readable(key), _fingerprint(request))
        if earlier is not None:
            return _replay(earlier)
        with watched() as commits:
            try:
                done = answer(request=request, asking=asking, **rest)
            except Mistake as mistake:
                done = of_mistake(request, mistake)
            except BaseException:
                if not commits.begun:  # else the deed may be done: the key stays taken, and asking again is 409
                    _let_go(database, user_id, key)
                raise
        _keep(database, user_id, key, done)
        return done

    return keyed


def _readable(key: str) -> str:
    if not key or len(key) > LONGEST or not key.isascii() or not key.isprintable():
        raise Refused(400, f"{HEADER} gồm 1 đến {LONGEST} ký tự ASCII in được.")
    return key


def _fingerprint(request: Request) -> str:
    digest = hashlib.sha256(f"{request.method} {request.url.path}\n".encode())
    digest.update(request.scope.get(BODY, b""))
    return digest.hexdigest()


def _claim(database: Database, user_id: int, key: str, request_sha256: str) -> KeyedAnswer | None:
    """None: the key is ours to work on. Else the answer of earlier. Raises Refused (409, 422)."""
    try:
        with database.write() as session:
            now = database.now(session)
            session.execute(delete(KeyedAnswer).where(col(KeyedAnswer.started_at) <= now - KEPT))
            found = session.get(KeyedAnswer, (user_id, key))
            if found is None:
                session.add(KeyedAnswer(user_id=user_id, key=key, request_sha256=request_sha256, started_at=now))
    except IntegrityError:  # of two at the same moment the other one was first
        with database.read() as session:
            found = session.get(KeyedAnswer, (user_id, key))
        if found is None:
            raise Refused(409, "Yêu cầu cùng khóa đang được làm. Hãy hỏi lại sau.", {"retry-after": "1"}) from None
    if found is None:
        return None
    if found.request_sha256 != request_sha256:
        raise Refused(422, f"{HEADER} này đã dùng cho một yêu cầu khác. Mỗi yêu cầu cần một khóa riêng.")
    if found.status is None:
        detail = "Yêu cầu cùng khóa đang được làm. Hãy hỏi lại sau; nếu mãi như vậy, xem kết quả bằng GET."
        raise Refused(409, detail, {"retry-after": "1"})
    return found


def _keep(database: Database, user_id: int, key: str, done: Response) -> None:
    headers = {name: done.headers[name] for name in STORED_HEADERS if name in done.headers}
    said = {"status": done.status_code, "headers": headers, "body": bytes(done.body).decode()}
    with database.write() as session:
        session.execute(update(KeyedAnswer).where(*_this(user_id, key)).values(**said))


def _let_go(database: Database, user_id: int, key: str) -> None:
    with database.write() as session:
        session.execute(delete(KeyedAnswer).where(*_this(user_id, key)))


def _this(user_id: int, key: str) -> tuple[Any, Any]:
    return col(KeyedAnswer.user_id) == user_id, col(KeyedAnswer.key) == key


def _replay(earlier: KeyedAnswer) -> Response:
    assert earlier.status is not None
    return Response(earlier.body, earlier.status, headers={**earlier.headers, **REPLAYED})

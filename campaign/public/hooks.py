"""``/hooks/<platform>/<channel>``: what platforms tell us. Read, checked, stored, answered within two seconds; what
follows from it happens at the next beat.

The signature is over the bytes as they came, and nothing is written before it fits. A request that cannot be looked at
in time is answered 503, and a platform that sends it again does no harm.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

from campaign.credentials import Vault
from campaign.credentials.destinations import Destinations
from campaign.db import Database
from campaign.desk import hooks
from campaign.errors import NotFound, Rejected, Unauthorized, Unsupported
from campaign.public.answer import Answer, Receive, Scope, answer
from campaign.public.files import MediaFiles
from campaign.settings import Settings

log = logging.getLogger(__name__)

FOLDER = "/hooks/"
PATH = re.compile(r"/hooks/([a-z]{1,20})/([a-z0-9][a-z0-9_-]{0,99})")
MAX_BYTES = 256 * 1024
READ_S = 10.0
ANSWER_S = 1.8
THREADS = 2
MOST_WAITING = 64
CHALLENGE = re.compile(r"[A-Za-z0-9._-]{1,256}")
TEXT = "text/plain; charset=utf-8"
ELSEWHERE = "other_account"
"""Rightly signed, but of an account that is not this channel's: one address serves a whole application."""


class Hooks:
    """Its own few threads: a flood here keeps nobody from reading the feed."""

    def __init__(self, database: Database, settings: Settings, media: MediaFiles) -> None:
        self._destinations = Destinations(database, Vault(settings.secret_key_file), media.open)
        self._executor = ThreadPoolExecutor(THREADS, thread_name_prefix="hooks")
        self._waiting = 0

    def close(self) -> None:
        """What is in hand is still stored; nothing new begins."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    async def answer(self, scope: Scope, receive: Receive) -> Answer:
        """One request, whoever it is from."""
        found = PATH.fullmatch(scope["path"])
        if found is None:
            return _say(404)
        if scope["method"] == "GET":
            return await self._soon(self._challenged, *found.groups(), scope.get("query_string", b""))
        if scope["method"] != "POST":
            return _say(405)
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MAX_BYTES:
            return _say(413)
        try:
            async with asyncio.timeout(READ_S):
                body = await _read(receive)
        except TimeoutError:
            return _say(408)
        return _say(413) if body is None else await self._soon(self._told, *found.groups(), headers, body)

    async def _soon(self, look: Callable[..., Answer], *given: Any) -> Answer:
        if self._waiting >= MOST_WAITING:
            return _say(503)
        self._waiting += 1
        looking = asyncio.get_running_loop().run_in_executor(self._executor, look, *given)
        looking.add_done_callback(self._looked)
        try:
            return await asyncio.wait_for(asyncio.shield(looking), ANSWER_S)
        except TimeoutError:
            return _say(503)

    def _looked(self, done: asyncio.Future[Answer]) -> None:
        self._waiting -= 1
        if not done.cancelled() and done.exception() is not None:
            log.warning("a webhook could not be looked at: %s", type(done.exception()).__name__)

    def _told(self, platform: str, key: str, headers: dict[str, str], body: bytes) -> Answer:
        try:
            hooks.receive(self._destinations, platform, key, headers, body)
        except Unauthorized:
            return _say(403)
        except Rejected as refused:
            return _say(200) if refused.code == ELSEWHERE else _say(400)
        except (NotFound, Unsupported):
            return _say(404)
        return _say(200)

    def _challenged(self, platform: str, key: str, query: bytes) -> Answer:
        """https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests"""
        asked = {name: values[-1] for name, values in parse_qs(query.decode("latin-1")).items()}
        challenge = asked.get("hub.challenge", "")
        if not asked:
            return _say(405)
        if asked.get("hub.mode") != "subscribe" or not CHALLENGE.fullmatch(challenge):
            return _say(403)
        try:
            hooks.confirm(self._destinations, platform, key, asked.get("hub.verify_token", ""))
        except Unauthorized:
            return _say(403)
        except NotFound:
            return _say(404)
        return answer(200, TEXT, challenge.encode())


def _say(status: int) -> Answer:
    """Programs read the status alone."""
    return answer(status, TEXT, more=[("allow", "POST")] if status == 405 else ())


async def _read(receive: Receive) -> bytes | None:
    """The whole body; None once it is over the limit."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > MAX_BYTES:
            return None
        if not message.get("more_body"):
            return bytes(body)

"""One call to the Bot API through python-telegram-bot: a fresh bot in a loop of its own, one deadline, nothing retried.

Bot API: https://core.telegram.org/bots/api. The token stands in the URL path, so httpx's log lines are redacted and no
exception that carries a request leaves this file. Nothing is asked before the call itself (``initialize`` would call
getMe): python-telegram-bot needs that only for what it calls its own user.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import ssl
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any, TypeVar

import httpx
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from campaign.errors import Rejected, Unauthorized, Unavailable
from campaign.net.client import AddressRefused, refuse_plain_http
from campaign.net.deadline import Deadline
from campaign.net.departure import NotOnRecord, about_to_leave
from campaign.platforms.seam import Destination
from campaign.platforms.telegram.refusals import Heard, meaning, redact
from campaign.platforms.telegram.table import read_table

CONNECT_S = 10.0
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{10,}")
T = TypeVar("T")


def call(to: Destination, action: Callable[[Bot], Awaitable[T]], *, repeatable: bool) -> T:
    """Run ``action`` with a bot, within ``to.deadline``. ``repeatable``: it only reads, or twice is harmless.

    Raises Rejected, Unauthorized, RateLimited, Unavailable and (unless repeatable) Uncertain.
    """
    token = _token(to)
    api_url = _api_url(to)
    if to.deadline.passed:
        raise Unavailable("deadline", "Đã hết thời gian trước khi gửi; chưa có gì được gửi.")
    request = _Request(to.deadline)
    try:
        bot = Bot(token, f"{api_url}/bot", f"{api_url}/file/bot", request=request, get_updates_request=request)
        return asyncio.run(_within(to.deadline, request, action(bot)))
    except Exception as error:
        problem = meaning(error, request.heard, repeatable)
    raise problem  # out here, so that nothing that knows the token hangs on it as context


async def _within(deadline: Deadline, request: HTTPXRequest, doing: Awaitable[T]) -> T:
    try:
        return await asyncio.wait_for(doing, deadline.left)
    finally:
        await request.shutdown()


def _token(to: Destination) -> str:
    token = to.credentials.read().get("bot_token", "")
    if not TOKEN.fullmatch(token):
        raise Unauthorized("not_connected", "Kênh chưa có mã bot đúng dạng: hãy kết nối kênh.")
    return token


def _api_url(to: Destination) -> str:
    api_url = read_table(to.options).api_url
    try:
        refuse_plain_http(api_url)
    except AddressRefused as refused:
        raise Rejected("api_url", "api_url trong channel.toml phải là https.", str(refused)) from None
    return api_url


@cache
def _tls() -> ssl.SSLContext:
    """Loading the certificates takes longer than a call."""
    return httpx.create_ssl_context(trust_env=False)


async def _watched(request: httpx.Request) -> None:
    """Ask httpcore to tell of its steps. https://www.encode.io/httpcore/extensions/#trace"""
    request.extensions = {**request.extensions, "trace": _before_the_first_byte}


async def _before_the_first_byte(step: str, _: Any) -> None:
    if step.endswith(".send_request_headers.started"):
        try:
            about_to_leave()
        except NotOnRecord as error:
            raise httpx.ConnectError("not on record") from error


class _Request(HTTPXRequest):
    """python-telegram-bot's transport, which also keeps what was heard. The deadline rules, not its own timeouts."""

    def __init__(self, deadline: Deadline) -> None:
        left = max(deadline.left, 0.001)
        super().__init__(
            connection_pool_size=1,
            read_timeout=left,
            write_timeout=left,
            media_write_timeout=left,
            connect_timeout=min(CONNECT_S, 0.8 * left),  # ends before the deadline: then surely nothing was sent
            pool_timeout=min(CONNECT_S, 0.8 * left),
            httpx_kwargs={
                "trust_env": False, "verify": _tls(), "follow_redirects": False,
                "event_hooks": {"request": [_watched]},
            },
        )  # fmt: skip
        self.heard = Heard()

    async def do_request(self, *arguments: Any, **options: Any) -> tuple[int, bytes]:
        self.heard = Heard()
        status, payload = await super().do_request(*arguments, **options)
        self.heard.status = status
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        self.heard.answer = answer if isinstance(answer, dict) else {}
        if self.heard.told_to_wait:  # the library's own RetryAfter warns of its deprecation as it is made
            raise TelegramError("Too Many Requests")
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As the original, without its log line of a whole foreign body. A success must say ``ok``."""
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            raise TelegramError("Invalid server response") from None
        if not isinstance(answer, dict):
            raise TelegramError("Invalid server response")
        return answer


class _Redacting(logging.Filter):
    """Takes tokens out of a library's log lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), ()
        return True


for _name in ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy", "telegram.Bot"):
    logging.getLogger(_name).addFilter(_Redacting())

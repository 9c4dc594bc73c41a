"""Whatever nobody foresaw becomes a page without a trace; the trace goes to the log."""

from __future__ import annotations

import logging
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from campaign.web.asgi import ASGIApp, Message, Receive, Scope, Send, say

log = logging.getLogger(__name__)


class Unforeseen:
    """``page`` makes the answer; if that fails as well, one plain sentence is left."""

    def __init__(self, app: ASGIApp, page: Callable[[Request], Response]) -> None:
        self.app = app
        self.page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            if scope["type"] != "http" or begun:
                raise
            log.exception("unforeseen while answering %s", scope["method"])
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = self.page(Request(scope))
        except Exception:
            log.exception("the page of an unforeseen error failed too")
            await say(send, 500, "Có lỗi trong chương trình. Hãy thử lại; nếu vẫn lỗi, báo người quản trị.")
            return
        await answer(scope, receive, send)

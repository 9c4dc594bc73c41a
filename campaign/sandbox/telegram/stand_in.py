"""Telegram's two faces behind one stand-in: reads requests, checks the token, keeps what tests may set."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from campaign.clock import Clock
from campaign.sandbox.faults import Fault, Faults
from campaign.sandbox.files import Files
from campaign.sandbox.telegram import pages
from campaign.sandbox.telegram.methods import Methods
from campaign.sandbox.telegram.refusals import Refusal, error_reply
from campaign.sandbox.telegram.world import World
from campaign.sandbox.wire import Call, Outcome, Reply, ShownChannel, ShownPost, Upload, json_reply

METHOD = re.compile(r"/bot([^/]*)/([A-Za-z]+)")
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{10,}")
SHOWN = 100
SETTABLE = {
    "title": str, "members": int, "public": bool, "kicked": bool, "can_post": bool, "can_pin": bool, "migrated_to": int,
}  # fmt: skip


class TelegramStandIn:
    """Answers as api.telegram.org and t.me would."""

    name = "telegram"

    def __init__(self, clock: Clock, files: Files, faults: Faults) -> None:
        self._clock = clock
        self.world = World(clock)
        self._methods = Methods(self.world, files, faults, clock)
        self._accepted: frozenset[str] | None = None

    def claims(self, path: str) -> bool:
        return METHOD.fullmatch(path) is not None or pages.PAGE.fullmatch(path) is not None

    async def read(self, request: Request) -> Call:
        asked = METHOD.fullmatch(request.url.path)
        if asked is None:
            return Call("page", writes=False, params={**request.query_params, "path": request.url.path})
        params, uploads = await _parameters(request)
        method = next((name for name in self._methods.known if name.lower() == asked[2].lower()), asked[2])
        writes = not method.lower().startswith("get")
        return Call(method, writes, params.get("chat_id", ""), params, uploads, secret=asked[1])

    def answer(self, call: Call) -> Outcome:
        if call.method == "page":
            return Outcome(pages.page(self.world, call.params, self._clock.now()))
        try:
            result = self._carry_out(call)
        except Refusal as refusal:
            return Outcome(refusal.reply)
        reply = json_reply(200, {"ok": True, "result": result})
        if isinstance(result, list) and result and "message_id" in result[0]:
            return Outcome(reply, True, result[0]["message_id"], result[0].get("caption") or "")
        if isinstance(result, dict) and "message_id" in result:
            return Outcome(reply, True, result["message_id"], result.get("text") or result.get("caption") or "")
        return Outcome(reply, call.writes, _number(call.params.get("message_id")))

    def _carry_out(self, call: Call) -> Any:
        if not TOKEN.fullmatch(call.secret) or call.method not in self._methods.known:
            raise Refusal(404, "Not Found")
        if self._accepted is not None and call.secret not in self._accepted:
            raise Refusal(401, "Unauthorized")
        return self._methods.known[call.method](call)

    def refusal(self, fault: Fault) -> Reply:
        if fault.kind == "429":
            wait = fault.retry_after
            return error_reply(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        status, words = {
            "400": (400, "Bad Request: wrong file identifier/HTTP URL specified"),
            "401": (401, "Unauthorized"),
            "403": (403, "Forbidden: bot was kicked from the channel chat"),
        }.get(fault.kind, (500, "Internal Server Error"))
        return error_reply(status, words)

    def control(self, what: str, wanted: Mapping[str, Any]) -> Any:
        if what == "tokens":
            accepted = wanted.get("accepted")
            self._accepted = None if accepted is None else frozenset(accepted)
        elif what == "chat":
            return self._set_chat(**wanted)
        elif what == "figures":
            self._set_figures(**wanted)
        else:
            raise KeyError(f"telegram/{what}")
        return None

    def accept_only(self, *tokens: str) -> None:
        """From now on every other bot token is refused with 401."""
        self._accepted = frozenset(tokens)

    def _set_chat(self, chat: str, **wanted: Any) -> dict[str, Any]:
        found = self.world.chat(str(chat))
        if found is None:
            raise ValueError(f"no such chat: {chat}")
        for name, value in wanted.items():
            if name not in SETTABLE or not isinstance(value, SETTABLE[name]):
                raise ValueError(f"{name}: settable are {', '.join(SETTABLE)}")
            setattr(found, name, value)
        return {"id": found.id, "username": found.username, "title": found.title}

    def _set_figures(
        self, chat: str, message_id: int, views: int | None = None, reactions: Mapping[str, int] | None = None
    ) -> None:
        found = self.world.chat(str(chat))
        message = found.messages.get(message_id) if found else None
        if found is None or message is None:
            raise ValueError(f"no such message: {chat}/{message_id}")
        message.views = views
        if dict(reactions or {}) != message.reactions:
            message.reactions = dict(reactions or {})
            self.world.changed(found, message)

    def live(self) -> list[dict[str, Any]]:
        return self.world.live()

    def shown(self) -> list[ShownChannel]:
        chats = [chat for chat in self.world.chats.values() if chat.messages]
        return [
            ShownChannel(
                platform="Telegram",
                title=chat.title,
                link=f"/s/{chat.username}" if chat.username and chat.public else "",
                posts=tuple(
                    ShownPost(
                        at=message.at,
                        html=message.marked.html(),
                        link=pages.address(chat, message),
                        media=((f"/files/{message.file}", message.mime),) if message.file else (),
                        notes=pages.notes(message),
                    )
                    for message in sorted(chat.messages.values(), key=lambda message: -message.id)[:SHOWN]
                ),
            )
            for chat in chats
        ]

    def reset(self) -> None:
        self.world.clear()
        self._accepted = None


async def _parameters(request: Request) -> tuple[dict[str, str], dict[str, Upload]]:
    """Parameters as text and files, from the query, a form, multipart or JSON: the Bot API takes all four."""
    params = dict(request.query_params)
    uploads: dict[str, Upload] = {}
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        try:
            sent = json.loads(await request.body() or b"{}")
        except ValueError:
            sent = {}
        params |= {key: value if isinstance(value, str) else json.dumps(value) for key, value in sent.items()}
    elif kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        async with request.form(max_files=20, max_fields=100) as form:
            for key, value in form.multi_items():
                if isinstance(value, UploadFile):
                    uploads[key] = Upload(value.filename or key, value.content_type or "", await value.read())
                else:
                    params[key] = value
    else:
        await request.body()
    return params, uploads


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None

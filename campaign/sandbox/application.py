"""The sandbox's ASGI application: finds the stand-in that claims a path, lets the faults strike, keeps the journal."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Sequence
from dataclasses import asdict
from email.utils import format_datetime
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive, Scope, Send

from campaign.clock import Clock, iso_z
from campaign.sandbox.faults import BadFault, Fault, Faults
from campaign.sandbox.files import Files
from campaign.sandbox.wall import wall_page, wall_style
from campaign.sandbox.wire import Call, Outcome, Reply, Seen, StandIn, json_reply

SAFE = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
    "referrer-policy": "no-referrer",
}
JOURNAL = 100_000
DRIP_S = 1.0
NO_ANSWER = Reply(200, b"<html><body><h1>Please sign in to the network</h1></body></html>", "text/html; charset=utf-8")
BAD_GATEWAY = Reply(502, b"<html><body><h1>502 Bad Gateway</h1></body></html>", "text/html; charset=utf-8")
NOT_HERE = Reply(404, "Không có trang này.".encode(), "text/plain; charset=utf-8")


class Application:
    """Everything behind the sandbox's port. ``connections`` is filled by the server's protocol."""

    def __init__(self, stand_ins: Sequence[StandIn], faults: Faults, files: Files, clock: Clock) -> None:
        self.stand_ins = {stand_in.name: stand_in for stand_in in stand_ins}
        self.faults = faults
        self.files = files
        self.clock = clock
        self.journal: deque[Seen] = deque(maxlen=JOURNAL)
        self.connections: dict[tuple[str, int], asyncio.Transport] = {}
        self._hanging: set[asyncio.Event] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        self._loop = asyncio.get_running_loop()
        request = Request(scope, receive)
        try:
            await self._serve(request, self._dated(send))
        except ClientDisconnect:
            return

    def _dated(self, send: Send) -> Send:
        """Answers carry a Date (RFC 9110, section 6.6.1) by the clock that dates the posts: an adapter that reckons by
        its platform's clock finds both the same."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = format_datetime(self.clock.now(), usegmt=True).encode("ascii")
                message = {**message, "headers": [*message["headers"], (b"date", date)]}
            await send(message)

        return dated

    async def _serve(self, request: Request, send: Send) -> None:
        path = request.url.path
        if path.startswith("/control/"):
            return await _send(send, await self._control(request, path.removeprefix("/control/")))
        own = self._own_page(path)
        if own is not None:
            return await _send(send, own)
        for stand_in in self.stand_ins.values():
            if stand_in.claims(path):
                return await self._stand_in(stand_in, request, send)
        await _send(send, NOT_HERE)

    async def _stand_in(self, stand_in: StandIn, request: Request, send: Send) -> None:
        call = await stand_in.read(request)
        fault = self.faults.draw(call.method, call.writes)
        if fault is None or fault.applies:
            outcome = stand_in.answer(call)
        elif fault.kind in ("refuse", "hang-before"):
            outcome = Outcome(Reply(0, b""))
        else:
            outcome = Outcome(_refusal(stand_in, fault))
        if fault is not None and fault.kind in ("500-after", "502-after", "200-after"):
            outcome = Outcome(_refusal(stand_in, fault), outcome.applied, outcome.message_id, outcome.text)
        self._note(stand_in, call, outcome, fault)
        await self._deliver(outcome.reply, fault, request, send)

    def _note(self, stand_in: StandIn, call: Call, outcome: Outcome, fault: Fault | None) -> None:
        silent = fault is not None and fault.kind in ("refuse", "hang-before", "hang-after", "lost", "half")
        self.journal.append(
            Seen(
                at=self.clock.now(),
                platform=stand_in.name,
                method=call.method,
                chat=call.chat,
                writes=call.writes,
                applied=outcome.applied,
                message_id=outcome.message_id,
                text=outcome.text,
                status=None if silent else outcome.reply.status,
                fault=fault.kind if fault else "",
            )
        )

    async def _deliver(self, reply: Reply, fault: Fault | None, request: Request, send: Send) -> None:
        kind = fault.kind if fault else ""
        if kind in ("refuse", "lost"):
            await self._cut(request)
        elif kind in ("hang-before", "hang-after"):
            await self._hang(request)
        elif kind == "drip":
            await self._drip(reply, request, send)
        elif kind == "half":
            await _send(send, reply, len(reply.body) // 2)
            await self._cut(request, politely=True)
        else:
            await _send(send, reply)

    async def _cut(self, request: Request, politely: bool = False) -> None:
        """Cut the connection. Politely: what was written leaves first."""
        client = request.scope.get("client")
        transport = self.connections.get(tuple(client)) if client else None
        if transport is not None:
            transport.close() if politely else transport.abort()
        while not await request.is_disconnected():
            await asyncio.sleep(0.001)

    async def _hang(self, request: Request) -> None:
        """Say nothing until the client gives up or the sandbox stops."""
        enough = asyncio.Event()
        self._hanging.add(enough)
        gone = asyncio.ensure_future(_disconnected(request))
        stop = asyncio.ensure_future(enough.wait())
        await asyncio.wait({gone, stop}, return_when=asyncio.FIRST_COMPLETED)
        self._hanging.discard(enough)
        for task in (gone, stop):
            task.cancel()
        await self._cut(request)

    async def _drip(self, reply: Reply, request: Request, send: Send) -> None:
        """Byte by byte, until the client has had enough."""
        await _send(send, reply, 0)
        for byte in reply.body:
            if await request.is_disconnected():
                return
            await send({"type": "http.response.body", "body": bytes([byte]), "more_body": True})
            await asyncio.sleep(DRIP_S)
        await send({"type": "http.response.body", "body": b""})

    def let_go(self) -> None:
        """End every hanging request (from any thread)."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._release)

    def _release(self) -> None:
        for event in self._hanging:
            event.set()

    def live(self) -> list[dict[str, Any]]:
        return [post for stand_in in self.stand_ins.values() for post in stand_in.live()]

    def _own_page(self, path: str) -> Reply | None:
        """The wall and what it shows; None: not ours."""
        if path in ("/", "/wall.css"):
            channels = [channel for stand_in in self.stand_ins.values() for channel in stand_in.shown()]
            return wall_page(channels) if path == "/" else wall_style()
        if path.startswith("/files/"):
            number = path.removeprefix("/files/")
            upload = self.files.get(int(number)) if number.isascii() and number.isdigit() else None
            return NOT_HERE if upload is None else Reply(200, upload.content, upload.mime)
        return None

    async def _control(self, request: Request, what: str) -> Reply:
        try:
            body = await request.body()
            wanted = json.loads(body) if body else {}
            return json_reply(200, self._controlled(request.method, what, wanted))
        except (BadFault, ValueError, TypeError) as error:
            return json_reply(400, {"error": str(error)})
        except KeyError as error:
            return json_reply(404, {"error": f"no such control: {error.args[0]}"})

    def _controlled(self, method: str, what: str, wanted: dict[str, Any]) -> Any:
        match (method, what):
            case ("POST", "faults"):
                self.faults.add(**wanted)
            case ("DELETE", "faults"):
                self.faults.clear()
            case ("POST", "reset"):
                self.reset()
            case ("GET", "log"):
                return {"log": [{**asdict(seen), "at": iso_z(seen.at)} for seen in self.journal]}
            case ("GET", "posts"):
                return {"posts": self.live()}
            case ("POST", _):
                name, _, order = what.partition("/")
                return self.stand_ins[name].control(order, wanted) or {"ok": True}
            case _:
                raise KeyError(f"{method} {what}")
        return {"ok": True}

    def reset(self) -> None:
        """Faults, journal, files and every world: as new."""
        self.faults.clear()
        self.journal.clear()
        self.files.clear()
        for stand_in in self.stand_ins.values():
            stand_in.reset()


def _refusal(stand_in: StandIn, fault: Fault) -> Reply:
    """In the platform's own words, or in those of something that stands before it."""
    if fault.kind.startswith("200"):
        return NO_ANSWER
    return BAD_GATEWAY if fault.kind.startswith("502") else stand_in.refusal(fault)


async def _disconnected(request: Request) -> None:
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            return


async def _send(send: Send, reply: Reply, only: int | None = None) -> None:
    """The whole answer, or its head and the first ``only`` bytes of its body."""
    headers = {"content-type": reply.content_type, "content-length": str(len(reply.body)), **SAFE, **reply.headers}
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": reply.status, "headers": pairs})
    body = reply.body if only is None else reply.body[:only]
    await send({"type": "http.response.body", "body": body, "more_body": only is not None})

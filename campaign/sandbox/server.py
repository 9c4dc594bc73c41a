"""The sandbox as a server: one port, every stand-in behind it, run in a thread.

uvicorn gives an application no way to cut a connection, which is half of what a sandbox is for; so its HTTP/1.1
protocol is extended to remember each connection's transport under the client's address.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from campaign.clock import Clock, SystemClock
from campaign.net.listening import listen
from campaign.sandbox.application import Application
from campaign.sandbox.facebook import FacebookStandIn
from campaign.sandbox.faults import parse_faults
from campaign.sandbox.files import Files
from campaign.sandbox.telegram import TelegramStandIn
from campaign.sandbox.wire import Seen
from campaign.sandbox.zalo import ZaloStandIn

START_S = 20.0


class Sandbox:
    """Rehearsal platforms on loopback. ``port`` 0 takes a free one; ``faults`` is a SPEC (campaign.sandbox.faults).

    ``clock`` dates the posts (a test's SetClock, else the machine's). Raises BadFault; ``start`` OSError.
    """

    def __init__(self, port: int = 0, faults: str = "", clock: Clock | None = None) -> None:
        self._wanted_port = port
        self.faults = parse_faults(faults)
        clock = clock or SystemClock()
        files = Files()
        self.telegram = TelegramStandIn(clock, files, self.faults)
        self.zalo = ZaloStandIn(clock, files)
        self.facebook = FacebookStandIn(clock, files)
        self.application = Application([self.telegram, self.zalo, self.facebook], self.faults, files, clock)
        self._thread: threading.Thread | None = None
        self._server: _Server | None = None
        self.port = port

    @property
    def url(self) -> str:
        """Where it answers: the ``api_url`` and ``web_url`` of every rehearsed channel."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> list[Seen]:
        """Every request received so far, oldest first."""
        return list(self.application.journal)

    def posts(self) -> list[dict[str, Any]]:
        """Every live post, oldest first: ``{platform, chat, username, message_id, kind, text, at, ...}``."""
        return self.application.live()

    def start(self) -> None:
        """Listen and answer; returns once it does. Starting a stopped one again keeps its world and its port."""
        listener = listen("127.0.0.1", self._wanted_port)
        self.port = self._wanted_port = listener.getsockname()[1]
        config = uvicorn.Config(
            self.application, http=_protocol(self.application), ws="none", lifespan="off",
            log_config=None, access_log=False, date_header=False, timeout_graceful_shutdown=2,
        )  # fmt: skip
        self._server = _Server(config)
        self._thread = threading.Thread(target=self._run, args=(self._server, listener), name="sandbox", daemon=True)
        self._thread.start()
        if not self._server.ready.wait(START_S):
            raise RuntimeError("the sandbox did not start")

    def _run(self, server: _Server, listener: socket.socket) -> None:
        with asyncio.Runner() as runner:
            runner.run(server.serve(sockets=[listener]))

    def stop(self) -> None:
        """Stop answering; hanging requests are let go. Stopping twice is fine."""
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = True
        self.application.let_go()
        self._thread.join(timeout=10)
        self._server = self._thread = None

    def __enter__(self) -> Sandbox:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.ready.set()


def _protocol(application: Application) -> type[asyncio.Protocol]:
    class Cuttable(H11Protocol):
        """HTTP/1.1 whose connections the application may cut."""

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self.access_log = False  # a path may hold a token
            if self.client:
                application.connections[self.client] = transport

        def connection_lost(self, exc: Exception | None) -> None:
            if self.client:
                application.connections.pop(self.client, None)
            super().connection_lost(exc)

    return Cuttable

"""Bodies that are too large, never end, or are not what they say."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

from campaign.web.asgi import Message, Receive, Scope, Send
from campaign.web.body import BodyLimit
from tests.web.conftest import Served


def test_a_body_over_the_limit_is_refused_before_it_is_read(served: Served) -> None:
    with served.client("admin") as client:
        assert client.post("/language", content=b"x" * (256 * 1024 + 1)).status_code == 413
        assert client.post("/language", content=b"x" * 1024).status_code == 422


def test_a_body_that_does_not_say_its_length_is_counted_as_it_comes(served: Served) -> None:
    def without_end() -> Iterator[bytes]:
        for _ in range(300):
            yield b"x" * 1024

    with served.client("admin") as client:
        assert client.post("/language", content=without_end()).status_code == 413


def test_a_body_that_trickles_is_given_up() -> None:
    async def never(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError("the application must not be asked")

    async def silence() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def ask() -> list[Message]:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
        await BodyLimit(never, max_seconds=0.01)(scope, silence, send)
        return sent

    assert asyncio.run(ask())[0]["status"] == 408


def test_a_request_with_a_wrong_length_does_not_hang_the_others(served: Served) -> None:
    host, port = served.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as idle:
        idle.sendall(b"POST /language HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nlang")
        with served.client() as client:
            assert client.get("/sign-in").status_code == 200

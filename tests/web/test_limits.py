"""Bodies that are too large, never end, or are not what they say."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import suppress

import httpx

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


def test_a_field_over_the_limit_is_told_with_the_limit(served: Served) -> None:
    with served.client("reporter") as client:
        answer = client.post("/library/new", data={"title": "Bài", "body": "ữ" * 130_000})
    assert answer.status_code == 413
    assert "1 MB" in answer.text


def test_a_million_parts_are_refused_at_once_and_cost_next_to_nothing(served: Served) -> None:
    bare, named = b"--b\r\n\r\n\r\n", b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
    kind = {"content-type": "multipart/form-data; boundary=b"}
    with served.client("editor") as client:
        used = time.process_time()
        for path in ("/media/files", "/import", "/library/new"):
            with suppress(httpx.TransportError):  # refused by its length, while the rest is still being sent
                assert client.post(path, content=bare * 1_000_000, headers=kind).status_code == 413
        for path in ("/media/files", "/import"):
            answer = client.post(path, content=named * (8_000_000 // len(named)), headers=kind)
            assert answer.status_code in (400, 413), answer.text
        assert time.process_time() - used < 5
        assert client.get("/library").status_code == 200

"""A server of ours answers at once."""

from __future__ import annotations

import asyncio
import socket

import pytest

from campaign.net.listening import listen


async def sends_at_once(listening: socket.socket) -> bool:
    """Whether asyncio turned the waiting off on the connection that it took."""
    taken: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        taken.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async with await asyncio.start_server(answer, sock=listening):
        _, writer = await asyncio.open_connection(*listening.getsockname()[:2])
        writer.close()
        return bool(await taken)


def test_what_is_written_to_a_connection_leaves_at_once() -> None:
    with listen("127.0.0.1", 0) as listening:
        assert asyncio.run(sends_at_once(listening))


def test_of_two_that_want_one_port_the_second_is_told() -> None:
    with listen("127.0.0.1", 0) as first, pytest.raises(OSError, match="in use"):
        listen("127.0.0.1", first.getsockname()[1])

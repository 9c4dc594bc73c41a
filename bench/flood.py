"""A reader without a browser: keep-alive connections that ask for one path after the other, in a process of its own."""

from __future__ import annotations

import asyncio
import json
import sys
import time

CONNECTIONS = 16


async def flood(port: int, paths: list[str], for_s: float) -> dict[str, float]:
    """How many answers came, and how many of them were as wanted (2xx, 3xx)."""
    end = time.perf_counter() + for_s
    told = await asyncio.gather(
        *(_reader(port, paths[number::CONNECTIONS] or paths, end) for number in range(CONNECTIONS))
    )
    return {"answers": sum(count for count, _ in told), "good": sum(good for _, good in told), "seconds": for_s}


async def _reader(port: int, paths: list[str], end: float) -> tuple[int, int]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers = good = 0
    while time.perf_counter() < end:
        path = paths[answers % len(paths)]
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Mozilla/5.0\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        await reader.readexactly(length)
        answers += 1
        good += head[9:10] in b"23"
    writer.close()
    return answers, good


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    print(json.dumps(asyncio.run(flood(asked["port"], asked["paths"], asked["for_s"]))))

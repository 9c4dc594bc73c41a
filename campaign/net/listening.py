"""Sockets that our own servers listen on.

asyncio sends what it has at once (TCP_NODELAY) only on connections of a socket that names its protocol; on others the
body of an answer waits for the receipt of its head, which the other side holds back for 40 ms:
https://github.com/python/cpython/blob/3.11/Lib/asyncio/base_events.py (``_set_nodelay``), RFC 1122, section 4.2.3.2.
"""

from __future__ import annotations

import socket

WAITING = 2048
"""Connections that may wait to be taken, as uvicorn's own."""


def listen(host: str, port: int) -> socket.socket:
    """A TCP socket that listens at an address of this machine; ``port`` 0 takes a free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(WAITING)  # two programs may bind one port, only one may listen
    except OSError:
        listening.close()
        raise
    return listening

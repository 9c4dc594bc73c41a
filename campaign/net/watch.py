"""Connections that are cut when their call's time is over, underneath ``requests``.

Socket timeouts start again with every byte; a watch shuts the connection down from outside, wherever the call is: in
the TLS handshake, while sending, in the headers or in the body.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from contextvars import ContextVar
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from campaign.net.addresses import is_public, numeric_addresses
from campaign.net.deadline import Deadline

__all__ = ["WATCH", "PrivateAddress", "Watch", "WatchedAdapter", "is_public"]
from campaign.net.departure import about_to_leave


class PrivateAddress(OSError):
    """The other end is this machine or one of its own network."""


class Watch:
    """Cuts the call's connection when its time is over: socket timeouts alone start again with every byte."""

    def __init__(self, deadline: Deadline, public_only: bool = False, hidden: bool = False) -> None:
        self.deadline = deadline
        self.public_only, self.hidden = public_only, hidden
        self.pinned = public_only
        """Resolve once, judge every address, connect to one that was judged: a name cannot change its mind between."""
        self.connected = False  # set once a request can leave: after TLS
        self.cut = False
        self.refused = False  # the name led to an address that is never called
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(deadline.left, self._time_is_over)
        self._timer.daemon = True

    def keep(self, connection: socket.socket) -> None:
        """Remember a connection by a handle of its own: TLS takes the first one over. Raises PrivateAddress, before a
        byte is sent, for a peer that is not public where only those are called: whatever the name resolved to."""
        if self.public_only and not is_public(str(connection.getpeername()[0])):
            connection.close()
            raise PrivateAddress("not a public address")
        with self._lock:
            self._close()
            self._socket = connection.dup()

    def _time_is_over(self) -> None:
        with self._lock:
            self.cut = True
            if self._socket is not None:
                with contextlib.suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)

    def _close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def __enter__(self) -> Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            self._close()


WATCH: ContextVar[Watch] = ContextVar("watch")


def _pinned(watch: Watch, host: str, port: int, timeout: object) -> socket.socket:
    """A connection to one of the addresses that the name leads to now, all of which were looked at first. Raises
    PrivateAddress without connecting anywhere, UnknownName, OSError."""
    addresses = numeric_addresses(host, port, watch.deadline.left)
    if watch.public_only and not all(is_public(address) for address in addresses):
        watch.refused = True
        raise PrivateAddress("not a public address")
    problem: OSError | None = None
    for address in addresses:
        left = min(timeout if isinstance(timeout, int | float) else watch.deadline.left, watch.deadline.left)
        try:
            connection = socket.create_connection((address, port), max(left, 0.001))
        except OSError as error:
            problem = error
            continue
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection
    raise problem or OSError("no address")


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        watch = WATCH.get()
        connection = _pinned(watch, self._dns_host, self.port, self.timeout) if watch.pinned else super()._new_conn()
        WATCH.get().keep(connection)
        return connection

    def connect(self) -> None:
        super().connect()
        about_to_leave()
        WATCH.get().connected = True


class _SafeConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        watch = WATCH.get()
        connection = _pinned(watch, self._dns_host, self.port, self.timeout) if watch.pinned else super()._new_conn()
        WATCH.get().keep(connection)
        return connection

    def connect(self) -> None:
        super().connect()
        about_to_leave()
        WATCH.get().connected = True


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SafePool(HTTPSConnectionPool):
    ConnectionCls = _SafeConnection


class WatchedAdapter(HTTPAdapter):
    """An adapter whose connections report to the watch of their call; it never retries."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SafePool}

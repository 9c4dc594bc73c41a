"""The platforms' HTTP client against servers that misbehave, written on bare sockets."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from campaign.net.client import AddressRefused, NoReply, NotConnected, ReplyTooLarge, fetch, refuse_plain_http
from campaign.net.deadline import Deadline

OK = b"HTTP/1.1 200 OK\r\n"
Serve = Callable[[Callable[[socket.socket], None]], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Answers every connection by the given function; ``serve.seen`` counts them."""
    listeners: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def start(answer: Callable[[socket.socket], None]) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def run() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    try:
                        connection.recv(65_536)
                        answer(connection)
                    except OSError:
                        continue

        threads.append(threading.Thread(target=run, daemon=True))
        threads[-1].start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/secret-path"

    yield start
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
    for thread in threads:
        thread.join(5)


def drip(head: bytes, pause_s: float = 0.05) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(400):
            connection.sendall(b"x")
            time.sleep(pause_s)

    return answer


def test_a_whole_answer_of_any_status_comes_back(serve: Serve) -> None:
    url = serve(lambda c: c.sendall(b"HTTP/1.1 404 Not Found\r\nX-Word: a\r\nContent-Length: 2\r\n\r\nno"))
    reply = fetch(url, Deadline.after(5))
    assert (reply.status, reply.headers["x-word"], reply.text) == (404, "a", "no")


@pytest.mark.parametrize(
    "head",
    [OK + b"Content-Length: 400\r\n\r\n", OK + b"Connection: close\r\n\r\n", OK + b"X-Long: ", b""],
    ids=["length", "until-close", "header", "status-line"],
)
def test_a_server_that_drips_is_cut_at_the_deadline(serve: Serve, head: bytes) -> None:
    url = serve(drip(head))
    began = time.monotonic()
    with pytest.raises(NoReply):
        fetch(url, Deadline.after(0.4))
    assert time.monotonic() - began < 3


def test_a_server_that_says_nothing_is_cut_at_the_deadline(serve: Serve) -> None:
    stop = threading.Event()
    url = serve(lambda c: bool(stop.wait(10)) and None)
    with pytest.raises(NoReply):
        fetch(url, Deadline.after(0.3))
    stop.set()


def test_a_redirect_is_an_answer_and_not_followed(serve: Serve) -> None:
    asked: list[int] = []

    def answer(connection: socket.socket) -> None:
        asked.append(1)
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")

    reply = fetch(serve(answer), Deadline.after(5))
    assert (reply.status, reply.headers["location"], len(asked)) == (302, "/elsewhere", 1)


def test_nothing_is_tried_twice(serve: Serve) -> None:
    asked: list[int] = []
    url = serve(lambda c: asked.append(1))
    with pytest.raises(NoReply):
        fetch(url, Deadline.after(5), method="POST", data=b"x")
    assert len(asked) == 1


def test_half_an_answer_is_none(serve: Serve) -> None:
    url = serve(lambda c: c.sendall(OK + b"Content-Length: 10\r\n\r\nhalf"))
    with pytest.raises(NoReply):
        fetch(url, Deadline.after(5))


def test_a_large_answer_is_refused_also_when_it_is_packed_small(serve: Serve) -> None:
    packed = gzip.compress(bytes(1_000_000))
    head = OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    url = serve(lambda c: c.sendall(head + packed))
    with pytest.raises(ReplyTooLarge):
        fetch(url, Deadline.after(5), max_bytes=100_000)
    assert len(fetch(url, Deadline.after(5), max_bytes=1_000_000).body) == 1_000_000


def test_where_nothing_listens_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(NotConnected):
        fetch(f"http://127.0.0.1:{port}/", Deadline.after(5))


def test_no_time_left_means_no_request(serve: Serve) -> None:
    asked: list[int] = []
    url = serve(lambda c: asked.append(1))
    with pytest.raises(NotConnected):
        fetch(url, Deadline.after(0))
    assert asked == []


def test_a_server_without_tls_is_not_connected_to(serve: Serve) -> None:
    url = serve(lambda c: c.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    with pytest.raises(NotConnected):
        fetch(url.replace("http:", "https:"), Deadline.after(5))


def test_environment_proxies_and_netrc_are_ignored(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    url = serve(lambda c: c.sendall(OK + b"Content-Length: 0\r\n\r\n"))
    assert fetch(url, Deadline.after(5)).status == 200


@pytest.mark.parametrize(
    "url",
    ["http://t.me/s/x", "http://10.0.0.1/", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "//x", "http://[x/"],
)
def test_plain_http_beyond_this_machine_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        fetch(url, Deadline.after(5))


@pytest.mark.parametrize("url", ["https://t.me/s/x", "http://127.0.0.1:8900", "http://localhost/", "http://[::1]:1/"])
def test_https_and_this_machine_are_fine(url: str) -> None:
    refuse_plain_http(url)


def test_no_error_names_the_address(serve: Serve) -> None:
    for url in (serve(lambda c: None), "http://127.0.0.1:9/secret-path", "http://example.vn/secret-path"):
        with pytest.raises((NoReply, NotConnected, AddressRefused)) as caught:
            fetch(url, Deadline.after(5))
        assert "secret-path" not in f"{caught.value!r}{caught.value.__cause__!r}{caught.value.__context__!r}"


def test_a_handshake_that_drips_is_cut_and_nothing_was_sent(serve: Serve) -> None:
    url = serve(drip(b"\x16\x03\x03\x10\x00"))
    began = time.monotonic()
    with pytest.raises(NotConnected):
        fetch(url.replace("http:", "https:"), Deadline.after(0.4))
    assert time.monotonic() - began < 3

"""The client for strangers' addresses, against servers on loopback that lie, lead away, drip and swell."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from campaign.net import addresses
from campaign.net.outside import FEED_BYTES, Found, Refused, address_problem, fetch_outside

OK = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"


class Server:
    """Answers each request by ``answer(path)``; ``heard`` are the requests as they came."""

    def __init__(self, answer: Callable[[str], bytes | Callable[[socket.socket], None]]) -> None:
        self.heard: list[str] = []
        self.connections = self.at_once = self.most_at_once = 0
        self._answer, self._lock = answer, threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection: socket.socket) -> None:
        with connection:
            try:
                asked = connection.recv(65_536).decode("latin-1")
                self.heard.append(asked)
                with self._lock:
                    self.at_once += 1
                    self.most_at_once = max(self.most_at_once, self.at_once)
                said = self._answer(asked.split(" ")[1] if asked else "")
                said(connection) if callable(said) else connection.sendall(said)
                with self._lock:
                    self.at_once -= 1
            except OSError:
                return

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@contextmanager
def serving(answer: Callable[[str], bytes | Callable[[socket.socket], None]]) -> Iterator[Server]:
    server = Server(answer)
    try:
        yield server
    finally:
        server.close()


def body(content: bytes, *headers: str) -> bytes:
    lines = "".join(f"{header}\r\n" for header in headers).encode()
    return OK + lines + b"Content-Length: %d\r\n\r\n" % len(content) + content


def redirect(target: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Away\r\nConnection: close\r\nContent-Length: 0\r\nLocation: {target}\r\n\r\n".encode()


def fetch(url: str, max_bytes: int = 100_000, **more: object) -> Found:
    return fetch_outside(url, max_bytes=max_bytes, allow_private=True, **more)  # type: ignore[arg-type]


def refusal(url: str, allow_private: bool = True, **more: object) -> str:
    with pytest.raises(Refused) as refused:
        fetch_outside(url, **{"max_bytes": 100_000, "allow_private": allow_private, **more})  # type: ignore[arg-type]
    return refused.value.code


def test_a_name_that_is_public_first_and_this_machine_next_is_never_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = [["8.8.8.8"], ["127.0.0.1"], ["127.0.0.1"]]
    asked: list[str] = []
    real = socket.create_connection

    def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in answers.pop(0)]

    def connect(address: tuple[str, int], *more: object) -> socket.socket:
        asked.append(address[0])
        if address[0] == "8.8.8.8":
            raise ConnectionRefusedError
        return real(address, *more)  # type: ignore[arg-type]

    with serving(lambda _: body(b"x")) as server:
        monkeypatch.setattr(addresses.socket, "getaddrinfo", resolve)
        monkeypatch.setattr(socket, "create_connection", connect)
        url = "http://tin.example.vn/feed"
        codes = [refusal(url, allow_private=False) for _ in range(2)]
    assert codes == ["not_connected", "private_address"]
    assert (asked, server.connections) == (["8.8.8.8"], 0)


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("http://169.254.169.254/latest/meta-data/", "private_address"), ("http://127.0.0.1:80/", "private_address"),
        ("http://8.8.8.8:6379/", "port"), ("file:///etc/passwd", "address"), ("gopher://8.8.8.8:70/", "address"),
        ("//[::1]/", "private_address"), ("http://[/", "address"),
    ],
)  # fmt: skip
def test_each_address_of_a_redirect_is_judged_anew(target: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first hop stands for a public server: its loopback address is let through, and nothing else is."""
    from campaign.net import outside, watch

    with serving(lambda _: redirect(target)) as server:
        monkeypatch.setattr(outside, "PORTS", (80, 443, server.port))
        first: list[str] = []

        def public(address: str) -> bool:
            first.append(address)
            return len(first) <= 2 or addresses.is_public(address)  # judged before and after connecting

        monkeypatch.setattr(watch, "is_public", public)
        assert refusal(f"{server.url}/feed", allow_private=False) == code
        assert server.connections == 1


def test_three_redirects_are_followed_and_a_fourth_is_not() -> None:
    def answer(path: str) -> bytes:
        left = int(path.rpartition("/")[2])
        return redirect(f"/{left - 1}", 301) if left else body(b"here")

    with serving(answer) as server:
        found = fetch(f"{server.url}/3")
        assert (found.body, found.url, found.moved_to) == (b"here", f"{server.url}/0", f"{server.url}/0")
        assert refusal(f"{server.url}/4") == "redirects"


def test_a_password_goes_nowhere() -> None:
    with serving(
        lambda path: redirect("http://ai:do@" + server.url[7:] + "/b") if path == "/a" else body(b"b")
    ) as server:
        assert refusal(server.url.replace("http://", "http://ai:do@")) == "credentials"
        assert fetch(f"{server.url}/a").body == b"b"
        assert "authorization" not in "".join(server.heard).lower()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://tin.vn/", "address"), ("/etc/passwd", "address"), ("http://", "address"),
        ("http://tin.vn:6379/", "port"),
        ("http://tin.vn:99999/", "address"), ("javascript:alert(1)", "address"), ("http://t n/", "address"),
        ("", "address"),
        ("https://tin.vn:443/rss", ""), ("http://tin.vn/rss", ""), ("http://tin.vn:80", ""),
    ],
)  # fmt: skip
def test_what_an_address_may_be(url: str, code: str) -> None:
    assert address_problem(url, allow_private=False) == code


def test_zeros_that_are_packed_small_are_unpacked_only_as_far_as_is_allowed() -> None:
    swelling = gzip.compress(bytes(10_000_000))
    with serving(lambda _: body(swelling, "Content-Encoding: gzip")) as server:
        assert refusal(server.url, max_bytes=FEED_BYTES) == "too_large"
        assert len(fetch(server.url, max_bytes=10_000_000).body) == 10_000_000


def test_the_body_of_a_redirect_is_not_read() -> None:
    head = b"HTTP/1.1 302 Away\r\nConnection: close\r\nLocation: /b\r\nContent-Length: 900000000\r\n\r\n"
    with serving(lambda path: head if path == "/a" else body(b"b")) as server:
        assert fetch(f"{server.url}/a").body == b"b"


def test_every_packing_that_is_asked_for_is_understood_and_no_other() -> None:
    bare = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = {
        "gzip": gzip.compress(b"tin") + gzip.compress(b" moi"), "deflate": zlib.compress(b"tin moi"), "": b"tin moi",
        "x-gzip": gzip.compress(b"tin moi"), "Deflate": bare.compress(b"tin moi") + bare.flush(),
    }  # fmt: skip
    for name, content in packed.items():
        with serving(lambda _, n=name, c=content: body(c, *([f"Content-Encoding: {n}"] if n else []))) as server:
            assert fetch(server.url).body == b"tin moi", name
    for name, content in (("br", b"x"), ("gzip, gzip", b"x"), ("gzip", b"tin"), ("gzip", gzip.compress(b"tin")[:-4])):
        with serving(lambda _, n=name, c=content: body(c, f"Content-Encoding: {n}")) as server:
            assert refusal(server.url) == "encoding", name


def test_a_server_that_drips_or_says_nothing_ends_with_the_time() -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(OK + b"\r\n")
        for _ in range(400):
            connection.sendall(b"x")
            time.sleep(0.05)

    stop = threading.Event()
    for answer in (drip, lambda connection: bool(stop.wait(20)) and None):
        with serving(lambda _, a=answer: a) as server:
            began = time.monotonic()
            assert refusal(server.url, seconds=0.4) == "timeout"
            assert time.monotonic() - began < 5
    stop.set()


def test_what_says_that_it_is_large_is_not_read() -> None:
    with serving(lambda _: OK + b"Content-Length: 900000000\r\n\r\n") as server:
        assert refusal(server.url) == "too_large"


def test_one_host_is_asked_one_thing_at_a_time() -> None:
    def slow(connection: socket.socket) -> None:
        time.sleep(0.05)
        connection.sendall(body(b"x"))

    with serving(lambda _: slow) as server:
        threads = [threading.Thread(target=fetch, args=(f"{server.url}/{n}",)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (len(server.heard), server.most_at_once) == (4, 1)


def test_proxies_of_the_environment_play_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with serving(lambda _: body(b"x")) as server:
        assert fetch(server.url).status == 200


def test_no_refusal_names_the_address() -> None:
    for url in ("http://127.0.0.1:9/secret-path", "http://khong-co.invalid/secret-path"):
        with pytest.raises(Refused) as refused:
            fetch(url)
        assert "secret-path" not in f"{refused.value!r}{refused.value.__cause__!r}{refused.value.__context__!r}"


def test_half_an_answer_is_none() -> None:
    with serving(lambda _: OK + b"Content-Length: 10\r\n\r\nhalf") as server:
        assert refusal(server.url) == "no_reply"


def test_a_strangers_wrong_header_leaves_no_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    wrong = b"HTTP/1.1 200 OK\r\nabc\r\nContent-Length: 1\r\nTransfer-Encoding: identity\r\n\r\nx"
    with serving(lambda _: wrong) as server, caplog.at_level("DEBUG"):
        fetch_outside(f"{server.url}/rieng-tu", max_bytes=100, allow_private=True)
    assert not [record for record in caplog.records if record.name.startswith("urllib3")]

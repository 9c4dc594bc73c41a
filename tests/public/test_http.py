"""The public pages behind a real server: as a reader, a player and a flood of visitors meet them."""

from __future__ import annotations

import http.client
import socket
import threading

import sqlalchemy as sa

from campaign.models import Click
from tests.public.conftest import running
from tests.public.newsroom import Newsroom


def request(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    found = response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    connection.close()
    return found


def raw(port: int, text: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(text)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer


def test_a_reader_follows_the_feed_to_the_page_to_the_picture(served: tuple[Newsroom, int]) -> None:
    newsroom, port = served
    picture = newsroom.file(b"picture" * 1000)
    newsroom.publish(newsroom.item("otp", media=[picture]))
    status, headers, body = request(port, "/feeds/tin.xml")
    assert (status, headers["content-type"]) == (200, "application/rss+xml; charset=utf-8")
    assert b"/items/otp" in body
    assert request(port, "/feeds/tin.xml", If_None_Match=headers["etag"])[::2] == (304, b"")
    assert request(port, "/items/otp")[0] == 200
    path = f"/items/otp/media/{picture['name']}"
    assert request(port, path)[2] == b"picture" * 1000
    status, headers, body = request(port, path, Range="bytes=7-13")
    assert (status, headers["content-range"], body) == (206, "bytes 7-13/7000", b"picture")


def test_ways_out_of_the_folder_end_in_small_pages(served: tuple[Newsroom, int]) -> None:
    _, port = served
    for path, status in (
        (b"/items/%2e%2e/%2e%2e/etc/passwd", b"404"),
        (b"/items/otp/media/..%2f..%2fetc%2fpasswd", b"404"),
        (b"/items/otp/media/%00", b"400"),
        (b"/items/%ff%fe", b"400"),
        (b"/public/../../../../etc/passwd", b"404"),
    ):
        answer = raw(port, b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert answer.split(b" ", 2)[1] == status, path
        assert b"root:" not in answer
        assert b"content-security-policy" in answer


def test_a_huge_body_is_refused_unread(served: tuple[Newsroom, int]) -> None:
    _, port = served
    answer = raw(port, b"POST /items/otp HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000000\r\n\r\nabc")
    assert answer.startswith(b"HTTP/1.1 405")


def test_no_visit_is_lost_when_the_server_stops(newsroom: Newsroom) -> None:
    newsroom.link("code123", target="https://dich.example.vn/")
    with running(newsroom) as port:
        visitors = [threading.Thread(target=_visit, args=(port, 50)) for _ in range(4)]
        for visitor in visitors:
            visitor.start()
        for visitor in visitors:
            visitor.join()
    with newsroom.database.read() as session:
        (click,) = session.scalars(sa.select(Click))
    assert (click.code, click.minute, click.count) == ("code123", newsroom.clock.now(), 200)


def _visit(port: int, times: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for _ in range(times):
        connection.request("GET", "/go/code123")
        response = connection.getresponse()
        response.read()
        assert response.status == 302
    connection.close()

"""A newspaper's feed made by hand, and a server on loopback that hands it out as a real one would."""

from __future__ import annotations

import hashlib
import html
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HEAD = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
    "<title>Báo Hậu Giang</title><link>https://bao.example.vn/</link><language>vi-VN</language>"
)
TAIL = "</channel></rss>"


def entry(number: int, title: str = "", body: str = "", **more: str) -> str:
    """One ``<item>``; ``more``: link, guid, picture, author, date."""
    said = {
        "title": title or f"Tin số {number}", "link": f"https://bao.example.vn/tin/{number}?utm_source=rss",
        "guid": f"tin-{number}", "date": f"Mon, {number % 28 + 1:02d} Nov 2026 07:00:00 +0700", **more,
    }  # fmt: skip
    picture = f'<media:content medium="image" url="{html.escape(said["picture"])}"/>' if "picture" in said else ""
    author = f"<dc:creator>{said['author']}</dc:creator>" if "author" in said else ""
    link = f"<link>{html.escape(said['link'])}</link>" if said["link"] else ""
    guid = f'<guid isPermaLink="false">{html.escape(said["guid"])}</guid>' if said["guid"] else ""
    text = body or f"<p>Nội dung <b>số {number}</b></p>"
    return (
        f"<item><title>{html.escape(said['title'])}</title>{link}{guid}<pubDate>{said['date']}</pubDate>"
        f"{author}{picture}<description>{html.escape(text)}</description></item>"
    )


def feed(*entries: str) -> bytes:
    return (HEAD + "".join(entries) + TAIL).encode()


@dataclass
class Newspaper:
    """``pages``: path -> (body, content type). Answers 304 to a right If-None-Match. ``asked``: (path, validator)."""

    url: str = ""
    pages: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    statuses: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def publish(self, path: str, body: bytes, kind: str = "application/rss+xml") -> str:
        self.pages[path] = (body, kind)
        return self.url + path

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        validator = request.headers.get("If-None-Match")
        self.asked.append((request.path, validator))
        status, headers = self.statuses.get(request.path, (200, {}))
        body, kind = self.pages.get(request.path, (b"", "text/plain"))
        etag = f'"{hashlib.sha256(body).hexdigest()}"'
        if status == 200 and validator == etag:
            status, body = 304, b""
        if status == 200 and request.path not in self.pages:
            status = 404
        request.send_response(status)
        for name, value in {"Content-Type": kind, "ETag": etag, "Content-Length": str(len(body)), **headers}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)


@contextmanager
def newspaper() -> Iterator[Newspaper]:
    made = Newspaper()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

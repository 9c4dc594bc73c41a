"""A small strict stand-in of S3, a process of its own: ``python -m tests.media.s3 FOLDER`` prints its port.

Path style, one bucket ``kho``: objects are put, read (whole or a range), asked for, listed and deleted (one or many).
All else: 501.
A request whose signature is wrong is 403, one whose body is not what its header says 400.
https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
"""

from __future__ import annotations

import hashlib
import hmac
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape, unescape

BUCKET = "kho"
KEY_ID, SECRET = "chia-khoa-thu", "chi-de-thu-tren-may-nay"
LISTED = "<Contents><Key>{}</Key><Size>{}</Size><LastModified>2026-12-01T00:00:00.000Z</LastModified></Contents>"


class S3(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder: Path

    def do_PUT(self) -> None:
        body = self._body()
        if body is not None and (file := self._object()) is not None:
            file.write_bytes(body)
            self._say(200)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        if self._body() is None:
            return
        asked = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        if urlsplit(self.path).path.strip("/") == BUCKET and asked.get("list-type") == "2":
            self._list(asked.get("prefix", ""))
        elif (file := self._object()) is not None:
            self._send(file)

    def do_DELETE(self) -> None:
        if self._body() is not None and (file := self._object()) is not None:
            file.unlink(missing_ok=True)
            self._say(204)

    def do_POST(self) -> None:
        """https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html"""
        body = self._body()
        if body is None:
            return
        if urlsplit(self.path).path.strip("/") != BUCKET or urlsplit(self.path).query.rstrip("=") != "delete":
            self._refuse(501, "NotImplemented")
            return
        keys = [unescape(key) for key in re.findall(r"<Key>(.*?)</Key>", body.decode())]
        for key in keys:
            (self.folder / quote(key, safe="")).unlink(missing_ok=True)
        gone = "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys)
        self._say(200, f"<DeleteResult>{gone}</DeleteResult>".encode())

    def _list(self, prefix: str) -> None:
        """Everything below the prefix: nobody here asks by folder."""
        keys = {unquote(file.name): file.stat().st_size for file in sorted(self.folder.iterdir())}
        rows = [LISTED.format(escape(key), size) for key, size in keys.items() if key.startswith(prefix)]
        about = f"<Name>{BUCKET}</Name><KeyCount>{len(rows)}</KeyCount><IsTruncated>false</IsTruncated>"
        self._say(200, f"<ListBucketResult>{about}{''.join(rows)}</ListBucketResult>".encode())

    def _send(self, file: Path) -> None:
        if not file.is_file():
            self._refuse(404, "NoSuchKey")
            return
        content = file.read_bytes()
        span = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        self._say(206 if span else 200, content[int(span[1]) : int(span[2]) + 1] if span else content)

    def _object(self) -> Path | None:
        """Where that object lies; None: answered already."""
        url = urlsplit(self.path)
        bucket, _, key = unquote(url.path).lstrip("/").partition("/")
        if bucket != BUCKET or not key or set(dict(parse_qsl(url.query))) - {"x-id"}:
            self._refuse(501, "NotImplemented")
            return None
        return self.folder / quote(key, safe="")

    def _body(self) -> bytes | None:
        """The body of a request that is signed by us and whole; None: answered already."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("x-amz-content-sha256") != hashlib.sha256(body).hexdigest():
            self._refuse(400, "XAmzContentSHA256Mismatch")
        elif not hmac.compare_digest(self.headers.get("Authorization", ""), self._signed()):
            self._refuse(403, "SignatureDoesNotMatch")
        else:
            return body
        return None

    def _signed(self) -> str:
        """The Authorization header that belongs to this request."""
        said = re.search(
            r"Credential=[^/]+/(\d{8}/[^,]+), SignedHeaders=([^,]+)", self.headers.get("Authorization", "")
        )
        if not said:
            return "no"
        url, scope, names = urlsplit(self.path), said[1], said[2].split(";")
        query = "&".join(
            f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
            for name, value in sorted(parse_qsl(url.query, keep_blank_values=True))
        )
        headers = "".join(f"{name}:{' '.join(self.headers.get(name, '').split())}\n" for name in names)
        asked = "\n".join(
            (self.command, url.path, query, headers, ";".join(names), self.headers.get("x-amz-content-sha256", ""))
        )
        told = "\n".join(
            ("AWS4-HMAC-SHA256", self.headers.get("x-amz-date", ""), scope, hashlib.sha256(asked.encode()).hexdigest())
        )
        key = f"AWS4{SECRET}".encode()
        for part in (*scope.split("/"), told):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return f"AWS4-HMAC-SHA256 Credential={KEY_ID}/{scope}, SignedHeaders={said[2]}, Signature={key.hex()}"

    def _refuse(self, status: int, code: str) -> None:
        self._say(status, f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode())

    def _say(self, status: int, content: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Last-Modified", "Tue, 01 Dec 2026 00:00:00 GMT")
        self.send_header("ETag", f'"{hashlib.sha256(content).hexdigest()[:32]}"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


def main(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bucket", (S3,), {"folder": folder}))
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

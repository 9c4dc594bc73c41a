"""Style, script, font and icons, under ``/static/<hash>/...``: another content, another address, kept for ever.

All files are read once (300 kB) and answered from memory by their exact name, so no path can lead out of the folder.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from campaign.web.asgi import Receive, Scope, Send, header

FOR_EVER = b"public, max-age=31536000, immutable"
KINDS = {
    ".css": b"text/css; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".svg": b"image/svg+xml",
    ".woff2": b"font/woff2",
}
SQUEEZED = (".css", ".js", ".svg")


@dataclass(frozen=True)
class StaticFile:
    """One file as it is sent; ``zipped`` is empty where compressing gains nothing."""

    kind: bytes
    content: bytes
    zipped: bytes


class StaticFiles:
    """The folder's files by name, and one hash over them all: style sheets name their fonts relative to themselves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def by_name(self) -> dict[str, StaticFile]:
        paths = sorted(path for path in self.folder.rglob("*") if path.suffix in KINDS)
        return {path.relative_to(self.folder).as_posix(): _read(path) for path in paths}

    @cached_property
    def version(self) -> str:
        digest = hashlib.sha256()
        for name, file in self.by_name.items():
            digest.update(f"{name}\0{len(file.content)}\0".encode() + file.content)
        return digest.hexdigest()[:16]

    def url(self, name: str) -> str:
        """The address of a file. Raises KeyError for a name that is not there: a template's mistake."""
        assert self.by_name[name]
        return f"/static/{self.version}/{name}"


class Statics:
    """Answers what is asked under the mount; an address of another version still answers, but is not kept."""

    def __init__(self, files: StaticFiles) -> None:
        self.files = files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        version, _, name = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/").partition("/")
        file = self.files.by_name.get(name)
        if scope["method"] not in ("GET", "HEAD"):
            await _answer(send, 405, [(b"allow", b"GET, HEAD")], b"")
        elif file is None:
            await _answer(send, 404, [(b"content-type", b"text/plain; charset=utf-8")], b"404\n")
        else:
            await self._file(scope, send, file, version == self.files.version)

    async def _file(self, scope: Scope, send: Send, file: StaticFile, current: bool) -> None:
        headers = [(b"content-type", file.kind), (b"cache-control", FOR_EVER if current else b"no-cache")]
        body = file.content
        if file.zipped:
            headers.append((b"vary", b"accept-encoding"))
            if "gzip" in (header(scope, b"accept-encoding") or ""):
                headers.append((b"content-encoding", b"gzip"))
                body = file.zipped
        await _answer(send, 200, headers, body, head=scope["method"] == "HEAD")


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes, head: bool = False) -> None:
    headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else body})


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    zipped = gzip.compress(content, 9, mtime=0) if path.suffix in SQUEEZED else b""
    return StaticFile(KINDS[path.suffix], content, zipped)

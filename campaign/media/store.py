"""Files by the hash of their bytes: ``<folder>/<aa>/<sha256>``, written whole or not at all, for the owner only.

With a store for many machines (``CAMPAIGN_MEDIA_URL``) the folder keeps what this machine has made or fetched.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
from pathlib import Path
from typing import BinaryIO, cast

from campaign.errors import NotFound
from campaign.media.remote import RemoteMedia
from campaign.settings import Settings

CHUNK = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")


class MediaStore:
    """What is stored under one name never changes, so a reader needs no lock and a cache may keep it for ever."""

    def __init__(self, folder: Path, remote: RemoteMedia | None = None) -> None:
        self.folder, self.remote = folder, remote

    @classmethod
    def of(cls, settings: Settings) -> MediaStore:
        """This program's store."""
        return cls(settings.media_folder, RemoteMedia(settings.media_url) if settings.media_url else None)

    def path(self, sha256: str) -> Path:
        """Where that file lies, fetched first if only the common store has it; or where it would lie.

        Raises NotFound for anything that is not a SHA-256 in lower-case hex, Mistake where the store does not answer.
        """
        place = self._place(sha256)
        if self.remote and not place.is_file():
            self.remote.fetch(sha256, place)
        return place

    def _place(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise NotFound("Không có tệp nào mang tên này trong kho.")
        return self.folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Is it stored?"""
        return self._place(sha256).is_file() or (self.remote is not None and self.remote.has(sha256))

    def sizes(self) -> dict[str, int]:
        """{sha256: bytes} of everything stored, here and in the common store."""
        here = {file.name: file.stat().st_size for file in self.folder.glob("[0-9a-f][0-9a-f]/*") if file.is_file()}
        kept = {name: size for name, size in here.items() if _SHA256.fullmatch(name)}
        return {**(self.remote.sizes() if self.remote else {}), **kept}

    def is_sound(self, sha256: str) -> bool:
        """Is it there, and what its name says?"""
        try:
            with self.open(sha256) as file:
                return hash_of(file) == sha256
        except NotFound:
            return False

    def open(self, sha256: str) -> BinaryIO:
        """The stored bytes for reading. Raises NotFound."""
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError:
            raise NotFound("Tệp này không còn trong kho. Hãy chạy: campaign sync") from None

    def remove(self, sha256: str) -> None:
        """Forget these bytes; what is not there is gone already."""
        self._place(sha256).unlink(missing_ok=True)
        if self.remote:
            self.remote.remove(sha256)

    def put(self, content: bytes) -> str:
        """Store these bytes; returns their SHA-256."""
        with self.workplace() as folder:
            made = Path(folder) / "new"
            made.write_bytes(content)
            return self.take(made)

    def take(self, made: Path) -> str:
        """Move a finished file of ``workplace()`` into the store; returns its SHA-256."""
        with made.open("rb") as file:
            sha256 = hash_of(file)
            os.fchmod(file.fileno(), 0o600)
            os.fsync(file.fileno())
        if self.remote:
            self.remote.send(sha256, made)
        final = self._place(sha256)
        final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made.replace(final)
        folder = os.open(final.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return sha256

    def workplace(self) -> tempfile.TemporaryDirectory[str]:
        """A folder on the same disk for files in the making; it goes when its ``with`` block ends."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return tempfile.TemporaryDirectory(prefix=".making-", dir=self.folder)


def hash_of(file: BinaryIO) -> str:
    """SHA-256 of everything from the start of an open file, without holding it in memory."""
    file.seek(0)
    return hashlib.file_digest(cast(io.BufferedReader, file), "sha256").hexdigest()

"""Files by the hash of their bytes: ``<folder>/<aa>/<sha256>``, written whole or not at all, for the owner only."""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
from pathlib import Path
from typing import BinaryIO, cast

from campaign.errors import NotFound

CHUNK = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")


class MediaStore:
    """What is stored under one name never changes, so a reader needs no lock and a cache may keep it for ever."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where that file lies or would lie. Raises NotFound for anything that is not a SHA-256 in lower-case hex."""
        if not _SHA256.fullmatch(sha256):
            raise NotFound("Không có tệp nào mang tên này trong kho.")
        return self.folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Is it stored?"""
        return self.path(sha256).is_file()

    def open(self, sha256: str) -> BinaryIO:
        """The stored bytes for reading. Raises NotFound."""
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError:
            raise NotFound("Tệp này không còn trong kho. Hãy chạy: campaign sync") from None

    def remove(self, sha256: str) -> None:
        """Forget these bytes; what is not there is gone already."""
        self.path(sha256).unlink(missing_ok=True)

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
        final = self.path(sha256)
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

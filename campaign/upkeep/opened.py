"""An archive as it came from outside: nothing in it is believed before it was checked.

Refused: names that lead out of the folder, links, names twice, files that the manifest does not list, and what would
fill the disk (caps on entries, sizes and how far a file unfolds).
"""

from __future__ import annotations

import hashlib
import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from pydantic import ValidationError

from campaign.errors import Mistake
from campaign.media.store import CHUNK
from campaign.media.uploads import RESERVE_BYTES
from campaign.upkeep.manifest import DATABASE, KEY, MANIFEST, MEDIA, WORKSPACE, Listed, Manifest

MOST_ENTRIES = 200_000
MOST_MANIFEST = 64 << 20
MOST_KEY = 1 << 16
"""Bytes. Everything else is bounded by the room on the disk."""
MOST_UNFOLDED = 400
"""How many times larger a packed file may become; a database of equal rows stays under a hundred."""
SMALL = 8 << 20
"""Under this no ratio matters."""
_MEDIA = re.compile(rf"{MEDIA}([0-9a-f]{{2}})/\1[0-9a-f]{{62}}")
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError)


class Archive:
    """An open archive whose page of contents fits what is in it; the bytes are checked as they are read."""

    def __init__(self, path: Path, file: zipfile.ZipFile) -> None:
        self.path, self._zip = path, file
        self._entries = _entries(file)
        self.manifest = self._manifest()
        self.listed = self.manifest.listed()
        self._compare()

    @property
    def size(self) -> int:
        """Bytes that everything in it takes once it is unfolded."""
        return sum(entry.file_size for entry in self._entries.values())

    def require_room(self, folder: Path) -> None:
        """Raise Mistake where unfolding everything into ``folder`` would fill its disk."""
        if shutil.disk_usage(folder).free < self.size + RESERVE_BYTES:
            raise Mistake(f"Đĩa không đủ chỗ để mở bản sao lưu (cần khoảng {self.size / 1e9:.1f} GB trống ở {folder}).")

    def extract(self, listed: Listed, target: Path) -> None:
        """Its bytes into a new file, mode 0600. Raises Mistake where they are not what the manifest says."""
        with target.open("xb") as file:
            target.chmod(0o600)
            self._read(listed, file.write)

    def check(self, listed: Listed) -> None:
        """The same without keeping the bytes."""
        self._read(listed, lambda _: None)

    def _read(self, listed: Listed, keep: Callable[[bytes], object]) -> None:
        digest, size = hashlib.sha256(), 0
        try:
            with self._zip.open(self._entries[listed.name]) as source:
                while chunk := source.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    if size > listed.size:
                        break
                    keep(chunk)
        except UNREADABLE:
            raise Mistake(f"Bản sao lưu bị hỏng ở {listed.name}. Hãy dùng bản khác.") from None
        if size != listed.size or digest.hexdigest() != listed.sha256:
            raise Mistake(f"Bản sao lưu bị hỏng: {listed.name} không đúng như lúc được ghi. Hãy dùng bản khác.")

    def _manifest(self) -> Manifest:
        if MANIFEST not in self._entries:
            raise Mistake(f"{self.path} không phải bản sao lưu của campaign (thiếu {MANIFEST}).")
        if self._entries[MANIFEST].file_size > MOST_MANIFEST:
            raise Mistake(f"Bản sao lưu không dùng được: {MANIFEST} lớn quá mức.")
        try:
            return Manifest.model_validate_json(self._zip.read(self._entries[MANIFEST]))
        except ValidationError:
            raise Mistake(f"Bản sao lưu bị hỏng hoặc thuộc phiên bản khác: không đọc được {MANIFEST}.") from None
        except UNREADABLE:
            raise Mistake(f"Bản sao lưu bị hỏng ở {MANIFEST}. Hãy dùng bản khác.") from None

    def _compare(self) -> None:
        if self.manifest.database.name != DATABASE:
            raise Mistake(f"Bản sao lưu không dùng được: cơ sở dữ liệu phải mang tên {DATABASE}.")
        there = self._entries.keys() - {MANIFEST}
        if missing := sorted(self.listed.keys() - there):
            raise Mistake(f"Bản sao lưu thiếu tệp {missing[0]} ({len(missing)} tệp thiếu).")
        if foreign := sorted(there - self.listed.keys()):
            raise Mistake(f"Bản sao lưu có tệp lạ {foreign[0]!r} ({len(foreign)} tệp). Không khôi phục từ bản này.")
        for one in self.listed.values():
            if self._entries[one.name].file_size != one.size:
                raise Mistake(f"Bản sao lưu bị hỏng: {one.name} không đúng kích thước.")


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Raises Mistake for what is no archive of ours, or a hostile one."""
    try:
        file: BinaryIO = path.open("rb")
    except OSError as error:
        raise Mistake(f"Không mở được {path}: {error.strerror}") from None
    with file:
        try:
            opened = zipfile.ZipFile(file)
        except UNREADABLE:
            raise Mistake(f"{path} không phải bản sao lưu của campaign, hoặc đã hỏng.") from None
        with opened:
            yield Archive(path, opened)


def _entries(file: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    entries = file.infolist()
    if len(entries) > MOST_ENTRIES:
        raise Mistake(f"Bản sao lưu có quá nhiều tệp ({len(entries)}). Không khôi phục từ bản này.")
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        if why := _objection(entry):
            raise Mistake(f"Bản sao lưu có tệp không an toàn ({entry.filename!r}: {why}). Không khôi phục từ bản này.")
        if entry.filename in found:
            raise Mistake(f"Bản sao lưu có hai tệp cùng tên {entry.filename!r}. Không khôi phục từ bản này.")
        found[entry.filename] = entry
    return found


def _objection(entry: zipfile.ZipInfo) -> str:
    """Why this entry is not taken; empty: it is."""
    name, mode = entry.filename, entry.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG) or entry.is_dir():
        return "không phải tệp thường"
    if entry.flag_bits & 0x1:
        return "có mật khẩu"
    if not _is_known_place(name):
        return "tên không hợp lệ"
    if name == KEY and entry.file_size > MOST_KEY:
        return "lớn quá mức"
    if entry.file_size > SMALL and entry.file_size > MOST_UNFOLDED * max(entry.compress_size, 1):
        return "nén bất thường"
    return ""


def _is_known_place(name: str) -> bool:
    if name in (MANIFEST, DATABASE, KEY) or _MEDIA.fullmatch(name):
        return True
    path = PurePosixPath(name)
    clean = str(path) == name and not {"..", "."} & set(path.parts) and not path.is_absolute()
    return clean and name.startswith(WORKSPACE) and not re.search(r"[\\:\x00-\x1f\x7f]", name)

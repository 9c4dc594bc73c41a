"""Reading the workspace's files: whole trees without leaving the workspace, and text with its faults told.

A symbolic link may point elsewhere inside the workspace, not outside, not nowhere, and not into var/ (a link named
``poster.pdf`` to ``var/secret.key`` would be published). Hidden names are not looked at: editors keep locks there,
Emacs as dangling links.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from campaign.workspace.mistakes import Mistakes
from campaign.workspace.text import clean_text

LARGEST_TEXT = 2_000_000
"""bytes, of an item or a template"""
LARGEST_TOML = 500_000
"""bytes; the plan of a province is 40,000"""

_CLOSED = ("var", ".git")


@dataclass(frozen=True, slots=True)
class Found:
    """A file or folder of the workspace; ``path`` is relative to its root, with ``/``."""

    path: str
    is_folder: bool

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.path.split("/"))


def walk(root: Path, top: str, mistakes: Mistakes) -> list[Found]:
    """Every file and folder below ``root/top``, by path. A folder is entered once, however many links lead to it."""
    if not exists(root, top, mistakes) or not (root / top).is_dir():
        return []
    found: list[Found] = []
    entered: set[tuple[int, int]] = set()
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        for path in _entries(root, folder, entered, mistakes):
            kind = _kind(root, path, mistakes)
            if kind:
                found.append(Found(path, kind == "folder"))
            if kind == "folder":
                waiting.append(path)
    return sorted(found, key=lambda each: each.path)


def exists(root: Path, path: str, mistakes: Mistakes) -> bool:
    """Whether that file or folder is there to be read; a bad link or a device in its place is a mistake."""
    return os.path.lexists(root / path) and _kind(root, path, mistakes) != ""


def read_bytes(root: Path, path: str, mistakes: Mistakes, largest: int = LARGEST_TEXT) -> bytes | None:
    """The bytes of a regular file that has at most ``largest``; None, with a mistake, otherwise."""
    try:
        with (root / path).open("rb") as file:
            raw = file.read(largest + 1)
    except OSError as error:
        mistakes.add(path, 1, f"không đọc được tệp: {error.strerror or error}")
        return None
    if len(raw) > largest:
        mistakes.add(path, 1, f"tệp quá lớn: tệp này được tối đa {largest // 1000} kB")
        return None
    return raw


def decode(raw: bytes, path: str, mistakes: Mistakes) -> str | None:
    """Clean text of UTF-8 bytes; None, with a mistake at the line of the first wrong byte, otherwise."""
    try:
        return clean_text(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        mistakes.add(path, line, "chữ không phải UTF-8: hãy lưu lại tệp với bảng mã UTF-8")
        return None


def read_text(root: Path, path: str, mistakes: Mistakes, largest: int = LARGEST_TEXT) -> str | None:
    """``read_bytes`` and ``decode`` in one."""
    raw = read_bytes(root, path, mistakes, largest)
    return None if raw is None else decode(raw, path, mistakes)


def _entries(root: Path, folder: str, entered: set[tuple[int, int]], mistakes: Mistakes) -> list[str]:
    try:
        status = (root / folder).stat()
        names = sorted(os.listdir(root / folder))
    except OSError as error:
        mistakes.add(folder, 1, f"không mở được thư mục: {error.strerror or error}")
        return []
    if (status.st_dev, status.st_ino) in entered:
        return []
    entered.add((status.st_dev, status.st_ino))
    return [f"{folder}/{name}" for name in names if not name.startswith(".")]


def _kind(root: Path, path: str, mistakes: Mistakes) -> str:
    """ "file", "folder", or "" with a mistake."""
    here = root / path
    try:
        if here.is_symlink():
            target = here.resolve(strict=True)
            home = root.resolve()
            if not target.is_relative_to(home):
                mistakes.add(path, 1, "liên kết tượng trưng dẫn ra ngoài workspace")
                return ""
            if target.relative_to(home).parts[:1] and target.relative_to(home).parts[0] in _CLOSED:
                mistakes.add(path, 1, f"liên kết tượng trưng dẫn vào {target.relative_to(home).parts[0]}/")
                return ""
        mode = here.stat().st_mode
    except (OSError, RuntimeError):
        mistakes.add(path, 1, "liên kết tượng trưng không dẫn tới đâu, hoặc tệp không đọc được")
        return ""
    if stat.S_ISDIR(mode):
        return "folder"
    if stat.S_ISREG(mode):
        return "file"
    mistakes.add(path, 1, "không phải tệp thường")
    return ""

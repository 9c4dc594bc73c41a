"""Seals secrets with the installation's key file. The credential key stands inside the plaintext, so that a
sealed text moved to another row is refused.

The key file holds one Fernet key a line, newest first (https://cryptography.io/en/latest/fernet/); mode 0600.
"""

from __future__ import annotations

import json
import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from campaign.errors import Mistake

REMEMBERED = 256
"""Sets of secrets."""


class Vault:
    """Opens and seals. Raises Mistake for a key file that others may read, is damaged, or is not the right one."""

    def __init__(self, key_file: Path) -> None:
        self.key_file = key_file
        self._read: tuple[tuple[int, int], MultiFernet] | None = None
        self._opened: dict[str, dict[str, Any]] = {}
        """What this key has opened, since each step at a platform opens the same again. No more of a risk than the key
        itself, which is in memory too."""

    def seal(self, key: str, secrets: Mapping[str, str]) -> str:
        plain = json.dumps({"channel": key, "secrets": dict(secrets)}, ensure_ascii=False)
        return self._fernet.encrypt(plain.encode()).decode()

    def open(self, key: str, sealed: str) -> dict[str, str]:
        if self._found is None:  # a new one would open nothing
            raise Mistake(
                f"Không có tệp khóa {self.key_file}, nên không mở được bí mật của kênh {key}. "
                "Hãy đặt lại đúng tệp khóa, hoặc kết nối lại kênh: campaign channel connect"
            )
        fernet = self._fernet  # read again, and what it opened forgotten, where the key file has changed
        try:
            plain = self._opened.get(sealed) or json.loads(fernet.decrypt(sealed.encode()))
        except InvalidToken:
            raise Mistake(
                f"Khóa trong {self.key_file.name} không mở được bí mật của kênh {key}. "
                "Hãy đặt lại đúng tệp khóa, hoặc kết nối lại kênh: campaign channel connect"
            ) from None
        if plain.get("channel") != key:
            raise Mistake(f"Bí mật đang lưu không phải của kênh {key}. Hãy kết nối lại kênh này.")
        if len(self._opened) >= REMEMBERED:
            self._opened.clear()
        self._opened[sealed] = plain
        return dict(plain["secrets"])

    @property
    def _fernet(self) -> MultiFernet:
        """Read again where the file has changed: nobody seals with a key that ``keys rotate`` has taken away."""
        found = self._found
        if found is None:
            _make_key(self.key_file)
            found = self.key_file.stat()
        if self._read is None or self._read[0] != (found.st_ino, found.st_mtime_ns):
            self._opened.clear()
            self._read = (found.st_ino, found.st_mtime_ns), self._keys(found.st_mode)
        return self._read[1]

    @property
    def _found(self) -> os.stat_result | None:
        try:
            return os.stat(self.key_file)
        except FileNotFoundError:
            return None

    def _keys(self, mode: int) -> MultiFernet:
        if stat.S_IMODE(mode) & 0o077:
            raise Mistake(f"Người khác đọc được tệp khóa {self.key_file}. Hãy chạy: chmod 600 {self.key_file}")
        try:
            lines = [line.strip() for line in self.key_file.read_text("ascii").splitlines() if line.strip()]
            return MultiFernet([Fernet(line) for line in lines])
        except ValueError:
            raise Mistake(f"Tệp khóa {self.key_file} bị hỏng. Hãy lấy lại từ bản sao lưu.") from None


def _make_key(path: Path) -> None:
    """A new key, complete and durable before anything is sealed with it; of several makers at once the first wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)  # its own draft, and mode 0600
    draft = Path(name)
    try:
        os.write(handle, Fernet.generate_key() + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()

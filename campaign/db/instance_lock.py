"""One program at a time may run the clock on a SQLite file. The lock dies with its holder, kill -9 included."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

from sqlalchemy.engine import make_url

from campaign.errors import Mistake


class InstanceLock:
    """flock on ``<database>.lock``; the file holds the holder's pid for the sentence that the second one prints."""

    def __init__(self, url: str) -> None:
        path = make_url(url).database if url.startswith("sqlite") else None
        self.path = Path(f"{path}.lock") if path else None
        self._file: int | None = None

    def __enter__(self) -> InstanceLock:
        if self.path is None:
            return self
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "?"
            os.close(handle)
            raise Mistake(
                f"Một chương trình khác (pid {holder}) đang chạy trên {self.path.with_suffix('')}. "
                "Hãy dừng nó trước, hoặc để nó làm việc này."
            ) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        self._file = handle
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

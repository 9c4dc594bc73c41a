"""Where a rehearsal keeps its copy: a folder for the owner alone, gone when the rehearsal ends, however it ends.

Each holds a lock on its folder (flock, https://man7.org/linux/man-pages/man2/flock.2.html), which dies with its holder,
kill -9 included: the next rehearsal takes away what no living process owns.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from campaign.errors import Mistake

PREFIX = "campaign-rehearsal-"


@contextmanager
def own_folder() -> Iterator[Path]:
    """A new folder of mode 0700, locked while the block runs. Raises Mistake where there can be none."""
    try:
        _take_away_what_was_left()
        folder, lock = _made()
    except OSError as error:
        raise Mistake(
            f"Không tạo được thư mục tạm để diễn tập ({error.strerror}). "
            "Hãy dọn bớt tệp trên đĩa, hoặc đặt TMPDIR là một thư mục còn chỗ."
        ) from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _made() -> tuple[Path, int]:
    """The folder, and what locks it. Another's sweep may come between making and locking: then there is a new try."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        lock = _opened(folder)
        if lock is None:
            continue
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():
            return folder, lock
        os.close(lock)


def _take_away_what_was_left() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        lock = _opened(folder)
        if lock is None:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            pass  # one that is running
        finally:
            os.close(lock)


def _opened(folder: Path) -> int | None:
    """None for what is gone, is no folder, or is another person's."""
    try:
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    if os.fstat(lock).st_uid == os.geteuid():
        return lock
    os.close(lock)
    return None

"""Is it that the disk is full? SQLite and the system each have a word for it."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError

LAST_BYTES = 200_000
"""With less than this SQLite can often not even open what is there (its -shm file, for one)."""


def says_full(error: BaseException) -> bool:
    """https://www.sqlite.org/rescode.html#full, and ENOSPC and EDQUOT of the system."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT)


def is_full(folder: Path, least_bytes: int = LAST_BYTES) -> bool:
    """Whether less than so much is free on the disk of ``folder``."""
    return shutil.disk_usage(folder).free < least_bytes

"""Temporary folders in memory.

The program asks for the disk at each commit (fsync), and copying a PostgreSQL database costs ten times as much on ext4.
What the program asks of the disk stays the same; no test pulls a plug.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
NEEDED_BYTES = 2 * 1024**3


def use_memory() -> None:
    """Let TMPDIR be in memory, for this process and all that it starts; a machine with little of it keeps its disk.
    Whoever has set TMPDIR has chosen."""
    if "TMPDIR" not in os.environ and MEMORY.is_dir():
        place = os.statvfs(MEMORY)
        if place.f_bavail * place.f_frsize >= NEEDED_BYTES and not place.f_flag & os.ST_NOEXEC:
            os.environ["TMPDIR"] = str(MEMORY)
            tempfile.tempdir = None  # what was found before is forgotten

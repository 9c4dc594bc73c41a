"""Room on the disk: what is sent must be put on record, so nothing is sent while there may be no room for that."""

from __future__ import annotations

import shutil
from pathlib import Path

from campaign.errors import Mistake

RESERVE_BYTES = 20_000_000
"""Kept for intents, receipts and the journal of what was already under way when the disk filled up."""


def require_room(folder: Path) -> None:
    """Raise Mistake where the disk of ``folder`` (or of what will hold it) has less than the reserve."""
    there = next((place for place in (folder, *folder.parents) if place.exists()), Path("/"))
    free = shutil.disk_usage(there).free
    if free < RESERVE_BYTES:
        raise Mistake(
            f"Đĩa chứa {folder} gần đầy (còn {free / 1e6:.0f} MB). Chưa gửi bài nào nữa, vì có thể không ghi lại được. "
            f"Hãy dọn bớt tệp: từ {RESERVE_BYTES / 1e6:.0f} MB trở lên, các bài tự đi tiếp."
        )

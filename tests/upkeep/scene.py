"""What the tests of upkeep have in common."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from campaign.media.store import MediaStore
from campaign.models import MediaRow
from tests.delivery.stage import Stage

BYTES = b"a picture, as far as a store knows"
HOUR = timedelta(hours=1)


def filled(stage: Stage) -> tuple[int, int]:
    """One item on Telegram and RSS, due in an hour; a stored file; a plan on disk. Ids of the two deliveries."""
    stage.add_channel("telegram")
    stage.add_channel("tin", "rss")
    stage.add_item("otp")
    (stage.folder / "plan.toml").write_text("schema = 1\n")
    sha256 = MediaStore(stage.settings.media_folder).put(BYTES)
    with stage.database.write() as session:
        session.add(
            MediaRow(
                sha256=sha256,
                source_sha256=sha256,
                kind="image",
                mime="image/png",
                name="a.png",
                size=len(BYTES),
                created_at=stage.now(),
            )
        )
    at = stage.now() + HOUR
    return stage.deliver("otp", "telegram", at), stage.deliver("otp", "tin", at)


def hold_on(ready: Path) -> Any:
    """In a child: say that this point is reached, and stay there until killed."""
    ready.touch()
    while True:
        time.sleep(60)

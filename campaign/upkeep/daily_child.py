"""The daily backup as a process of its own: its memory and its CPU time are nobody else's.

Reads one JSON object from stdin (the settings it needs); prints the name of the archive, or one sentence on stderr and
ends with 1.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from campaign.db import Database
from campaign.db.schema import require_current
from campaign.errors import Mistake
from campaign.settings import Settings
from campaign.upkeep.daily import daily


def started(settings: Settings) -> subprocess.Popen[str]:
    """A child that makes it now; the caller waits for it or ends it."""
    child = subprocess.Popen(
        [sys.executable, "-m", "campaign.upkeep.daily_child"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdin is not None
    child.stdin.write(
        json.dumps(  # not in the arguments: anybody on the machine reads those, and an address may hold a password
            {"workspace": str(settings.workspace), "url": settings.database_url, "media_url": settings.media_url}
        )
    )
    child.stdin.close()
    child.stdin = None
    return child


def main() -> int:
    """What the child does."""
    os.nice(10)
    given = json.load(sys.stdin)
    settings = Settings(workspace=Path(given["workspace"]), database_url=given["url"], media_url=given["media_url"])
    database = Database(settings.database_url)
    try:
        require_current(database)
        print(daily(database, settings).path.name)
    except Mistake as mistake:
        print(mistake, file=sys.stderr)
        return 1
    finally:
        database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

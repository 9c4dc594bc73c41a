"""The newest rehearsal as the page shows it: one file in ``var``, whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path

from campaign.rehearse.told import Rehearsal
from campaign.settings import Settings

NAME = "rehearsal.json"


def keep(settings: Settings, rehearsal: Rehearsal) -> Path:
    """Replace the one that is kept. For the owner alone: titles of posts that are not out yet stand in it."""
    settings.var.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = settings.var / NAME
    draft = path.with_name(f".{NAME}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(rehearsal.as_json(), file, ensure_ascii=False)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path

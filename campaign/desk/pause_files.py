"""A pause of schedules.toml that a person changed or removed on the page stays as the person left it.

The file still declares it; a fact with the hash of that declaration says that it has been dealt with. Declared anew
in other words, it comes in again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from campaign.models import Fact, Pause

FILES = "files"
NAMES = ("from_at", "to_at", "channels", "except_tags", "reason")


def keep_from_files(session: Session, now: datetime, pause: Pause) -> None:
    """Remember what the file says, before the row is changed or deleted. Nothing for one that is the page's own."""
    if pause.origin == FILES:
        session.merge(Fact(name=_fact(pause.model_dump()), value=pause.reason, at=now))


def is_kept(session: Session, declared: Mapping[str, Any]) -> bool:
    """Whether a person has dealt with exactly this declaration on the page."""
    return session.get(Fact, _fact(declared)) is not None


def _fact(columns: Mapping[str, Any]) -> str:
    said = {name: columns[name] for name in NAMES}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=_utc)
    return f"pause:{hashlib.sha256(text.encode()).hexdigest()}"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()

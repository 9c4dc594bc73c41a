"""What the doctor says: one line about one thing."""

from __future__ import annotations

from dataclasses import dataclass

AREAS = ("database", "disk", "clock", "keys", "channels", "media", "feeds", "backups", "version")
"""In the order in which they are told."""


@dataclass(frozen=True)
class Finding:
    """``area``: one of AREAS. ``ok`` false: something needs a person, and ``says`` tells what to do."""

    area: str
    ok: bool
    says: str

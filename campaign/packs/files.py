"""Names of files that leave the house: ASCII, short, the same for the same words."""

from __future__ import annotations

import re

from campaign.workspace.folding import fold


def file_stem(text: str, otherwise: str = "goi") -> str:
    """ "UBND phường Vị Tân" -> "ubnd-phuong-vi-tan"; at most 60 characters."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text))[:60].strip("-") or otherwise

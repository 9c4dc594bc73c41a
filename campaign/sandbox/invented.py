"""Secrets that open nothing but a stand-in: new ones each time, so that none is written down anywhere."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from campaign.sandbox.facebook import page_token


def invented(platform: str, options: Mapping[str, Any]) -> dict[str, str]:
    """What ``channel connect`` would be given; nothing for a platform that needs none."""
    if platform == "telegram":
        return {"bot_token": f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(26)}"}
    if platform == "facebook":
        app_id = str(secrets.randbelow(10**15))
        return {"page_token": page_token(options["page_id"]), "app_id": app_id, "app_secret": secrets.token_hex(16)}
    if platform == "zalo":
        return {name: secrets.token_urlsafe(26) for name in ("app_secret", "access_token", "refresh_token")}
    return {}

"""Updates that Telegram sends to our webhook: https://core.telegram.org/bots/api#update

Only ``message_reaction_count`` is asked for: how many reactions a post has now (a state, not a difference). Telegram
does not tell a bot of its own posts, so no update proves one. The header ``X-Telegram-Bot-Api-Secret-Token`` carries
the word that we gave with setWebhook; it is derived from the bot's token, so that there is nothing more to store.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from campaign.errors import Rejected, Unauthorized
from campaign.platforms.seam import Destination, Event
from campaign.platforms.telegram.table import remote_id

HEADER = "x-telegram-bot-api-secret-token"
API = "Bot API update"


def secret_of(bot_token: str) -> str:
    """The webhook's word: 64 of the characters that setWebhook takes; it does not lead back to the token."""
    return hmac.new(bot_token.encode(), b"campaign telegram webhook", hashlib.sha256).hexdigest()


def read(to: Destination, headers: Mapping[str, str], body: bytes) -> list[Event]:
    """Raises Unauthorized without the right word (before the body is looked at), Rejected for what is no update."""
    token = to.credentials.read().get("bot_token", "")
    said = next((value for name, value in headers.items() if name.lower() == HEADER), "")
    if not token or not hmac.compare_digest(said.encode(), secret_of(token).encode()):
        raise Unauthorized("signature", "Sự kiện không mang mật hiệu của bot này.")
    try:
        told = json.loads(body)
        update_id = int(told["update_id"])
        count = told.get("message_reaction_count")
        return [_reactions(update_id, count)] if count else []
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        raise Rejected("webhook", "Sự kiện của Telegram không đọc được.") from None


def _reactions(update_id: int, count: Mapping[str, Any]) -> Event:
    """https://core.telegram.org/bots/api#messagereactioncountupdated : totals, in any order; the last one holds."""
    at = datetime.fromtimestamp(int(count["date"]), UTC)
    return Event(
        id=str(update_id),
        kind="figures",
        remote_id=remote_id(int(count["chat"]["id"]), int(count["message_id"])),
        data={
            "figures": {"reactions": sum(int(reaction["total_count"]) for reaction in count["reactions"])},
            "at": at.isoformat(),
            "native_name": "message_reaction_count",
            "api_version": API,
        },
    )

"""Updates: by webhook or by asking, never both. https://core.telegram.org/bots/api#getting-updates

The stand-in keeps the updates; it does not call the webhook (Telegram wants https, which a rehearsal has not). A test
takes them from ``world.updates`` and delivers them with ``world.webhook["secret_token"]``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from campaign.sandbox.telegram.parameters import flag, json_of, number_of
from campaign.sandbox.telegram.refusals import Refusal, bad_request
from campaign.sandbox.telegram.world import World
from campaign.sandbox.wire import Call

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
BY_DEFAULT = frozenset({"message", "channel_post", "edited_channel_post"})
"""Without ``allowed_updates`` Telegram leaves reactions out."""


def updates_of(world: World) -> dict[str, Callable[[Call], Any]]:
    """The four methods, by name."""

    def set_webhook(call: Call) -> bool:
        url, secret = call.params.get("url", ""), call.params.get("secret_token", "")
        if url and not url.startswith("https://"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if secret and not SECRET.fullmatch(secret):
            raise bad_request("bad webhook: secret token contains unallowed characters")
        world.webhook = {"url": url, "secret_token": secret, "allowed_updates": _allowed(call)} if url else {}
        _drop(world, call)
        return True

    def delete_webhook(call: Call) -> bool:
        world.webhook = {}
        _drop(world, call)
        return True

    def told_of_webhook(call: Call) -> dict[str, Any]:
        known: dict[str, Any] = {name: world.webhook[name] for name in ("url",) if name in world.webhook}
        known |= {"allowed_updates": sorted(world.webhook["allowed_updates"])} if known else {}
        counted = {"has_custom_certificate": False, "pending_update_count": len(world.updates)}
        return {"url": "", **counted, **known}

    def get_updates(call: Call) -> list[dict[str, Any]]:
        if world.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
        offset, allowed = number_of(call, "offset"), _allowed(call) or BY_DEFAULT
        world.updates = [update for update in world.updates if update["update_id"] >= offset]
        return [update for update in world.updates if allowed & update.keys()][: number_of(call, "limit") or 100]

    return {
        "setWebhook": set_webhook,
        "deleteWebhook": delete_webhook,
        "getWebhookInfo": told_of_webhook,
        "getUpdates": get_updates,
    }


def _allowed(call: Call) -> Any:
    names = json_of(call, "allowed_updates", [])
    if not isinstance(names, list):
        raise bad_request("can't parse allowed_updates")
    return set(names)


def _drop(world: World, call: Call) -> None:
    if flag(call, "drop_pending_updates"):
        world.updates.clear()

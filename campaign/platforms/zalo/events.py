"""Webhooks: https://developers.zalo.me/docs/official-account/webhook

``X-ZEvent-Signature: mac=<hex>`` is SHA-256 (no HMAC) of app id, raw body, timestamp and OA secret key, one after the
other; the timestamp stands inside the body, so it is picked out of the bytes, and nothing is read before it fits.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any

from campaign.errors import Rejected, Unauthorized
from campaign.platforms.seam import Destination, Event
from campaign.platforms.zalo.table import read_table
from campaign.platforms.zalo.wire import parsed

MAX_BYTES = 256 * 1024
TIMESTAMP = re.compile(rb'"timestamp"\s*:\s*"?(\d{1,20})"?')
TRIED = 8


def read(to: Destination, headers: Mapping[str, str], body: bytes) -> list[Event]:
    """The one event of a request. Raises Unauthorized for a signature that is not Zalo's, Rejected for another
    account's event or a body that is none."""
    if len(body) > MAX_BYTES:
        raise Rejected("too_large", "Sự kiện lớn quá 256 kB.")
    table, key = read_table(to.options), to.credentials.read().get("oa_secret_key", "")
    said = {name.lower(): value for name, value in headers.items()}.get("x-zevent-signature", "")
    if not key or not _signed(table.app_id, key, said.strip().removeprefix("mac="), body):
        raise Unauthorized("signature", "Chữ ký của sự kiện không phải của Zalo.")
    told = parsed(body)
    if told is None:
        raise Rejected("not_json", "Sự kiện không đọc được.")
    if str(told.get("app_id", table.app_id)) != table.app_id or str(told.get("oa_id", table.oa_id)) != table.oa_id:
        raise Rejected("other_account", "Sự kiện của OA hoặc ứng dụng khác.")
    return [_event(told, body)]


def _signed(app_id: str, key: str, mac: str, body: bytes) -> bool:
    fits = False
    for timestamp in sorted(set(TIMESTAMP.findall(body)))[:TRIED]:
        wanted = hashlib.sha256(app_id.encode() + body + timestamp + key.encode()).hexdigest()
        fits |= hmac.compare_digest(wanted.encode(), mac.lower().encode())
    return fits


def _event(told: Mapping[str, Any], body: bytes) -> Event:
    """Who and when, never what a follower wrote."""
    known = {name: str(told[name]) for name in ("oa_id", "timestamp", "user_id_by_app", "source") if told.get(name)}
    for name in ("follower", "sender", "recipient"):
        who = told.get(name)
        if isinstance(who, Mapping) and who.get("id"):
            known[name] = str(who["id"])
    message = told.get("message")
    message_id = str(message.get("msg_id") or "") if isinstance(message, Mapping) else ""
    kind = str(told.get("event_name") or "unknown")
    return Event(
        id=f"{kind}:{message_id or hashlib.sha256(body).hexdigest()}", kind=kind, remote_id=message_id, data=known
    )

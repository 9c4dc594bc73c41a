"""A webhook of the newsroom's own: JSON by POST, signed as https://www.standardwebhooks.com says (HMAC-SHA256 over id,
time and body), so that a receiver knows who speaks, how old it is, and what it has had before."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

from campaign.alerts.message import Message
from campaign.alerts.ways import NotTold, Setting
from campaign.clock import iso_z
from campaign.net.client import AddressRefused, NoReply, NotConnected, ReplyTooLarge, fetch
from campaign.net.deadline import Deadline

WITHIN_S = 10.0
SECRET_PREFIX = "whsec_"  # noqa: S105  (how such a secret begins)


class WebhookWay:
    def tell(self, setting: Setting, message: Message) -> None:
        given = setting.contacts.read("webhook")
        if not given:
            raise NotTold("Chưa nối webhook.", way=True)
        database = setting.contacts.database
        with database.read() as session:
            at = str(int(database.now(session).timestamp()))
        body = content(message)
        try:
            reply = fetch(
                given["url"],
                Deadline.after(WITHIN_S),
                method="POST",
                data=body,
                headers={
                    "Content-Type": "application/json",
                    "webhook-id": message.id,
                    "webhook-timestamp": at,
                    "webhook-signature": signature(given["secret"], message.id, at, body),
                },
                max_bytes=65_536,
                hidden=True,
            )
        except (AddressRefused, NotConnected, NoReply, ReplyTooLarge) as failure:
            raise NotTold(f"Webhook không trả lời ({failure}).", way=True) from None
        if not 200 <= reply.status < 300:
            raise NotTold(f"Webhook trả lời {reply.status}.", way=True)


def content(message: Message) -> bytes:
    """``{type: "alerts", urgent, title, url, alerts: [{cause, subject, title, text, urgent, url, since}]}``"""
    alerts = [
        {
            "cause": cause.kind,
            "subject": cause.subject,
            "title": cause.title,
            "text": cause.text,
            "urgent": cause.urgent,
            "url": message.address + cause.path,
            "since": iso_z(cause.opened_at),
        }
        for cause in message.causes
    ]
    said = {"type": "alerts", "urgent": message.urgent, "title": message.subject, "url": message.url, "alerts": alerts}
    return json.dumps(said, ensure_ascii=False).encode()


def signature(secret: str, message_id: str, at: str, body: bytes) -> str:
    """``v1,<base64>``; a secret that begins with whsec_ is base64 after it, any other is taken as it stands."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX)) if secret.startswith(SECRET_PREFIX) else secret.encode()
    mark = hmac.new(key, f"{message_id}.{at}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(mark).decode()}"

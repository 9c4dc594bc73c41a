"""Web push: to every browser of one person, encrypted for it alone (RFC 8291), signed with our key (RFC 8292).

A push service learns that something was said to that browser, never what. Addresses come from browsers: only public
https addresses are called. A subscription that the service no longer knows (404, 410) is forgotten.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import delete, update
from sqlmodel import col, select

from campaign.alerts.message import Message
from campaign.alerts.ways import NotTold, Setting
from campaign.models import PushSubscription
from campaign.net.client import AddressRefused, NoReply, NotConnected, ReplyTooLarge, fetch
from campaign.net.deadline import Deadline

WITHIN_S = 10.0
KEPT_S = 24 * 3600
"""How long a push service holds it for a browser that is off."""
SIGNED_FOR = timedelta(hours=12)
"""At most 24 hours: RFC 8292, section 2."""
TITLE, BODY = 120, 300
"""Characters: a push service need not take more than 4096 bytes with encryption (RFC 8291, section 4)."""
GONE = (404, 410)


class PushWay:
    def tell(self, setting: Setting, message: Message) -> None:
        """Told once one browser has it. Raises NotTold where none has."""
        database = setting.contacts.database
        with database.read() as session:
            now = database.now(session)
            mine = select(PushSubscription).where(
                col(PushSubscription.user_id) == (message.user.id if message.user else 0)
            )
            browsers = list(session.exec(mine.order_by(col(PushSubscription.id))))
        if not browsers:
            raise NotTold("Chưa có máy nào nhận báo trên trình duyệt.")
        answers = {browser.endpoint: _send(setting, browser, message, now) for browser in browsers}
        gone = [endpoint for endpoint, status in answers.items() if status in GONE]
        taken = [endpoint for endpoint, status in answers.items() if isinstance(status, int) and 200 <= status < 300]
        with database.write() as session:
            session.execute(delete(PushSubscription).where(col(PushSubscription.endpoint).in_(gone)))
            told = update(PushSubscription).where(col(PushSubscription.endpoint).in_(taken))
            session.execute(told.values(last_told_at=now))
        if not taken:
            raise NotTold(f"Dịch vụ báo của trình duyệt không nhận ({_said(list(answers.values()))}).")


def _send(setting: Setting, browser: PushSubscription, message: Message, now: datetime) -> int | str:
    """The status of the answer, or why there was none."""
    try:
        keys = setting.contacts.push_keys()
        reply = fetch(
            browser.endpoint,
            Deadline.after(WITHIN_S),
            method="POST",
            data=sealed(browser, payload(message)),
            headers=_headers(keys["private"], setting, browser, message, now),
            max_bytes=65_536,
            hidden=True,
            public_only=not setting.settings.allow_private_feeds,
        )
        return reply.status
    except (AddressRefused, NotConnected, NoReply, ReplyTooLarge) as failure:
        return str(failure)
    except ValueError:  # keys that are no point of the curve
        return 410


def payload(message: Message) -> bytes:
    """What the service worker shows. ``tag``: the same message again replaces itself."""
    said = {"title": message.subject[:TITLE], "body": message.short(BODY), "url": message.url, "tag": message.id}
    return json.dumps(said | {"urgent": message.urgent}, ensure_ascii=False).encode()


def sealed(browser: PushSubscription, content: bytes) -> bytes:
    """https://www.rfc-editor.org/rfc/rfc8291#section-3, with a fresh key for each message."""
    import http_ece  # only where something is pushed
    from cryptography.hazmat.primitives.asymmetric import ec

    fresh = ec.generate_private_key(ec.SECP256R1())
    point, secret = _from_url64(browser.p256dh), _from_url64(browser.auth)
    return bytes(http_ece.encrypt(content, private_key=fresh, dh=point, auth_secret=secret, version="aes128gcm"))


def _headers(
    private: str, setting: Setting, browser: PushSubscription, message: Message, now: datetime
) -> dict[str, str]:
    from py_vapid import Vapid02

    parts = urlsplit(browser.endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + SIGNED_FOR).timestamp()),
        "sub": _subject(setting),
    }
    return {
        **Vapid02.from_raw(private.encode()).sign(claims),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_S),
        "Topic": hashlib.sha256(message.id.encode()).hexdigest()[:32],  # RFC 8030, section 5.4
        "Urgency": "high" if message.urgent else "normal",
    }


def _subject(setting: Setting) -> str:
    """Whom a push service can write to about us: RFC 8292, section 2.1."""
    sender = setting.contacts.read("email").get("from", "")
    address = sender.rpartition("<")[2].rstrip(">") or "postmaster@localhost.localdomain"
    url = setting.settings.public_url
    return url if url.startswith("https://") else f"mailto:{address}"


def _said(answers: Sequence[int | str]) -> str:
    return ", ".join(sorted({str(answer) for answer in answers}))


def _from_url64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

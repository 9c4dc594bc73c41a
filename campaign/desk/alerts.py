"""What a person does with alerts: what they wish to hear, and which browsers show it to them."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence

from sqlalchemy import delete
from sqlmodel import Session, col, select

from campaign.alerts.contacts import connected_ways
from campaign.alerts.kinds import KINDS, PERSONAL_WAYS
from campaign.db import Database
from campaign.errors import Mistake, NotFound
from campaign.models import AlertWishes, PushSubscription, User
from campaign.net.client import AddressRefused, refuse_plain_http
from campaign.people.audit import record
from campaign.people.users import get_user

MAX_BROWSERS = 10
"""Of one person; the oldest goes."""
MAX_ENDPOINT, MAX_LABEL = 1000, 200
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def wish(
    database: Database, by: str, ways: Sequence[str], muted: Sequence[str], quiet_from: str, quiet_to: str
) -> None:
    """What the person wants to hear, how and when. Raises Mistake for what cannot be."""
    if not set(ways) <= set(PERSONAL_WAYS) or not set(muted) <= set(KINDS):
        raise Mistake("Không có cách báo hay điều báo đó. Hãy mở lại trang rồi chọn.")
    if bool(quiet_from) != bool(quiet_to):
        raise Mistake("Giờ yên lặng cần cả giờ bắt đầu và giờ kết thúc; bỏ trống cả hai nếu không cần.")
    if any(each and not _CLOCK.fullmatch(each) for each in (quiet_from, quiet_to)):
        raise Mistake("Giờ yên lặng ghi dạng giờ:phút, ví dụ 22:00 và 06:00.")
    with database.write() as session:
        user = get_user(session, by)
        row = AlertWishes(user_id=user.id or 0, ways=sorted(ways), muted=sorted(muted))
        row.quiet_from, row.quiet_to = quiet_from, quiet_to
        session.merge(row)
        record(session, database.now(session), by, "alerts.wish", f"user:{by}", **row.model_dump(exclude={"user_id"}))


def add_browser(database: Database, by: str, endpoint: str, p256dh: str, auth: str, label: str) -> None:
    """From now on this browser shows the person's alerts. Raises Mistake for what is no subscription."""
    _look_at_subscription(endpoint, p256dh, auth)
    with database.write() as session:
        user, now = get_user(session, by), database.now(session)
        assert user.id is not None
        session.execute(delete(PushSubscription).where(col(PushSubscription.endpoint) == endpoint))
        mine = select(PushSubscription).where(col(PushSubscription.user_id) == user.id)
        for old in session.exec(mine.order_by(col(PushSubscription.id).desc())).all()[MAX_BROWSERS - 1 :]:
            session.delete(old)
        row = PushSubscription(user_id=user.id, endpoint=endpoint, p256dh=p256dh, auth=auth, created_at=now)
        row.label = " ".join(label.split())[:MAX_LABEL]
        session.add(row)
        record(session, now, by, "alerts.browser", f"user:{by}", state="on")


def drop_browser(database: Database, by: str, browser_id: int) -> None:
    """It shows nothing more. Raises NotFound for one that is not the person's own."""
    with database.write() as session:
        user, row = get_user(session, by), session.get(PushSubscription, browser_id)
        if row is None or row.user_id != user.id:
            raise NotFound("Không có máy này trong danh sách của bạn.")
        session.delete(row)
        record(session, database.now(session), by, "alerts.browser", f"user:{by}", state="off")


def browsers_of(session: Session, user: User) -> list[PushSubscription]:
    mine = select(PushSubscription).where(col(PushSubscription.user_id) == user.id)
    return list(session.exec(mine.order_by(col(PushSubscription.id))))


def can_email(session: Session) -> bool:
    """Is there a mail server to tell people by?"""
    return "email" in connected_ways(session)


def _look_at_subscription(endpoint: str, p256dh: str, auth: str) -> None:
    """https://www.rfc-editor.org/rfc/rfc8291#section-3.1: a point of 65 bytes and a secret of 16."""
    try:
        refuse_plain_http(endpoint)
        point, secret = (base64.urlsafe_b64decode(each + "=" * (-len(each) % 4)) for each in (p256dh, auth))
    except (AddressRefused, ValueError):
        raise Mistake("Trình duyệt đưa một địa chỉ nhận báo không dùng được.") from None
    if len(endpoint) > MAX_ENDPOINT or len(point) != 65 or point[0] != 4 or len(secret) != 16:
        raise Mistake("Trình duyệt đưa một địa chỉ nhận báo không dùng được.")

"""What a person does with channels: connect, verify, close, open.

Every deed judges the role, whichever face it came from: NotFound for a stranger, Mistake for a role too low.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.credentials import credential_key, store
from campaign.credentials.offered import Offered
from campaign.db import Database
from campaign.delivery.context import Dispatch
from campaign.desk import hooks
from campaign.desk.roles import acting
from campaign.errors import (
    PLATFORM_ERRORS,
    Mistake,
    NotFound,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
    Uncertain,
)
from campaign.models import Channel
from campaign.people.audit import record
from campaign.platforms import ADAPTERS, platform
from campaign.platforms.seam import Account, Platform, TakesSubscription

CLOCK = "clock"
"""Who asks each day, without a person."""


def connect(dispatch: Dispatch, actor: str, key: str, secrets: Mapping[str, str]) -> list[str]:
    """Store the channel's secrets, sealed, and open it if the platform had closed it; returns notes to show.

    The platform is asked whom they speak for; where it cannot be reached now, that is left for ``channel verify``.
    Raises Mistake for missing or unknown secrets, or ones that the platform refuses (nothing is stored then).
    """
    with dispatch.database.read() as session:
        acting(session, actor, "connect")
        channel = _channel(session, key)
    _check_names(channel.platform, _adapter(channel), secrets)
    return connect_with(dispatch, actor, key, lambda: secrets)


def connect_with(dispatch: Dispatch, actor: str, key: str, offer: Callable[[], Mapping[str, str]]) -> list[str]:
    """As ``connect``, with secrets that ``offer`` may have to fetch. From before it is asked until they are stored
    nobody else renews the account's secrets. Channels that share them are connected together."""
    database, destinations = dispatch.database, dispatch.destinations
    with database.read() as session:
        acting(session, actor, "connect")
        channel = _channel(session, key)
    with destinations.secrets_of(channel).held() as stored:
        offered = Offered.kept(database, destinations.vault, offer())
        account, notes = _asked(dispatch, channel, offered)
        with database.write() as session:
            now, secrets = database.now(session), offered.port.read()
            store(session, now, destinations.vault, stored.key, secrets)
            offered.forget(session)
            for row in _sharing(session, _channel(session, key)):
                _connected(row, account, now)
                record(session, now, actor, "connect", f"channel:{row.key}", account=row.account_name)
            notes = [*notes, *_left_apart(session, _channel(session, key))]
    dispatch.wake()
    return [*notes, *_subscribe(dispatch, channel)]


def _asked(dispatch: Dispatch, channel: Channel, offered: Offered) -> tuple[Account | None, list[str]]:
    """Whom the offered secrets speak for, or a note that the platform could not be asked. Raises Mistake."""
    to = dispatch.destinations.to(channel, dispatch.settings.http_deadline_s)
    try:
        return _adapter(channel).verify(replace(to, credentials=offered.port)), []
    except (Unauthorized, Rejected) as refusal:
        message = f"Nền tảng không nhận bí mật này: {refusal.message}"
        with dispatch.database.write() as session:
            offered.refused(session)
        raise Mistake(message) from None
    except (Unavailable, RateLimited, Uncertain) as failure:
        later = f"Kiểm tra sau bằng nút Kiểm tra ở trang Kênh, hoặc bằng lệnh campaign channel verify {channel.key}."
        return None, [f"Đã lưu; chưa hỏi được nền tảng ({failure.message}). {later}"]


def _connected(row: Channel, account: Account | None, now: datetime) -> None:
    row.connected_at = now
    row.account_name = account.name if account else row.account_name
    row.token_expires_at, row.token_checked_at = account.expires_at if account else None, now
    if row.closed_by == "platform":
        row.closed_at, row.closed_by, row.closed_reason = None, "", ""


def _sharing(session: Session, channel: Channel) -> list[Channel]:
    """The channel, and those that have their secrets together with it."""
    same = sa.select(Channel).where(col(Channel.platform) == channel.platform, col(Channel.removed_at).is_(None))
    wanted = credential_key(channel)
    rows = session.scalars(same.order_by(col(Channel.key)))
    return [row for row in rows if row.key == channel.key or credential_key(row) == wanted]


def _subscribe(dispatch: Dispatch, channel: Channel) -> list[str]:
    """Have the platform send us its events, where it can be told so and we have an address for them."""
    adapter, public_url = _adapter(channel), dispatch.settings.public_url
    if not isinstance(adapter, TakesSubscription) or not public_url.startswith("https://"):
        return []
    to = dispatch.destinations.to(channel, dispatch.settings.http_deadline_s)
    try:
        adapter.subscribe(to, hooks.address(public_url, channel.platform, channel.key))
    except PLATFORM_ERRORS as failure:
        return [f"Đã kết nối, nhưng chưa đăng ký được webhook ({failure.message}). Thử lại: kết nối kênh lần nữa."]
    return []


def verify(dispatch: Dispatch, key: str, actor: str = CLOCK) -> Account:
    """Whom the stored secrets speak for, with notes that a person should read, the webhook's address among them.

    Raises Mistake with the platform's refusal in plain words; one that no longer knows us closes every channel that
    has these secrets, as it does when a post meets it.
    """
    with dispatch.database.read() as session:
        acting(session, actor, "verify")
        channel = _channel(session, key)
    adapter = _adapter(channel)
    if channel.connected_at is None:
        raise Mistake(f"Kênh {key} chưa kết nối. Hãy bấm Kết nối ở trang Kênh (hoặc: campaign channel connect {key}).")
    to = dispatch.destinations.to(channel, dispatch.settings.http_deadline_s)
    try:
        account = adapter.verify(to)
    except PLATFORM_ERRORS as refusal:
        if isinstance(refusal, Unauthorized):
            _close_all_of(dispatch, key, refusal.message)
        raise Mistake(f"Kênh {key}: {refusal.message}") from None
    with dispatch.database.write() as session:
        now = dispatch.database.now(session)
        for row in _sharing(session, _channel(session, key)):
            row.token_expires_at, row.token_checked_at = account.expires_at, now
    told = hooks.notes_for(dispatch.settings.public_url, channel, to.credentials.read())
    return account.model_copy(update={"notes": (*account.notes, *told)})


def _close_all_of(dispatch: Dispatch, key: str, why: str) -> None:
    with dispatch.database.write() as session:
        now = dispatch.database.now(session)
        for row in _sharing(session, _channel(session, key)):
            row.close_by_platform(now, why)


def _left_apart(session: Session, channel: Channel) -> list[str]:
    """What is to be done about other channels of the account that have secrets of their own and need new ones."""
    same = sa.select(Channel).where(col(Channel.account) == channel.account, col(Channel.removed_at).is_(None))
    shared = {row.key for row in _sharing(session, channel)}
    apart = [row for row in session.scalars(same.order_by(col(Channel.key))) if row.key not in shared]
    return [
        f"Kênh {row.key} cùng tài khoản nhưng có bí mật riêng và vẫn chưa gửi được. Hãy kết nối cả kênh đó."
        for row in apart
        if row.closed_by == "platform" or row.connected_at is None
    ]


def close(database: Database, actor: str, key: str | None, reason: str) -> list[str]:
    """From this moment the channel (None: every one) sends nothing. Returns the keys that were closed."""
    if not reason.strip():
        raise Mistake("Hãy ghi lý do đóng kênh, để người khác biết khi nào mở lại.")
    with database.write() as session:
        now = database.now(session)
        acting(session, actor, "close")
        closed = [channel for channel in _channels(session, key) if channel.closed_at is None]
        for channel in closed:
            channel.closed_at, channel.closed_by, channel.closed_reason = now, actor, reason.strip()
            record(session, now, actor, "close", f"channel:{channel.key}", reason=reason)
        return [channel.key for channel in closed]


def open_(database: Database, actor: str, key: str | None) -> list[str]:
    """Let the channel (None: every one) send again. One that the platform refused needs a connect instead."""
    with database.write() as session:
        now = database.now(session)
        acting(session, actor, "open")
        shut = [channel for channel in _channels(session, key) if channel.closed_at is not None]
        refused = [channel.key for channel in shut if channel.closed_by == "platform"]
        if refused and len(refused) == len(shut):
            names = ", ".join(refused)
            raise Mistake(
                f"Nền tảng đã từ chối {names}; cần kết nối lại ở trang Kênh "
                f"(hoặc: campaign channel connect {refused[0]})."
            )
        opened = [channel for channel in shut if channel.key not in refused]
        for channel in opened:
            channel.closed_at, channel.closed_by, channel.closed_reason = None, "", ""
            record(session, now, actor, "open", f"channel:{channel.key}")
        return [channel.key for channel in opened]


def _channels(session: Session, key: str | None) -> list[Channel]:
    if key is not None:
        return [_channel(session, key)]
    return list(session.scalars(sa.select(Channel).where(col(Channel.removed_at).is_(None)).order_by(col(Channel.key))))


def _channel(session: Session, key: str) -> Channel:
    channel = session.get(Channel, key)
    if channel is None or channel.removed_at:
        raise NotFound(f"Không có kênh {key}. Hãy chạy campaign sync, rồi xem: campaign channel list")
    return channel


def _adapter(channel: Channel) -> Platform:
    if channel.platform not in ADAPTERS:
        raise Mistake(f"Phiên bản này chưa đăng được lên {channel.platform}; kênh {channel.key} chưa kết nối được.")
    return platform(channel.platform)


def _check_names(name: str, adapter: Platform, given: Mapping[str, str]) -> None:
    wanted, optional = adapter.secrets, getattr(adapter, "optional_secrets", ())
    missing = [key for key in wanted if not given.get(key) and key not in optional]
    unknown = [key for key in given if key not in wanted]
    if missing:
        raise Mistake(f"Thiếu {', '.join(missing)}. Kênh {name} cần: {', '.join(wanted)}")
    if unknown:
        raise Mistake(f"Không rõ {', '.join(unknown)}. Kênh {name} chỉ nhận: {', '.join(wanted) or 'không gì cả'}")


def secrets_of(database: Database, key: str) -> tuple[str, ...]:
    """The names of the secrets that this channel is connected with."""
    with database.read() as session:
        return _adapter(_channel(session, key)).secrets


def plan_again(dispatch: Dispatch) -> None:
    """A newly connected channel gets its place in the calendar at once."""
    from campaign.schedule.planner import plan_ahead  # slow to import, and needed by few commands

    plan_ahead(dispatch.database, dispatch.settings)


def list_channels(session: Session) -> list[dict[str, Any]]:
    """Every declared channel with its state: open, closed, disabled or not_connected, and why."""
    return [
        {
            "key": channel.key,
            "platform": channel.platform,
            "title": channel.title,
            "unit": channel.unit or None,
            "task": channel.task or None,
            "account": channel.account,
            "account_name": channel.account_name or None,
            "state": state_of(channel),
            "reason": channel.closed_reason or None,
        }
        for channel in _channels(session, None)
    ]


def state_of(channel: Channel) -> str:
    """open | closed | disabled | not_connected."""
    if channel.closed_at is not None:
        return "closed"
    if not channel.enabled:
        return "disabled"
    return "open" if channel.connected_at else "not_connected"

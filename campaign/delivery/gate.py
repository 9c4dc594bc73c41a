"""May this delivery go now? One pure judgement, asked by the tick and again inside COMMIT 1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.delivery.rules import DEFAULT_GRACE_S, Rules
from campaign.models import AccountPace, Channel, Delivery, Item, Revision
from campaign.workspace.openings import SendWindow, first_opening


@dataclass(frozen=True)
class Go:
    """Nothing stands in the way."""


@dataclass(frozen=True)
class Wait:
    """Stays scheduled, with this reason."""

    code: str
    message: str


@dataclass(frozen=True)
class Hold:
    """Becomes held; ``reason`` says who releases it."""

    reason: str
    code: str
    message: str


Verdict = Go | Wait | Hold
NOT_APPROVED = Hold("approval", "approval", "Nội dung hiện tại chưa đủ người duyệt (mọi lần sửa đều phải duyệt lại).")


@dataclass(frozen=True)
class Case:
    """Everything that the judgement looks at."""

    delivery: Delivery
    item: Item
    revision: Revision
    channel: Channel
    pace: AccountPace | None
    approved: bool
    rules: Rules
    fitting: Callable[[], str] = lambda: ""
    """Why its files are not ready for the platform yet; empty: they are (or never will be: the preflight tells). Asked
    last, since it has to be read."""
    part_window: str = ""
    """When a part of this kind may go, at any urgency; empty: always."""


def judge(case: Case, now: datetime) -> Verdict:
    """Go, wait with a reason, or be held. A part follows its post: neither grace, approval nor interval stop it."""
    if case.delivery.part:
        return _channel(case) or _part_hours(case, now) or _platform_limit(case, now) or Go()
    return (
        _late(case, now)
        or _item(case, now)
        or _approval(case)
        or _channel(case)
        or _calendar(case, now)
        or _platform_limit(case, now)
        or _interval(case, now)
        or _files(case)
        or Go()
    )


def grace_of(delivery: Delivery, channel: Channel) -> timedelta:
    """The slot's grace, else the channel's, else six hours."""
    for seconds in (delivery.grace_s, channel.grace_s):
        if seconds is not None:
            return timedelta(seconds=seconds)
    return timedelta(seconds=DEFAULT_GRACE_S)


def last_moment(case: Case) -> datetime:
    """Until when it may still go by itself: grace after the first moment that window and pauses allow."""
    delivery = case.delivery
    opens = delivery.due_at
    if not delivery.urgent:
        opens = first_opening(
            delivery.due_at, case.rules.zone, _window(case), case.rules.pauses, delivery.channel_key, case.revision.tags
        )
    return opens + grace_of(delivery, case.channel)


def _late(case: Case, now: datetime) -> Hold | None:
    until = last_moment(case)
    if now <= until:
        return None
    why = f" Lần thử gần nhất: {case.delivery.error_message}" if case.delivery.attempts else ""
    return Hold("late", "late", f"Đã quá hạn tự đăng ({_clock(until, case)}). Hãy đăng ngay, dời lịch hoặc hủy.{why}")


def _item(case: Case, now: datetime) -> Wait | Hold | None:
    today = now.astimezone(case.rules.zone).date()
    revision = case.revision
    if case.item.state == "archived":
        return Hold("preflight", "item_gone", "Mục đã lưu kho. Hãy đưa mục ra khỏi kho, hoặc hủy lượt đăng.")
    if revision.expires_on and today > revision.expires_on:
        return Hold(
            "preflight", "item_expired", f"Mục hết hạn ngày {revision.expires_on:%d/%m/%Y}. Hãy sửa hạn hoặc hủy."
        )
    if revision.not_before and today < revision.not_before:
        return Wait("not_before", f"Mục chỉ được đăng từ ngày {revision.not_before:%d/%m/%Y}.")
    return None


def _approval(case: Case) -> Hold | None:
    if case.approved:
        return None
    return NOT_APPROVED


def _channel(case: Case) -> Wait | None:
    channel = case.channel
    if channel.closed_at is not None:
        return Wait("channel_closed", f"Kênh đang đóng: {channel.closed_reason}")
    if not channel.enabled:
        return Wait("channel_disabled", "Kênh đang tắt trong channel.toml (enabled = false).")
    if channel.removed_at is not None:
        return Wait("channel_removed", "Kênh không còn trong thư mục channels/.")
    if channel.connected_at is None:
        return Wait("channel_not_connected", "Kênh chưa kết nối. Hãy kết nối ở trang Kênh.")
    return None


def _calendar(case: Case, now: datetime) -> Wait | None:
    if case.delivery.urgent:
        return None
    for pause in case.rules.pauses:
        if pause.covers(now, case.channel.key, case.revision.tags):
            return Wait("paused", f"Lịch đang tạm nghỉ: {pause.reason}")
    if not _window(case).allows(now, case.rules.zone):
        return Wait("out_of_window", f"Ngoài giờ đăng của kênh ({case.channel.send_window}).")
    return None


def _part_hours(case: Case, now: datetime) -> Wait | None:
    if SendWindow.parse(case.part_window).allows(now, case.rules.zone):
        return None
    return Wait("out_of_window", f"Ngoài giờ nền tảng cho gửi ({case.part_window}); sẽ gửi khi đến giờ.")


def _platform_limit(case: Case, now: datetime) -> Wait | None:
    until = case.pace.limited_until if case.pace else None
    if case.pace and until and until > now:
        if why := case.pace.limited_why:
            return Wait("rate_limited", f"{why} Gửi tiếp từ {_clock(until, case)}.")
        return Wait("rate_limited", f"Nền tảng yêu cầu chờ đến {_clock(until, case)}.")
    return None


def _interval(case: Case, now: datetime) -> Wait | None:
    until = case.pace.next_allowed_at if case.pace else None
    if case.delivery.urgent or case.delivery.progress or not until or until <= now:
        return None
    return Wait("interval", f"Chờ đủ khoảng cách giữa hai bài của kênh, đến {_clock(until, case)}.")


def _files(case: Case) -> Wait | None:
    message = case.fitting()
    return Wait("fitting", message) if message else None


def _window(case: Case) -> SendWindow:
    return SendWindow.parse(case.channel.send_window)


def _clock(moment: datetime, case: Case) -> str:
    return f"{moment.astimezone(case.rules.zone):%H:%M:%S ngày %d/%m/%Y}"

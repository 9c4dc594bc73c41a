"""Rows for the pages to show. Times are offsets from the moment at which the tests' clock stands."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from campaign.models import Channel, Delivery, Fact, Item, Occurrence, Revision, Slot, User
from campaign.people import one_time, sessions, users

TITLES = (
    "Đừng đọc mã OTP cho bất kỳ ai, kể cả người tự xưng là nhân viên ngân hàng",
    "Nhận biết cuộc gọi giả danh công an, viện kiểm sát, tòa án",
    "Mỗi tài khoản một mật khẩu, và bật xác thực hai bước",
)


def add_channels(session: Session, now: datetime) -> None:
    """One of each kind; Zalo is not connected."""
    for key, platform, title, unit in (
        ("facebook", "facebook", "Báo Hậu Giang trên Facebook", "bao"),
        ("rss", "rss", "Bản tin an toàn thông tin Hậu Giang", "bao"),
        ("telegram", "telegram", "An toàn thông tin Hậu Giang trên Telegram", "bao"),
        ("youtube", "manual", "Kênh YouTube của Đài", "dai"),
        ("zalo", "zalo", "Báo Hậu Giang trên Zalo", "bao"),
    ):
        connected = now if platform != "zalo" else None
        session.add(
            Channel(
                key=key, platform=platform, title=title, unit=unit, account=f"{platform}:{key}", connected_at=connected
            )
        )
    session.add(Slot(key="tip-of-the-day", title="Mẹo mỗi ngày", channels=["facebook", "rss", "telegram"]))
    session.flush()


def add_items(session: Session, now: datetime) -> list[int]:
    """The ids of one item for each title."""
    ids = []
    for number, title in enumerate(TITLES):
        digest = hashlib.sha256(title.encode()).hexdigest()
        item = Item(
            slug=f"tip-{number}", guid=f"urn:uuid:{number}", kind="tip", content_sha256=digest, created_at=now,
            updated_at=now, first_sent_at=now if number == 0 else None,
        )  # fmt: skip
        session.add(item)
        session.flush()
        assert item.id is not None
        session.add(Revision(item_id=item.id, number=1, content_sha256=digest, title=title, created_at=now))
        ids.append(item.id)
    return ids


def add_delivery(session: Session, now: datetime, channel: str = "facebook", minutes: float = 60, **values: Any) -> int:
    """A delivery due ``minutes`` from now; returns its id."""
    platform = session.get_one(Channel, channel).platform
    row = Delivery(
        **{
            "guid": f"urn:{channel}:{minutes}:{sorted(values.items(), key=str)}",
            "item_id": 1,
            "channel_key": channel,
            "account": f"{platform}:{channel}",
            "due_at": now + timedelta(minutes=minutes),
            "created_at": now,
        }
        | values
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def add_everything(session: Session, now: datetime) -> None:
    """A page on which every kind of row stands."""
    add_channels(session, now)
    add_items(session, now)
    session.add(Fact(name="last_tick_at", value=now.isoformat(), at=now - timedelta(seconds=1)))
    _waiting(session, now)
    _planned(session, now)
    for minutes, channel in ((-1440, "facebook"), (-1441, "telegram"), (-1442, "rss")):
        link = f"https://{channel}.example/bai/{-minutes}"
        at = now + timedelta(minutes=minutes)
        add_delivery(session, now, channel, minutes, state="published", published_at=at, permalink=link, item_id=1)
    retracted = session.get_one(Delivery, add_delivery(session, now, "rss", -3000, state="published", item_id=2))
    retracted.published_at, retracted.retracted_at = now - timedelta(minutes=3000), now - timedelta(minutes=2000)
    telegram = session.get_one(Channel, "telegram")
    telegram.closed_at, telegram.closed_by = now - timedelta(hours=1), "phu-trach@example.vn"
    telegram.closed_reason = "Chờ cơ quan chủ quản cho phép đăng lại"


def _waiting(session: Session, now: datetime) -> None:
    add_delivery(
        session, now, "facebook", -30, state="uncertain", attempts=1, look_url="https://facebook.example/trang",
        next_try_at=now + timedelta(minutes=10), error_message="Kênh không trả lời trong 60 giây.", item_id=2,
    )  # fmt: skip
    for number, (held, channel) in enumerate(
        (("late", "facebook"), ("approval", "rss"), ("unauthorized", "facebook"), ("preflight", "rss"))
    ):
        reason = {
            "late": "Đã quá hạn tự đăng (13:30:00 ngày 30/11/2026). Hãy đăng ngay, dời lịch hoặc hủy.",
            "preflight": "Bài dài 4.210 ký tự; kênh nhận nhiều nhất 4.096.",
        }.get(held)
        add_delivery(
            session, now, channel, -900 + number, state="held", held_reason=held, error_message=reason, item_id=3
        )
    add_delivery(session, now, "youtube", -45, state="held", held_reason="manual", item_id=2)
    add_delivery(
        session, now, "facebook", -600, state="failed", attempts=4, error_message="Trang đã chặn liên kết trong bài."
    )
    add_delivery(session, now, "rss", -1, error_code="interval", error_message="Chờ đủ khoảng cách giữa hai bài.")
    add_delivery(
        session, now, "telegram", -20, error_message="Máy chủ của nền tảng báo lỗi 502.", attempts=2,
        next_try_at=now + timedelta(minutes=2), item_id=3,
    )  # fmt: skip


def _planned(session: Session, now: datetime) -> None:
    for day in range(4):
        for channel in ("facebook", "rss", "telegram"):
            add_delivery(
                session, now, channel, 30 + day * 1440, slot_key="tip-of-the-day", item_id=1 + day % 3,
                local_time=f"2026-12-0{day + 1}T07:30",
            )  # fmt: skip
    add_delivery(session, now, "facebook", 180, item_id=3, urgent=True)
    for day, state, reason in (
        (4, "empty", "Không còn mẹo nào dùng được cho kỳ này: 28 chưa đủ người duyệt."),
        (5, "paused", "Tết Nguyên đán"),
    ):
        session.add(
            Occurrence(
                slot_key="tip-of-the-day", local_time=f"2026-12-0{day + 1}T07:30", state=state, reason=reason,
                due_at=now + timedelta(minutes=30 + day * 1440),
            )
        )  # fmt: skip


def add_person(session: Session, now: datetime, role: str, unit: str = "") -> User:
    name = f"{role}{'-' + unit if unit else ''}@example.vn"
    return users.find(session, name) or users.add_user(session, now, name, "Ban biên tập", role, unit)


def sign_in_code(session: Session, now: datetime, role: str = "manager") -> str:
    return one_time.make_sign_in_link(session, now, add_person(session, now, role))


def session_secret(session: Session, now: datetime, role: str, unit: str = "") -> str:
    return sessions.start(session, now, add_person(session, now, role, unit))

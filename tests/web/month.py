"""A month of a newsroom for the calendar's pages: every state, gaps, collisions, a pause, items without a date."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from campaign.models import (
    Approval,
    Attempt,
    Channel,
    Delivery,
    Document,
    Fact,
    Item,
    Occurrence,
    Pause,
    Revision,
    Slot,
)

FIRST = date(2026, 12, 1)
MIDDLE = datetime(2026, 12, 15, 1, 20, tzinfo=UTC)
""" "Now" of this month: 08:20 in Vietnam."""
CHANNELS = (
    ("facebook", "facebook", "Báo Hậu Giang trên Facebook", "bao"),
    ("zalo", "zalo", "Báo Hậu Giang trên Zalo", "bao"),
    ("telegram", "telegram", "An toàn thông tin Hậu Giang", "bao"),
    ("rss", "rss", "Bản tin an toàn thông tin Hậu Giang", "bao"),
    ("youtube", "manual", "Kênh YouTube của Đài", "dai"),
)
TIPS = (
    "Không đọc mã OTP cho bất kỳ ai",
    "Cập nhật là vá lỗ hổng",
    "Email giục gấp là dấu hiệu bẫy",
    "Nhìn kỹ trước khi quét mã QR",
    "Mật khẩu dài, mỗi nơi một khác",
    "Bạn bè nhắn mượn tiền: gọi điện hỏi lại",
    "Gọi tự động dọa khóa SIM: cúp máy",
    "Chỉ cài VNeID từ kho ứng dụng chính thức",
    "Wi-Fi công cộng: không chuyển tiền",
    "Sàn lạ cho rút thử là để bạn nạp thêm",
    "Ba điều dặn ông bà, cha mẹ",
    "Sao lưu theo nguyên tắc 3-2-1",
)
ARTICLES = (
    "Một cuộc gọi giả danh công an diễn ra như thế nào?",
    "Dạy con đọc tin trên mạng: năm câu hỏi",
    "Tòa soạn trước nguy cơ mất an toàn thông tin",
    "Một cuộc gọi giả danh công an diễn ra thế nào?",
)
CLIPS = ("Ba giây trước khi đọc mã", "Giọng của con")
UNDATED = (
    "Luật An ninh mạng: năm điều người dân cần biết",
    "Phỏng vấn: đường dây nóng chống lừa đảo của tỉnh",
    "Tọa đàm phát thanh: chuyển đổi số ở xã",
)


def fill(session: Session, now: datetime = MIDDLE) -> None:
    """Some 150 deliveries of December 2026, what is before ``now`` mostly published."""
    session.add(Document(name="schedules", body={"timezone": "Asia/Ho_Chi_Minh"}, sha256="m", loaded_at=now))
    session.add(Fact(name="last_tick_at", value="", at=now - timedelta(seconds=1)))
    _channels(session, now)
    tips, articles, clips = (
        [_item(session, now, kind, title) for title in titles]
        for kind, titles in (("tip", TIPS), ("article", ARTICLES), ("clip", CLIPS))
    )
    for title in UNDATED:
        _item(session, now, "article", title)
    everywhere = ("facebook", "zalo", "telegram", "rss")
    for number in range(31):
        on = FIRST + timedelta(days=number)
        if number not in (21, 27):
            _deliver(session, now, on, "07:30", tips[number % len(tips)], everywhere, "tip-of-the-day")
        if on.weekday() in (0, 4):
            _deliver(session, now, on, "10:00", articles[number // 7 % 3], ("facebook", "rss"), "article")
        if on.weekday() == 5:
            _deliver(session, now, on, "19:30", clips[number // 7 % 2], ("facebook", "youtube"))
    _odd_ones(session, now, tips, articles)


def _channels(session: Session, now: datetime) -> None:
    for key, platform, title, unit in CHANNELS:
        name = {"facebook": "Báo Hậu Giang", "zalo": "Báo Hậu Giang OA", "telegram": "@attt_haugiang"}.get(key, "")
        session.add(
            Channel(
                key=key, platform=platform, title=title, unit=unit, account=f"{platform}:{key}", connected_at=now,
                account_name=name, min_interval_s=300 if key == "facebook" else 0, send_window="06:00-22:00",
                options={"zalo": {"broadcast_per_month": 4}, "rss": {"path": "tin-attt"}}.get(key, {}),
                token_expires_at=now + timedelta(days=5) if key == "zalo" else None,
                closed_at=now - timedelta(hours=2) if key == "telegram" else None,
                closed_by="truc-ban@example.vn" if key == "telegram" else "",
                closed_reason="Đang xác minh thông tin" if key == "telegram" else "",
            )
        )  # fmt: skip
    for key, title, kind in (("tip-of-the-day", "Mẹo mỗi ngày", "tip"), ("article", "Bài viết thứ Hai, thứ Sáu", "")):
        session.add(Slot(key=key, title=title, channels=["facebook", "rss"], pick={"kind": kind or "none"}))
    session.flush()


def _item(session: Session, now: datetime, kind: str, title: str) -> int:
    digest = hashlib.sha256(title.encode()).hexdigest()
    item = Item(
        slug=f"{kind}-{digest[:6]}", guid=f"urn:{digest}", kind=kind, content_sha256=digest,
        created_at=now, updated_at=now, first_sent_at=now,
    )  # fmt: skip
    session.add(item)
    session.flush()
    session.add(
        Revision(item_id=item.id, number=1, content_sha256=digest, title=title, created_at=now, task=["1a"], unit="")
    )
    session.add(Approval(item_id=item.id, content_sha256=digest, approver="truong-ban@example.vn", at=now))
    session.flush()
    assert item.id is not None
    return item.id


def _deliver(
    session: Session, now: datetime, on: date, clock: str, item: int, channels: tuple[str, ...], slot: str = "",
    **values: Any,
) -> list[Delivery]:  # fmt: skip
    due_at = datetime.fromisoformat(f"{on}T{clock}+07:00").astimezone(UTC)
    made = []
    for key in channels:
        platform = session.get_one(Channel, key).platform
        out = due_at <= now
        fields: dict[str, Any] = {
            "guid": f"urn:{key}:{on}:{clock}:{item}", "item_id": item, "channel_key": key,
            "account": f"{platform}:{key}",
            "due_at": due_at, "created_at": now - timedelta(days=40), "state": "published" if out else "scheduled",
            "published_at": due_at if out else None, "permalink": f"https://{key}.example/{on}" if out else "",
            "slot_key": slot or None, "local_time": f"{on}T{clock}" if slot else None,
        }  # fmt: skip
        made.append(Delivery(**(fields | values)))
    session.add_all(made)
    session.flush()
    return made


LATE = "Đã quá hạn tự đăng (06:00:00 ngày 15/12/2026). Hãy đăng ngay, dời lịch hoặc hủy."
"""As the gate says it (campaign.delivery.gate), and so below."""


def _odd_ones(session: Session, now: datetime, tips: list[int], articles: list[int]) -> None:
    """What somebody has to look at."""
    on = now.date()
    troubled: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("06:45", "facebook", {"state": "failed", "attempts": 4, "error_message": "Trang đã chặn liên kết trong bài."}),
        ("07:00", "zalo", {"state": "uncertain", "attempts": 1, "look_url": "https://zalo.example/oa",
                           "error_message": "Kênh không trả lời trong 60 giây."}),
        ("08:00", "rss", {"state": "held", "held_reason": "approval"}),
        ("06:30", "facebook", {"state": "held", "held_reason": "late",
                               "error_message": LATE}),
        ("08:10", "youtube", {"state": "held", "held_reason": "manual"}),
        ("08:15", "telegram", {"state": "scheduled", "error_message": "Kênh đang đóng: Đang xác minh thông tin"}),
    )  # fmt: skip
    for clock, key, values in troubled:
        made = _deliver(session, now, on, clock, tips[3], (key,), published_at=None, **values)
        if values.get("attempts"):
            session.add(
                Attempt(
                    attempt_token=f"{key}-{clock}", delivery_id=made[0].id or 0, number=1, step="post", visible=True,
                    started_at=made[0].due_at, deadline_s=60, outcome="rejected", error_message=values["error_message"],
                )
            )  # fmt: skip
    _deliver(session, now, on + timedelta(days=2), "15:00", tips[0], ("facebook", "zalo"))
    _deliver(session, now, on + timedelta(days=2), "15:02", articles[1], ("facebook",))
    _deliver(session, now, on + timedelta(days=3), "16:00", articles[3], ("telegram",))
    for number, state, reason in (
        (
            21,
            "empty",
            "Không còn mẹo nào dùng được cho kỳ này: 12 còn trong thời gian nghỉ 21 ngày. Hãy thêm nội dung mới.",
        ),
        (27, "paused", "Tạm ngưng: Kiểm kê cuối năm"),
    ):
        day = FIRST + timedelta(days=number)
        session.add(
            Occurrence(
                slot_key="tip-of-the-day", local_time=f"{day}T07:30", state=state, reason=reason,
                due_at=datetime.fromisoformat(f"{day}T07:30+07:00").astimezone(UTC),
            )
        )  # fmt: skip
    session.add(
        Pause(
            from_at=datetime(2026, 12, 27, 17, tzinfo=UTC), to_at=datetime(2026, 12, 29, 16, 59, tzinfo=UTC),
            channels=["*"], reason="Kiểm kê cuối năm", origin="page",
        )
    )  # fmt: skip


def fill_full(session: Session, count: int = 3000) -> None:
    """``count`` further deliveries in the same month, spread over days, channels and 400 items."""
    now = MIDDLE
    items = [
        _item(session, now, ("tip", "article", "clip")[number % 3], f"Nội dung số {number}: {TIPS[number % len(TIPS)]}")
        for number in range(400)
    ]
    begin = datetime(2026, 11, 30, 17, tzinfo=UTC)
    keys = [(key, platform) for key, platform, _, _ in CHANNELS]
    rows = []
    for number in range(count):
        due_at = begin + timedelta(minutes=number * 31 * 24 * 60 // count)
        key, platform = keys[number % len(keys)]
        out = due_at <= now
        rows.append(
            {
                "guid": f"urn:full:{number}", "item_id": items[number * 7 % len(items)], "channel_key": key,
                "account": f"{platform}:{key}", "due_at": due_at, "created_at": now, "created_by": "bench",
                "state": "published" if out else "scheduled", "published_at": due_at if out else None,
            }
        )  # fmt: skip
    session.execute(sa.insert(Delivery), rows)

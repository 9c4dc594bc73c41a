"""The kinds of causes: one literal table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """``one`` stands before the thing's title, ``many`` after a number, as the heading of a group. ``personal``: said
    to people alone, not to the desk's chat or webhook."""

    one: str
    many: str
    personal: bool = False


KINDS: dict[str, Kind] = {
    "approval": Kind("Chờ duyệt", "bài chờ duyệt"),
    "returned": Kind("Trả lại để sửa", "bài được trả lại để sửa", personal=True),
    "bypass": Kind("Duyệt khẩn thay", "bài được duyệt khẩn thay, cần đọc lại"),
    "failed": Kind("Không đăng được", "lượt không đăng được"),
    "uncertain": Kind("Chưa rõ đã đăng chưa", "lượt chưa rõ đã đăng chưa"),
    "held": Kind("Đang giữ", "lượt đang giữ, chờ người xử lý"),
    "correction": Kind("Cải chính chưa xong", "bài cải chính chưa xong"),
    "twice": Kind("Có thể đã lên hai lần", "lượt có thể đã lên hai lần"),
    "overdue": Kind("Quá giờ mà chưa đi", "lượt quá giờ mà chưa đi"),
    "channel": Kind("Kênh tự đóng", "kênh tự đóng"),
    "reconnect": Kind("Cần kết nối lại", "kênh cần kết nối lại"),
    "token": Kind("Quyền đăng sắp hết hạn", "kênh sắp hết hạn quyền đăng"),
    "clock": Kind("Đồng hồ đã dừng", "đồng hồ đã dừng"),
    "way": Kind("Không báo được", "cách báo không tới"),
}
"""In the order in which a message lists them."""

WAYS = ("email", "push", "webhook", "telegram")
PERSONAL_WAYS = ("email", "push")
"""Ways that end at one person; the others end at the desk."""

"""Kinds of causes and ways of telling in words that pages can translate."""

from __future__ import annotations

from campaign.web.language import gettext_noop

KINDS = {
    "approval": gettext_noop("Bài chờ duyệt"),
    "returned": gettext_noop("Bài được trả lại để sửa"),
    "bypass": gettext_noop("Duyệt khẩn thay"),
    "failed": gettext_noop("Không đăng được"),
    "uncertain": gettext_noop("Chưa rõ đã đăng chưa"),
    "held": gettext_noop("Đang giữ"),
    "correction": gettext_noop("Cải chính chưa xong"),
    "twice": gettext_noop("Có thể đã lên hai lần"),
    "overdue": gettext_noop("Quá giờ mà chưa đi"),
    "channel": gettext_noop("Kênh tự đóng"),
    "reconnect": gettext_noop("Kênh cần kết nối lại"),
    "token": gettext_noop("Quyền đăng sắp hết hạn"),
    "clock": gettext_noop("Đồng hồ đã dừng"),
    "way": gettext_noop("Cách báo không tới"),
}
ICONS = {
    "approval": "inbox", "returned": "undo-2", "bypass": "lock-open", "failed": "circle-x",
    "uncertain": "circle-question-mark", "held": "hand", "correction": "rotate-ccw", "twice": "layers",
    "overdue": "clock",
    "channel": "lock", "reconnect": "unplug", "token": "hourglass", "clock": "triangle-alert", "way": "bell",
}  # fmt: skip
WAYS = {
    "email": gettext_noop("thư điện tử"),
    "push": gettext_noop("báo trên trình duyệt"),
}
STATES = {
    "pending": gettext_noop("sắp báo"),
    "sending": gettext_noop("đang báo"),
    "sent": gettext_noop("đã báo"),
    "failed": gettext_noop("không báo được"),
}

"""Who may do what: one small table, the same for the command line, the pages and the API."""

from __future__ import annotations

from sqlmodel import Session

from campaign.errors import Mistake, NotFound
from campaign.models import Item, User
from campaign.people.users import get_user

LOWEST = {
    "edit": "reporter",
    "submit": "reporter",
    "approve": "editor",
    "return": "editor",
    "bypass": "manager",
    "urgent": "editor",
    "correct": "editor",
    "archive": "editor",
    "unarchive": "editor",
    "schedule": "editor",
    "publish_now": "editor",
    "cancel": "editor",
    "reschedule": "editor",
    "release": "editor",
    "resolve": "editor",
    "retry": "editor",
    "retract": "editor",
    "close": "manager",
    "open": "manager",
    "verify": "manager",
    "trial": "manager",
    "pause": "manager",
    "special_days": "manager",
    "audit": "manager",
    "people": "admin",
}
"""The lowest role that may. Each role may everything that the ones before it may."""

RANK = {"reporter": 0, "editor": 1, "manager": 2, "admin": 3}
NAMES = {"reporter": "phóng viên", "editor": "biên tập viên", "manager": "quản lý", "admin": "quản trị"}
DEEDS = {
    "edit": "sửa mục",
    "submit": "gửi duyệt",
    "approve": "duyệt",
    "return": "trả lại mục",
    "bypass": "duyệt khẩn thay",
    "urgent": "đăng khẩn",
    "correct": "cải chính",
    "archive": "lưu kho",
    "unarchive": "đưa ra khỏi kho",
    "schedule": "lên lịch",
    "publish_now": "đăng ngay",
    "cancel": "hủy lượt đăng",
    "reschedule": "dời lịch",
    "release": "thả lượt đang giữ",
    "resolve": "trả lời cho lượt đăng chưa rõ",
    "retry": "gửi lại",
    "retract": "gỡ bài",
    "close": "đóng kênh",
    "open": "mở kênh",
    "verify": "kiểm tra kênh",
    "trial": "gửi bài thử",
    "pause": "đặt kỳ nghỉ",
    "special_days": "sửa bảng ngày lễ",
    "audit": "xem nhật ký",
    "people": "quản lý người dùng",
}


def person(session: Session, email: str, deed: str) -> User:
    """The person who may do ``deed`` (a key of LOWEST). Raises NotFound for a stranger, Mistake for a role too low."""
    user = get_user(session, email)
    if user.disabled_at is not None:
        raise Mistake(f"Tài khoản {user.email} đã bị khóa; hãy nhờ quản trị mở lại.")
    lowest = LOWEST[deed]
    if RANK[user.role] < RANK[lowest]:
        raise Mistake(
            f"{user.email} là {NAMES[user.role]} nên không {DEEDS[deed]} được; cần từ {NAMES[lowest]} trở lên."
        )
    return user


def require_theirs(user: User, item: Item, unit: str) -> None:
    """People of a unit see its items and those that belong to no unit; of the others they learn nothing."""
    if not may_see(user, unit):
        raise NotFound(f"Không có mục nào tên {item.slug} trong đơn vị của {user.email}.")


def may_see(user: User, unit: str) -> bool:
    """Is an item of ``unit`` within this person's reach?"""
    return not user.unit or not unit or unit == user.unit

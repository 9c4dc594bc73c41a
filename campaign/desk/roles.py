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
    "review": "editor",
    "media_remove": "manager",
    "archive": "editor",
    "unarchive": "editor",
    "schedule": "editor",
    "publish_now": "editor",
    "cancel": "editor",
    "reschedule": "editor",
    "rehearse": "editor",
    "release": "editor",
    "resolve": "editor",
    "retry": "editor",
    "retract": "editor",
    "close": "manager",
    "open": "manager",
    "verify": "manager",
    "trial": "manager",
    "connect": "manager",
    "pause": "manager",
    "special_days": "manager",
    "feed": "editor",
    "feed_trust": "manager",
    "import": "editor",
    "audit": "manager",
    "pack": "editor",
    "pack_return": "reporter",
    "activity_add": "reporter",
    "activity_confirm": "editor",
    "register": "manager",
    "returns": "manager",
    "report_issue": "manager",
    "report_share": "manager",
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
    "review": "gia hạn xem lại",
    "media_remove": "xóa tệp trong kho",
    "archive": "lưu kho",
    "unarchive": "đưa ra khỏi kho",
    "schedule": "lên lịch",
    "publish_now": "đăng ngay",
    "cancel": "hủy lượt đăng",
    "reschedule": "dời lịch",
    "rehearse": "diễn tập lịch",
    "release": "thả lượt đang giữ",
    "resolve": "trả lời cho lượt đăng chưa rõ",
    "retry": "gửi lại",
    "retract": "gỡ bài",
    "close": "đóng kênh",
    "open": "mở kênh",
    "verify": "kiểm tra kênh",
    "trial": "gửi bài thử",
    "connect": "kết nối kênh",
    "pause": "đặt kỳ nghỉ",
    "special_days": "sửa bảng ngày lễ",
    "feed": "sửa danh sách bản tin",
    "feed_trust": "cho bản tin đăng không qua duyệt",
    "import": "nạp bảng",
    "audit": "xem nhật ký",
    "pack": "lấy gói phát hành",
    "pack_return": "nạp nhật ký của gói",
    "activity_add": "ghi hoạt động",
    "activity_confirm": "xác nhận hoạt động",
    "register": "nhập số liệu chỉ tiêu",
    "returns": "nhận báo cáo của đơn vị",
    "report_issue": "phát hành báo cáo",
    "report_share": "chia sẻ báo cáo",
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


def acting(session: Session, actor: str, deed: str) -> None:
    """As ``person``, where the actor may also be the command line, the files or the clock ("cli", "files", "clock":
    no e-mail address), who have the server itself. Raises NotFound, Mistake."""
    if "@" in actor:
        person(session, actor, deed)


def require_theirs(user: User, item: Item, unit: str) -> None:
    """People of a unit see its items and those that belong to no unit; of the others they learn nothing."""
    if not may_see(user, unit):
        raise NotFound(f"Không có mục nào tên {item.slug} trong đơn vị của {user.email}.")


def may_see(user: User, unit: str) -> bool:
    """Is an item of ``unit`` within this person's reach?"""
    return not user.unit or not unit or unit == user.unit

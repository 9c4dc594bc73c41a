"""What a page calls the fields of its forms: for the sentence about a form that cannot be read."""

from __future__ import annotations

from collections.abc import Iterable

from campaign.web.language import gettext_noop

FIELDS = {
    "address": gettext_noop("Địa chỉ"),
    "alt": gettext_noop("Mô tả"),
    "apart": gettext_noop("Khoảng cách"),
    "at": gettext_noop("Giờ"),
    "begins": gettext_noop("Bắt đầu"),
    "body": gettext_noop("Nội dung"),
    "calendar": gettext_noop("Loại lịch"),
    "channel": gettext_noop("Kênh"),
    "code": gettext_noop("Mã"),
    "current": gettext_noop("Mật khẩu hiện nay"),
    "day": gettext_noop("Ngày"),
    "days": gettext_noop("Số ngày"),
    "email": gettext_noop("E-mail"),
    "ends": gettext_noop("Kết thúc"),
    "except_tags": gettext_noop("Trừ nội dung có thẻ"),
    "fallen": gettext_noop("Bài hẹn tay rơi vào kỳ này"),
    "file": gettext_noop("Tệp"),
    "from": gettext_noop("Từ ngày"),
    "item": gettext_noop("Mục"),
    "kind": gettext_noop("Loại"),
    "lang": gettext_noop("Ngôn ngữ"),
    "link": gettext_noop("Liên kết"),
    "month": gettext_noop("Tháng"),
    "name": gettext_noop("Tên"),
    "on": gettext_noop("Ngày"),
    "password": gettext_noop("Mật khẩu"),
    "permalink": gettext_noop("Liên kết của bài"),
    "quiet_from": gettext_noop("Yên lặng từ"),
    "quiet_to": gettext_noop("Yên lặng đến"),
    "reason": gettext_noop("Lý do"),
    "role": gettext_noop("Vai trò"),
    "summary": gettext_noop("Tóm tắt"),
    "sure": gettext_noop("Xác nhận"),
    "tags": gettext_noop("Thẻ"),
    "task": gettext_noop("Nhiệm vụ"),
    "title": gettext_noop("Tiêu đề"),
    "to": gettext_noop("Đến ngày"),
    "unit": gettext_noop("Đơn vị"),
    "until": gettext_noop("Dùng đến ngày"),
    "ways": gettext_noop("Cách báo"),
    "when": gettext_noop("Lúc đăng"),
    "year": gettext_noop("Năm"),
}
"""By the name in the form. A field that is not here is one that no person fills in, or that is named elsewhere."""


def words_of(names: Iterable[str]) -> list[str]:
    """Those that have words, each once."""
    return list(dict.fromkeys(FIELDS[name] for name in names if name in FIELDS))

"""What the audit's names mean in plain words. An action without words here fails a test."""

from __future__ import annotations

from campaign.web.language import gettext_noop

ACTIONS = {
    "sign-in": gettext_noop("đăng nhập"),
    "sign-in.refused": gettext_noop("bị chặn tạm thời vì nhập sai nhiều lần"),
    "sign-out": gettext_noop("đăng xuất"),
    "sign-out.others": gettext_noop("đăng xuất mọi trình duyệt khác"),
    "user.add": gettext_noop("thêm người dùng"),
    "user.link": gettext_noop("tạo liên kết đăng nhập"),
    "user.role": gettext_noop("đổi vai trò"),
    "user.disable": gettext_noop("khóa tài khoản"),
    "user.enable": gettext_noop("mở lại tài khoản"),
    "user.reset": gettext_noop("bỏ mật khẩu và xác thực hai bước"),
    "user.password": gettext_noop("đặt mật khẩu"),
    "user.second_step": gettext_noop("xác thực hai bước"),
    "token.add": gettext_noop("tạo mã truy cập API"),
    "token.revoke": gettext_noop("thu hồi mã truy cập API"),
    "item.create": gettext_noop("viết mục mới"),
    "item.edit": gettext_noop("sửa mục"),
    "item.submit": gettext_noop("gửi duyệt"),
    "item.approve": gettext_noop("duyệt"),
    "item.return": gettext_noop("trả lại"),
    "schedule": gettext_noop("lên lịch"),
    "cancel": gettext_noop("hủy lượt đăng"),
    "reschedule": gettext_noop("dời lịch"),
    "release": gettext_noop("thả lượt đang giữ"),
    "retry": gettext_noop("gửi lại"),
    "publish_now": gettext_noop("đăng ngay"),
    "resolve_published": gettext_noop("ghi nhận đã có trên kênh"),
    "resolve_absent": gettext_noop("ghi nhận không có trên kênh, gửi lại"),
    "correct": gettext_noop("sửa bài đã đăng"),
    "retract": gettext_noop("gỡ bài"),
    "connect": gettext_noop("kết nối kênh"),
    "close": gettext_noop("đóng kênh"),
    "open": gettext_noop("mở kênh"),
    "sync": gettext_noop("nạp từ tệp"),
    "replace": gettext_noop("thay mục trong lịch"),
}
"""``action`` of an entry: what was done."""

SUBJECTS = {
    "item": gettext_noop("mục"),
    "delivery": gettext_noop("lượt đăng"),
    "channel": gettext_noop("kênh"),
    "user": gettext_noop("người dùng"),
    "pause": gettext_noop("kỳ nghỉ"),
    "occurrence": gettext_noop("khung giờ"),
}

KEYS = {
    "role": gettext_noop("vai trò"),
    "unit": gettext_noop("đơn vị"),
    "reason": gettext_noop("lý do"),
    "state": gettext_noop("trạng thái"),
    "due_at": gettext_noop("hẹn lúc"),
    "item": gettext_noop("mục"),
    "channel": gettext_noop("kênh"),
    "urgent": gettext_noop("khẩn"),
    "account": gettext_noop("tài khoản trên kênh"),
    "revision": gettext_noop("bản"),
    "approved_by": gettext_noop("đã duyệt"),
    "result": gettext_noop("kết quả"),
    "text_before": gettext_noop("lời trước khi sửa"),
    "name": gettext_noop("tên"),
    "scope": gettext_noop("phạm vi"),
    "address": gettext_noop("từ địa chỉ"),
    "code": gettext_noop("cách"),
    "slot": gettext_noop("khung giờ"),
    "title": gettext_noop("tiêu đề"),
    "summary": gettext_noop("tóm tắt"),
    "body": gettext_noop("nội dung"),
    "link": gettext_noop("liên kết"),
    "tags": gettext_noop("thẻ"),
    "audience": gettext_noop("đối tượng"),
    "task": gettext_noop("nhiệm vụ"),
    "language": gettext_noop("ngôn ngữ"),
    "media": gettext_noop("ảnh và video"),
    "variants": gettext_noop("bản riêng của kênh"),
    "kind": gettext_noop("loại"),
    "was": gettext_noop("mục cũ (số)"),
    "instead": gettext_noop("mục mới (số)"),
    "": gettext_noop("giá trị"),
}
"""Keys of an entry's detail, and fields of an item."""

VALUES = {
    "reporter": gettext_noop("phóng viên"),
    "editor": gettext_noop("biên tập viên"),
    "manager": gettext_noop("quản lý"),
    "admin": gettext_noop("quản trị"),
    "scheduled": gettext_noop("đã lên lịch"),
    "queued": gettext_noop("đến lượt"),
    "sending": gettext_noop("đang gửi"),
    "published": gettext_noop("đã đăng"),
    "uncertain": gettext_noop("chưa rõ đã đăng chưa"),
    "held": gettext_noop("đang giữ"),
    "failed": gettext_noop("không đăng được"),
    "cancelled": gettext_noop("đã hủy"),
    "read": gettext_noop("chỉ đọc"),
    "write": gettext_noop("đọc và ghi"),
    "on": gettext_noop("bật"),
    "off": gettext_noop("tắt"),
    "phone": gettext_noop("mã trên điện thoại"),
    "paper": gettext_noop("mã dự phòng"),
    "corrected": gettext_noop("đã sửa"),
    "unchanged": gettext_noop("không có gì khác"),
    "refused": gettext_noop("bị từ chối"),
    "True": gettext_noop("có"),
    "False": gettext_noop("không"),
}

ACTORS = {
    "cli": gettext_noop("dòng lệnh"),
    "files": gettext_noop("tệp"),
    "clock": gettext_noop("đồng hồ"),
    "demo": gettext_noop("bản chạy thử"),
    "set-up": gettext_noop("cài đặt ban đầu"),
}
HIDDEN = ("content_sha256", "text_sha256", "changed", "before", "after")
"""Hashes say nothing to a reader; the others are shown in another way."""

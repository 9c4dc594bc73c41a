"""What the pages say of differences, marked for the catalogues (the words themselves are the library's)."""

from __future__ import annotations

from campaign.web.language import gettext_noop

WORDS = (
    gettext_noop("Tiêu đề"), gettext_noop("Loại"), gettext_noop("Tóm tắt"), gettext_noop("Nội dung"),
    gettext_noop("Liên kết"), gettext_noop("Thẻ"), gettext_noop("Đối tượng độc giả"), gettext_noop("Nhiệm vụ"),
    gettext_noop("Đơn vị"), gettext_noop("Ngôn ngữ"), gettext_noop("Ảnh, video, âm thanh"),
    gettext_noop("Bản riêng của kênh"),
    gettext_noop("Dùng lại được lâu dài"), gettext_noop("Chỉ đăng từ ngày"), gettext_noop("Hết hạn sau ngày"),
    gettext_noop("Phải rà soát trước ngày"), gettext_noop("Đã kiểm chứng"), gettext_noop("Nguồn"),
    gettext_noop("Tin nhắn SMS"), gettext_noop("Làm vô hại địa chỉ lừa đảo"), gettext_noop("Chữ riêng"),
    gettext_noop("Tệp riêng"),
)  # fmt: skip

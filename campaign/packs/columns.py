"""Heads of columns, and words of cells, that people write in logs: other names by the column's own."""

from __future__ import annotations

PLAY = {
    "date": ("ngày", "ngày phát"), "time": ("giờ", "giờ phát"), "commune": ("xã", "xã, phường", "đơn vị", "đài"),
    "item_id": ("mục", "bài", "mã bài", "item"), "clusters": ("số cụm loa", "cụm loa", "cụm"),
    "ok": ("đã phát", "phát được", "kết quả"), "note": ("ghi chú",), "repeat": ("số lần",),
    "minutes": ("phút", "số phút"),
}  # fmt: skip
DISPLAYS = {
    "date": ("ngày", "ngày đăng", "đến ngày"), "site": ("cổng", "trang", "tên cổng", "cơ quan"),
    "item_id": ("mục", "bài", "mã bài"), "views": ("lượt hiển thị", "lượt xem", "số lượt"),
    "source": ("nguồn", "minh chứng"), "unit": ("đơn vị",),
}  # fmt: skip
SMS = {
    "date": ("ngày", "ngày gửi"), "wave": ("đợt", "tên đợt"), "network": ("nhà mạng", "doanh nghiệp"),
    "sent": ("số tin gửi", "đã gửi", "số thuê bao gửi"), "delivered": ("số thuê bao nhận", "nhận thành công"),
    "document": ("văn bản", "số văn bản", "minh chứng"),
}  # fmt: skip
WIFI = {
    "date": ("ngày", "đến ngày"), "place": ("điểm", "tên điểm", "điểm wi-fi", "nơi"),
    "displays": ("lượt hiển thị", "số lượt", "lượt xem"), "note": ("ghi chú", "nguồn", "minh chứng"),
    "unit": ("đơn vị",),
}  # fmt: skip
AIRING = {
    "date": ("ngày", "ngày phát"), "time": ("giờ", "giờ phát"), "station": ("kênh", "kênh phát", "đài", "sóng"),
    "programme": ("chương trình", "tên chương trình", "tên"), "minutes": ("phút", "số phút", "thời lượng"),
    "airings": ("số lượt phát", "lượt phát", "số lần"), "live": ("trực tiếp",), "kind": ("loại",),
    "note": ("ghi chú", "minh chứng"),
}  # fmt: skip
AIRING_KINDS = {
    "programme": ("", "chương trình", "chuyên đề", "chuyên mục"),
    "talk_show": ("tọa đàm", "giao lưu", "giao lưu, tọa đàm"),
    "film": ("phim", "bài hát", "phóng sự"),
    "contest": ("cuộc thi",),
}
"""Kinds of activities that are aired, and what stations write for them; nothing is a programme."""

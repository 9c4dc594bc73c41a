"""For screens: portals and intranets, public Wi-Fi, telephones."""

from __future__ import annotations

from campaign.packs.offers.examples import DISPLAYS, SMS_CONFIRMATION, WIFI_DISPLAYS
from campaign.packs.terms import Option, Pack, Return

PORTAL = Pack(
    title="Gói trang tĩnh cho cổng và mạng nội bộ",
    says="Trang HTML và JSON mở được từ thư mục, không mã lệnh, không cookie, không cần Internet.",
    makes="campaign.packs.portal:make",
    tasks=("2c",),
    options=(
        Option("title", "Tên của gói", default="An toàn thông tin"),
        Option("video", "Kèm video", "yes", says="Video làm gói nặng; không chọn thì gói có ảnh và âm thanh."),
        Option(
            "counter",
            "Địa chỉ ảnh đếm",
            says="Bỏ trống: gói không gọi ra ngoài và không đếm gì. Chỉ ghi khi cổng có ảnh đếm của riêng mình.",
        ),
    ),
    returns=(
        Return(
            "displays",
            "Lượt hiển thị của cổng",
            "campaign.packs.display_log:read",
            *DISPLAYS,
            says="Lấy từ nhật ký của chính cổng; là lượt hiển thị, không phải số người.",
        ),
    ),
    filled_by=("words", "files"),
)
SMS = Pack(
    title="Đợt tin nhắn SMS",
    says="Nội dung có dấu và không dấu, số đoạn như nhà mạng đếm, một liên kết rút gọn cho mỗi đợt.",
    makes="campaign.packs.sms:make",
    prepares="campaign.packs.sms:prepare",
    tasks=("V.sms",),
    options=(
        Option("wave", "Tên đợt", needed=True, says="Ví dụ: Tết 2027. Cùng tên thì dùng lại liên kết cũ."),
        Option("on", "Ngày gửi", "day"),
        Option("sender", "Tên người gửi", says="Tên thương hiệu hiện trên máy thuê bao."),
        Option("networks", "Nhà mạng", "lines", says="Mỗi nhà mạng một dòng."),
        Option("segments", "Số đoạn nhiều nhất", "number", "3"),
        Option("link", "Liên kết", "choice", "yes", (("yes", "Kèm liên kết rút gọn"), ("no", "Không kèm"))),
    ),
    returns=(
        Return(
            "sms-confirmation",
            "Xác nhận của nhà mạng",
            "campaign.packs.sms_log:read",
            *SMS_CONFIRMATION,
            says="Chỉ có số tin và số thuê bao; không gửi số điện thoại của ai.",
        ),
    ),
    filled_by=("words", "sms", "title"),
)
WIFI = Pack(
    title="Trang chào Wi-Fi công cộng",
    says="Một tệp HTML dưới 60 kB, không tải gì từ nơi khác, không cookie, mỗi ngày một mẹo.",
    makes="campaign.packs.wifi:make",
    tasks=("2a",),
    options=(
        Option("place", "Tên điểm", says="Ví dụ: Bến xe Vị Thanh."),
        Option("heading", "Dòng tiêu đề", default="Dùng mạng an toàn"),
    ),
    returns=(
        Return(
            "wifi-displays",
            "Lượt hiển thị trang chào Wi-Fi",
            "campaign.packs.wifi_log:read",
            *WIFI_DISPLAYS,
            says="Số lượt hiển thị do nhà cung cấp Wi-Fi đếm; là số lượt, không phải số người.",
        ),
    ),
)

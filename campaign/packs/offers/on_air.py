"""For voices: loudspeakers of communes, radio and television."""

from __future__ import annotations

from campaign.packs.offers.examples import AIRING_LOG, PLAY_LOG
from campaign.packs.terms import Option, Pack, Return

LOUDSPEAKERS = Pack(
    title="Gói phát loa",
    says="Lời đọc viết số và chữ viết tắt thành chữ, tệp MP3, lịch phát và nhật ký phát cho đài truyền thanh xã.",
    makes="campaign.packs.loudspeakers:make",
    tasks=("2b",),
    options=(
        Option(
            "class",
            "Loại bản tin",
            "choice",
            "thong-thuong",
            (("thong-thuong", "Thông thường"), ("uu-tien", "Ưu tiên")),
            says="Loại khẩn cấp chỉ dành cho thiên tai, dịch bệnh; nội dung tuyên truyền không dùng được.",
        ),
        Option("from-day", "Phát từ ngày", "day", says="Bỏ trống: từ ngày mai."),
        Option("days", "Số ngày", "number", "7"),
        Option("times", "Giờ phát", "lines", "05:30\n17:00", says="Mỗi giờ một dòng."),
        Option("communes", "Xã, phường", "lines", says="Mỗi nơi một dòng; bỏ trống thì nơi nhận tự ghi."),
        Option("repeat", "Số lần đọc mỗi bài", "number", "1"),
        Option("contact", "Liên hệ", says="Tên phòng và số điện thoại để xã hỏi lại."),
        Option("say", "Cách đọc riêng", "lines", says="Mỗi dòng một chữ, ví dụ: CLB = câu lạc bộ."),
    ),
    returns=(
        Return(
            "play-log",
            "Nhật ký phát loa",
            "campaign.packs.play_log:read",
            *PLAY_LOG,
            says="Mỗi dòng ghi “có” là số lượt phát ở cột repeat; số cụm loa ghi kèm, không phải số người nghe.",
        ),
    ),
    filled_by=("words", "sound"),
)
SCRIPT = Pack(
    title="Kịch bản phát thanh, truyền hình",
    says="Bảng giây, lời đọc, hình và tiếng trong tệp Word; số giây là ước tính theo tốc độ đọc.",
    makes="campaign.packs.script_sheet:make",
    tasks=("1c", "1d"),
    options=(
        Option("programme", "Tên chương trình", default="An toàn trên mạng"),
        Option("station", "Kênh, giờ phát"),
        Option("day", "Ngày phát", "day"),
        Option("rate", "Tốc độ đọc (tiếng một phút)", "number", "200", says="Từ 100 đến 350."),
    ),
    returns=(
        Return(
            "airing-log",
            "Nhật ký phát sóng",
            "campaign.packs.airing_log:read",
            *AIRING_LOG,
            says="Mỗi dòng là một chương trình trong một ngày; số người nghe, xem không nằm trong nhật ký này.",
        ),
    ),
)

"""Every pack there is: one literal table. A line here, and the command and the page have it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Option:
    """One thing that a person may say of a pack: ``--name`` of the command, a field of the page.

    Makers get every option of their pack as text (``default`` where nothing was said); ``choice`` and ``number`` have
    been checked, a ``day`` is 2026-11-15 or "", ``lines`` is one line for each (a command's option given several
    times), ``yes`` is "1" or "".
    """

    name: str
    title: str
    kind: Literal["text", "lines", "number", "day", "choice", "yes"] = "text"
    default: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    """(value, title) of a choice."""
    says: str = ""
    """One sentence beneath the field."""
    needed: bool = False


@dataclass(frozen=True)
class Return:
    """What comes back for a pack as a CSV. ``reads``: "module:function" of
    (name, content: bytes, campaign.packs.logs.Known) -> list of campaign.packs.logs.Came; raises logs.WrongRows."""

    name: str
    title: str
    reads: str
    columns: tuple[str, ...]
    """The head of an empty one."""
    example: tuple[str, ...] = ()
    """One row, as an example in the empty one."""
    says: str = ""


@dataclass(frozen=True)
class Pack:
    """``makes``: "module:function" of (Chosen, options: Mapping[str, str]) -> Made, run in a thread without a
    transaction. ``prepares``: "module:function" of (session, Chosen, options) -> Mapping, run before it in one short
    write transaction; what it gives is ``Chosen.found``. ``items`` False: made from no items."""

    title: str
    says: str
    makes: str
    tasks: tuple[str, ...] = ()
    """The task items that it serves, as the plan's example names them; only shown."""
    options: tuple[Option, ...] = ()
    prepares: str = ""
    items: bool = True
    returns: tuple[Return, ...] = ()


PACKS: Mapping[str, Pack] = {
    "loudspeakers": Pack(
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
                ("date", "time", "commune", "item_id", "clusters", "ok", "note"),
                ("2026-11-20", "05:30", "Xã Vị Thủy", "khong-doc-otp", "12", "có", ""),
                "Mỗi dòng ghi “có” là một lượt phát; số cụm loa ghi kèm, không phải số người nghe.",
            ),
        ),
    ),
    "portal": Pack(
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
                ("date", "site", "item_id", "views", "source"),
                ("2026-11-20", "Cổng thông tin điện tử xã Vị Thủy", "khong-doc-otp", "340", "Nhật ký máy chủ"),
                "Lấy từ nhật ký của chính cổng; là lượt hiển thị, không phải số người.",
            ),
        ),
    ),
    "sms": Pack(
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
                ("date", "wave", "network", "sent", "delivered", "document"),
                ("2026-11-20", "Tết 2027", "Nhà mạng A", "120000", "118400", "Biên bản số 12"),
                "Chỉ có số tin và số thuê bao; không gửi số điện thoại của ai.",
            ),
        ),
    ),
    "posters": Pack(
        title="Áp phích, tờ rơi có mã QR",
        says="Mỗi điểm một tờ với mã QR riêng, nên biết điểm nào có bao nhiêu lượt quét; in lại vẫn là mã cũ.",
        makes="campaign.packs.posters:make",
        prepares="campaign.packs.posters:prepare",
        tasks=("2a",),
        options=(
            Option(
                "places",
                "Điểm dán, phát",
                "lines",
                needed=True,
                says="Mỗi điểm một dòng, ví dụ: UBND phường Vị Tân. Nhiều điểm thì nhận tệp nén, mỗi điểm một PDF.",
            ),
            Option(
                "form",
                "Khổ giấy",
                "choice",
                "a4",
                (
                    ("a4", "Áp phích A4, đọc được từ 2 m"),
                    ("a5", "Tờ rơi A5"),
                    ("fold", "Tờ gấp A4 (in hai mặt, lật cạnh ngắn)"),
                ),
            ),
        ),
    ),
    "places": Pack(
        title="Lượt mở theo điểm",
        says="Bảng CSV: từng điểm, từng mục, từng ngày có bao nhiêu lượt mở mã QR; do bộ đếm của chương trình đo.",
        makes="campaign.packs.places:make",
        prepares="campaign.packs.places:prepare",
        tasks=("2a",),
        items=False,
    ),
    "wifi": Pack(
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
                ("date", "place", "displays", "note"),
                ("2026-11-20", "Bến xe Vị Thanh", "340", "Nhật ký bộ phát"),
                "Số lượt hiển thị do nhà cung cấp Wi-Fi đếm; là số lượt, không phải số người.",
            ),
        ),
    ),
    "lesson": Pack(
        title="Phiếu bài học",
        says="Mục tiêu, nội dung, câu hỏi kèm gợi ý trả lời lấy từ chính bài, và phiếu phản hồi của nhà trường.",
        makes="campaign.packs.lesson.pack:make",
        tasks=("3a", "3b", "3c"),
        options=(
            Option("title", "Tên bài học", says="Bỏ trống: tên của mục, nếu chỉ có một mục."),
            Option("minutes", "Thời lượng (phút)", "number"),
            Option("questions", "Số câu hỏi nhiều nhất", "number", "6", says="Từ 3 đến 6."),
            Option("returns", "Địa chỉ phiếu báo cáo", says="Liên kết /returns/… của đơn vị, nếu đã có; in kèm mã QR."),
            Option("form", "Loại tệp", "choice", "docx", (("docx", "Word, sửa được"), ("pdf", "PDF để in"))),
        ),
    ),
    "script": Pack(
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
                ("date", "time", "station", "programme", "minutes", "airings", "live", "kind", "note"),
                ("2026-11-15", "19:45", "FM 89,6", "An toàn trên mạng", "10", "2", "không", "programme", "Lịch phát"),
                "Mỗi dòng là một chương trình trong một ngày; số người nghe, xem không nằm trong nhật ký này.",
            ),
        ),
    ),
}

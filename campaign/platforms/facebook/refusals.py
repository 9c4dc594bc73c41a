"""What a Graph API error means: told by code and subcode, never by HTTP status or words.

https://developers.facebook.com/docs/graph-api/guides/error-handling. Subcodes below 1,300,000 and the video codes are
Meta's; the others are known from public code only (docs/unverified.md). The order of ``meaning`` matters: Facebook
marks a spent quota ``is_transient`` too, and a subcode says more than the "no permission" that it comes with.
"""

from __future__ import annotations

from campaign.errors import PlatformError, RateLimited, Rejected, Unauthorized, Unavailable, Uncertain
from campaign.platforms.facebook.answers import Refusal

HOUR_S = 3600.0
RECONNECT = "Hãy lấy mã mới cho Trang rồi kết nối lại kênh."
TOKEN_CODES = frozenset({190, 102})
TOKENS = {
    458: f"Ứng dụng đã bị gỡ khỏi tài khoản quản trị Trang. {RECONNECT}",
    459: "Facebook đang bắt tài khoản quản trị xác minh: hãy đăng nhập facebook.com để xác minh, rồi kết nối lại kênh.",
    460: f"Mật khẩu của tài khoản quản trị đã đổi nên mã cũ bị hủy. {RECONNECT}",
    463: f"Mã truy cập đã hết hạn. {RECONNECT}",
    464: "Tài khoản quản trị chưa được xác nhận: hãy đăng nhập facebook.com để xác nhận, rồi kết nối lại kênh.",
    467: f"Mã truy cập không còn hiệu lực. {RECONNECT}",
    492: "Người cấp mã không còn vai trò trên Trang: hãy cấp lại vai trò, rồi kết nối lại kênh.",
}
PERMISSION_CODES = frozenset({10, *range(200, 300)})
NO_PERMISSION = (
    "Mã truy cập thiếu quyền làm việc này, hoặc không phải mã của Trang: hãy cấp đủ quyền rồi kết nối lại kênh."
)
LIMITS_S = {
    4: HOUR_S, 17: HOUR_S, 32: HOUR_S, 613: HOUR_S / 4, 341: 6 * HOUR_S,
    **dict.fromkeys((80000, 80001, 80002, 80003, 80004, 80005, 80006, 80008, 80009, 80014), HOUR_S),
}  # fmt: skip
"""Codes of a spent quota, and how long to rest where the answer does not say."""
BLOCKED = 1390008
BLOCKED_S = 4 * HOUR_S
"""368/1390008 "We limit how often you can post": nobody says how long; trying again soon makes it worse."""
UNKNOWN_CODES = frozenset({1, 2, 1363047, 1609010})

PHOTO = "Facebook không nhận ảnh này: hãy dùng ảnh JPEG hoặc PNG dưới 4 MB."
VIDEO = "Facebook không đọc được video này: hãy xuất lại thành MP4 (H.264, AAC)."
FLAGGED = "Facebook cho rằng bài vi phạm Tiêu chuẩn cộng đồng: người phụ trách cần xem lại nội dung."
ACCOUNT = "Facebook đang hạn chế tài khoản quản trị: hãy đăng nhập facebook.com để xác minh, rồi đăng lại."
REFUSED: dict[int, tuple[str, str]] = {
    3: ("app_capability", "Ứng dụng chưa có khả năng này: hãy xem lại cấu hình ứng dụng ở Meta for Developers."),
    803: ("gone", "Facebook không có đối tượng này (hoặc mã này không đúng)."),
    2500: ("bad_request", "Địa chỉ gọi Facebook sai: xem lại api_version và page_id trong channel.toml."),
    3001: ("bad_request", "Lệnh đọc số liệu thiếu tên số liệu."),
    324: ("photo", PHOTO),
    351: ("video", VIDEO), 352: ("video", VIDEO), 382: ("video_too_small", "Video quá ngắn hoặc quá nhỏ."),
    389: ("video_fetch", "Facebook không tải được video: hãy thử lại hoặc thay tệp khác."),
    6000: ("video_upload", "Facebook không nhận được trọn video: hãy thử lại."),
    6001: ("video_upload", "Facebook không nhận được trọn video: hãy thử lại."),
    368: ("policy", "Facebook chặn bài này theo chính sách (hoặc bài giống hệt đã đăng): cần người xem lại nội dung."),
    506: ("duplicate", "Facebook báo bài này giống hệt bài vừa đăng: hãy xem trên Trang, hoặc sửa lại lời bài."),
    1366051: ("duplicate", "Facebook báo các ảnh này đã được đăng rồi: hãy xem trên Trang."),
    1609005: ("link", "Facebook không đọc được trang mà liên kết trỏ tới: xem lại địa chỉ và robots.txt."),
    1609008: ("link", "Facebook không nhận liên kết trỏ về chính facebook.com trong bài liên kết."),
    1366046: ("photo", PHOTO), 1349125: ("file", "Facebook không nhận định dạng tệp này."),
    2061006: ("link", "Facebook không nhận địa chỉ trong bài."), 2069019: ("file", "Facebook không đọc được tệp này."),
    1346003: ("flagged", FLAGGED), 1404102: ("flagged", FLAGGED),
    1404078: ("page_authorization", "Trang phải được ủy quyền đăng bài: hãy hoàn tất xác minh trên facebook.com."),
    1404006: ("account_limited", ACCOUNT), 1404112: ("account_limited", ACCOUNT), 4854002: ("account_limited", ACCOUNT),
    1363040: ("reel_aspect", "Facebook không nhận khung hình của thước phim: phải là 9:16."),
    1363127: ("reel_resolution", "Thước phim quá nhỏ: tối thiểu 540x960."),
    1363128: ("reel_duration", "Thước phim phải dài từ 3 đến 90 giây."),
    1363129: ("reel_fps", "Thước phim phải có từ 24 đến 60 hình mỗi giây."),
    1363057: ("video_fetch", "Facebook không tải được video: hãy thử lại hoặc thay tệp khác."),
    1363037: ("wrong_offset", "Đoạn video gửi không đúng chỗ."),
}  # fmt: skip
"""Codes and subcodes that say no to this very request: trying it again unchanged is useless."""


def meaning(refusal: Refusal, shows: bool) -> PlatformError:
    """The error of a refused call. ``shows``: if it was carried out all the same, the public sees it."""
    code, subcode = refusal.code, refusal.subcode
    if code in TOKEN_CODES:
        return Unauthorized(
            "token_refused", TOKENS.get(subcode, f"Facebook không nhận mã. {RECONNECT}"), refusal.detail
        )
    if BLOCKED in (code, subcode):
        message = "Facebook tạm chặn Trang vì đăng quá dày; chương trình nghỉ vài giờ rồi mới đăng tiếp."
        return RateLimited("blocked", message, max(refusal.wait_s, BLOCKED_S), refusal.detail)
    if code in LIMITS_S or refusal.status == 429:
        wait_s = refusal.wait_s or LIMITS_S.get(code, HOUR_S)
        return RateLimited("rate_limited", "Trang đã dùng hết lượt gọi Facebook cho lúc này.", wait_s, refusal.detail)
    if refusal.transient or code in UNKNOWN_CODES or subcode in UNKNOWN_CODES or not code:
        return unknown(refusal.detail, shows)
    if code in PERMISSION_CODES and subcode not in REFUSED:
        return Unauthorized("permission", NO_PERMISSION, refusal.detail)
    return _rejected(refusal)


def unknown(detail: str, shows: bool) -> PlatformError:
    """No answer, or one that proves nothing: error 2 with HTTP 500 has been seen on posts that were live."""
    if shows:
        return Uncertain("no_reply", "Facebook không trả lời rõ: chưa biết việc này đã xong hay chưa.", detail)
    return Unavailable("no_reply", "Facebook không trả lời rõ; chưa có gì hiện ra.", detail)


def _rejected(refusal: Refusal) -> Rejected:
    if (refusal.code, refusal.subcode) == (100, 33):
        return Rejected("gone", "Facebook không có đối tượng này, hoặc mã này không thấy được nó.", refusal.detail)
    known = REFUSED.get(refusal.subcode) or REFUSED.get(refusal.code)
    if known:
        return Rejected(*known, refusal.detail)
    said = refusal.told or refusal.message or "không rõ lý do"
    trace = f" Mã tra cứu: {refusal.trace}." if refusal.trace else ""
    number = f"{refusal.code}/{refusal.subcode}" if refusal.subcode else str(refusal.code)
    name = "parameter" if refusal.code == 100 else "refused"
    return Rejected(name, f"Facebook từ chối (mã {number}): {said}.{trace}", refusal.detail)

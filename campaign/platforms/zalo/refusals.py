"""What Zalo's error codes mean for us. https://developers.zalo.me/docs/official-account/phu-luc/ma-loi

A failure comes with HTTP 200: ``{"error": -216, "message": "Access token is invalid"}``.
"""

from __future__ import annotations

from datetime import timedelta, timezone
from email.utils import parsedate_to_datetime

from campaign.errors import PlatformError, RateLimited, Rejected, Unauthorized, Unavailable

DEAD_TOKEN = frozenset({-216, -220, -124})
PROCESSING = -214
NIGHT, DAY_USED_UP = -234, -218
LATER = {
    NIGHT: "Zalo không cho gửi tin từ 22 giờ đến 6 giờ; sẽ gửi khi trời sáng.",
    DAY_USED_UP: "Người quan tâm đã nhận đủ số tin của OA trong ngày; sáng mai sẽ gửi.",
}
"""A broadcast refused like this goes another day: why it waits."""
QUOTA = -223
RATE = -32
NEXT_MINUTE_S = 60.0
"""The call limits reset with the next minute."""
PROCESSING_S = 10.0
ZONE = timezone(timedelta(hours=7))
"""Vietnam's clock, by which Zalo's night ends."""
MORNING_HOUR = 6
NIGHT_WAIT_S = 1800.0
"""Where a reply does not tell its time."""

STOPS: dict[int, str] = {
    -204: "OA đã bị tắt hoặc xóa",
    -205: "Zalo không tìm thấy OA này",
    -209: "ứng dụng chưa được kích hoạt cho API này",
    -212: "ứng dụng chưa đăng ký dùng API này",
    -219: "ứng dụng đã bị gỡ hoặc bị khóa",
    -221: "OA chưa được xác thực",
    -224: "gói của OA không có API này, cần nâng gói",
    -235: "API này không dành cho loại OA này",
    -242: "appsecret_proof sai: xem lại app_secret và thiết lập của ứng dụng",
    -320: "ứng dụng cần tài khoản Zalo Cloud",
    -321: "tài khoản Zalo Cloud đã hết tiền",
}
"""Nothing will go through until a person has put it right in Zalo: the channel closes."""

REFUSALS: dict[int, tuple[str, str]] = {
    -100: ("attachment_expired", "Tệp đính kèm trên Zalo đã hết hạn: hãy gửi lại."),
    -201: ("invalid", "Zalo không nhận nội dung của bài"),
    -210: ("over_limit", "Bài vượt giới hạn của Zalo"),
    -211: ("quota", "OA đã hết hạn mức của Zalo: chờ kỳ sau hoặc nâng gói."),
    -213: ("not_follower", "Người nhận không quan tâm OA."),
    DAY_USED_UP: ("quota", "Người nhận đã hết hạn mức nhận tin của OA."),
    QUOTA: (
        "publish_quota",
        "OA đã hết lượt xuất bản bài của gói trong kỳ này, hoặc chưa cấp quyền này cho ứng dụng (mã -223). "
        "Hãy xem hạn mức trong OA Manager, xóa bớt bài cũ, nâng gói, hoặc kết nối lại và chọn đủ quyền.",
    ),
    -233: ("unsupported_message", "Loại tin này không gửi được từ OA này."),
    NIGHT: ("night", "Zalo không cho gửi tin từ 22 giờ đến 6 giờ."),
    -240: ("shut_down", "Zalo đã ngừng API này: cần phiên bản mới của chương trình."),
    -244: ("restricted", "Người nhận đã chặn loại tin này."),
    -248: ("policy", "Nội dung vi phạm quy định của Zalo: hãy sửa bài."),
}
"""The post as it is will not go: a person changes something. A text without its full stop is followed by Zalo's own."""


def meaning(error: int, said: str, path: str, *, broadcast: bool = False) -> PlatformError:
    """The error of a reply that was read. Nothing was done by it. A broadcast's refusal never closes the channel:
    plans exist that may publish articles and not broadcast them."""
    detail = f"{path}: error {error}: {said[:300]}"
    if error in DEAD_TOKEN:
        return Unauthorized("token_refused", "Zalo không nhận mã truy cập của OA: hãy kết nối lại kênh.", detail)
    if error == RATE:
        return RateLimited("rate_limited", "Zalo báo gọi quá nhanh; sẽ gửi tiếp sau.", NEXT_MINUTE_S, detail)
    if error == PROCESSING:
        return RateLimited("processing", "Zalo đang xử lý bài này; sẽ làm tiếp sau.", PROCESSING_S, detail)
    if error in STOPS:
        message = f"Zalo: {STOPS[error]} (mã {error})."
        if broadcast:
            return Rejected("not_allowed", message, detail)
        return Unauthorized("stopped", f"{message} Sửa xong hãy kết nối lại kênh.", detail)
    if error == -200 and not broadcast:
        return Unavailable("send_failed", "Zalo báo chưa làm được; sẽ thử lại.", detail)
    code, message = REFUSALS.get(error, ("refused", f"Zalo từ chối (mã {error})"))
    if not message.endswith("."):
        message = f"{message}: {said[:200] or 'không nói lý do'}."
    return Rejected(code, message, detail)


def until_morning_s(date: str) -> float:
    """Seconds from a reply's ``Date`` (RFC 9110, section 6.6.1) to the end of Zalo's night, the next 06:00."""
    try:
        local = parsedate_to_datetime(date).astimezone(ZONE)
    except ValueError:
        return NIGHT_WAIT_S
    morning = local.replace(hour=MORNING_HOUR, minute=0, second=0, microsecond=0)
    return (morning - local + timedelta(days=morning <= local)).total_seconds()

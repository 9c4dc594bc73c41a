"""What one step at a platform came to: exactly one of these, whatever was raised."""

from __future__ import annotations

import logging

from campaign.errors import (
    PLATFORM_ERRORS,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
    Uncertain,
    Unsupported,
)
from campaign.platforms.seam import Progress, Receipt

log = logging.getLogger(__name__)

Outcome = Receipt | Progress | Rejected | Unauthorized | RateLimited | Unavailable | Uncertain | Unsupported

NAMES: dict[type, str] = {
    Receipt: "published",
    Progress: "progress",
    Rejected: "rejected",
    Unauthorized: "unauthorized",
    RateLimited: "rate_limited",
    Unavailable: "unavailable",
    Uncertain: "uncertain",
    Unsupported: "rejected",
}


def of_exception(error: Exception, visible: bool) -> Outcome:
    """Known errors as they are. One that nobody foresaw may have published if its step shows, else it has not."""
    if isinstance(error, PLATFORM_ERRORS):
        if isinstance(error, Uncertain) and not visible:
            return Unavailable(
                error.code, "Một bước chuẩn bị chưa xong (chưa có gì hiện ra); sẽ làm lại.", error.detail
            )
        return error
    log.warning("unforeseen %s in a %s step", type(error).__name__, "visible" if visible else "hidden")
    name = type(error).__name__
    if visible:
        return Uncertain("unforeseen", "Có lỗi lạ khi đang gửi; chưa rõ bài đã lên kênh hay chưa.", name)
    return Unavailable("unforeseen", "Có lỗi lạ khi chuẩn bị gửi; sẽ thử lại.", name)

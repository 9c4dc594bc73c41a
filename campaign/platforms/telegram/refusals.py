"""What a failed Bot API call means: python-telegram-bot's exceptions and the answer that was heard, as our six errors.

Traps minded here: BadRequest and TimedOut are NetworkErrors; a retry_after counts only with 429; an answer that is
not the Bot API's own JSON (a blocked page, a proxy) says nothing about our token.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import httpx
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, TimedOut

from campaign.errors import PlatformError, RateLimited, Rejected, Unauthorized, Unavailable, Uncertain
from campaign.platforms.telegram.moving import MIGRATED

GONE_FROM_US = frozenset({"chat_not_found", "no_rights", "not_member"})
"""Refusals that every other post of the channel would meet too, until a person has put it right in Telegram."""
DEFAULT_WAIT_S = 30.0
_TOKEN = re.compile(r"\d{3,}(?::|%3A)[A-Za-z0-9_-]{5,}", re.IGNORECASE)

RIGHTS = "Bot chưa có quyền làm việc này: hãy đặt bot làm quản trị viên của kênh với quyền đăng, sửa và xóa bài."
BAD_REQUESTS: tuple[tuple[str, str, str], ...] = (
    ("message is not modified", "not_modified", "Bài trên Telegram đã đúng như vậy rồi."),
    (r"message to \w+ not found|message_id_invalid", "gone", "Bài này không còn trên Telegram."),
    ("chat not found|chat_id is empty", "chat_not_found", "Telegram không tìm thấy kênh: xem lại chat ở channel.toml."),
    ("not enough rights|need administrator|chat_admin_required|chat_write_forbidden", "no_rights", RIGHTS),
    ("message is too long", "text_too_long", "Bài dài quá 4096 ký tự: hãy rút ngắn."),
    ("caption is too long", "text_too_long", "Chú thích dài quá 1024 ký tự: hãy rút ngắn."),
    ("text is empty|text must be non-empty", "text_empty", "Bài không có chữ nào."),
    ("can't parse", "html", "Telegram không đọc được định dạng của bài: xem lại mẫu post.j2 và nội dung."),
    ("photo_invalid_dimensions", "photo_dimensions", "Telegram không nhận cỡ ảnh này (rộng + cao tối đa 10000)."),
    ("too big|too large|entity too large", "file_too_big", "Tệp quá lớn: ảnh tối đa 10 MB, video tối đa 50 MB."),
    (
        "image_process_failed|content_type_invalid|wrong file identifier|failed to get http url",
        "bad_file",
        "Telegram không đọc được ảnh hoặc video này: hãy thay tệp khác.",
    ),
    ("can't be (?:edited|deleted)", "not_allowed", "Telegram không cho sửa hoặc xóa bài này nữa."),
)  # fmt: skip


@dataclass
class Heard:
    """The last HTTP answer of a call: its status, and its body if that was the Bot API's JSON."""

    status: int | None = None
    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """Did something answer 4xx? Then nothing was done."""
        return self.status is not None and 400 <= self.status < 500

    @property
    def retry_after(self) -> float:
        """Seconds to wait, as told."""
        told = self._told
        return float(told) if isinstance(told, int | float) and told > 0 else DEFAULT_WAIT_S

    @property
    def told_to_wait(self) -> bool:
        return self.status == 429 or self._told is not None

    @property
    def _told(self) -> object:
        parameters = self.answer.get("parameters")
        return parameters.get("retry_after") if isinstance(parameters, dict) else None

    @property
    def description(self) -> str:
        return str(self.answer.get("description") or "")


def meaning(error: Exception, heard: Heard, repeatable: bool) -> PlatformError:
    """``repeatable``: the call changes nothing, or doing it twice is harmless, so an unknown outcome is no harm."""
    detail = redact(f"{type(error).__name__}: {error} (HTTP {heard.status})")
    if heard.status == 429:
        return RateLimited("rate_limited", "Telegram bảo chờ rồi mới gửi tiếp.", heard.retry_after, detail)
    if heard.refused and heard.answer.get("ok") is not False:
        return Unavailable("not_telegram", "Nơi trả lời không phải Telegram: xem lại đường mạng và api_url.", detail)
    if isinstance(error, ChatMigrated):
        message = f"Nhóm đã được nâng cấp, mã mới là {error.new_chat_id}; tin của nhóm cũ không sửa, không gỡ được nữa."
        return Rejected(MIGRATED, message, str(error.new_chat_id))
    if isinstance(error, InvalidToken):
        return Unauthorized("token_refused", "Telegram không nhận mã của bot: hãy kết nối lại kênh.", detail)
    if isinstance(error, Forbidden):
        return Unauthorized("forbidden", "Bot đã bị đưa ra khỏi kênh: hãy thêm lại bot làm quản trị viên.", detail)
    if isinstance(error, BadRequest):
        return _rejected(heard.description or str(error), detail)
    if isinstance(error, TimedOut):
        if isinstance(error.__cause__, httpx.ConnectTimeout | httpx.PoolTimeout):
            return _not_sent(detail)
        return _unknown(repeatable, detail)
    if isinstance(error, NetworkError):
        if isinstance(error.__cause__, httpx.ConnectError):
            return _not_sent(detail)
        if heard.refused:
            return _rejected(heard.description, detail)
    return _unknown(repeatable, detail)


def shuts_out(refused: Rejected) -> PlatformError:
    """What a refused post means for its channel: Unauthorized where no other one would be taken either."""
    if refused.code not in GONE_FROM_US:
        return refused
    return Unauthorized(refused.code, f"{refused.message} Xong hãy kết nối lại kênh.", refused.detail)


def redact(text: str) -> str:
    """``text`` without anything that looks like a bot token."""
    return _TOKEN.sub("<bot token>", text)


def _rejected(description: str, detail: str) -> Rejected:
    for pattern, code, message in BAD_REQUESTS:
        if re.search(pattern, description, re.IGNORECASE):
            return Rejected(code, message, detail)
    said = redact(description.removeprefix("Bad Request: "))
    return Rejected("bad_request", f"Telegram từ chối bài này: {said}.", detail)


def _not_sent(detail: str) -> Unavailable:
    return Unavailable("not_connected", "Không kết nối được tới Telegram; chưa có gì được gửi.", detail)


def _unknown(repeatable: bool, detail: str) -> PlatformError:
    if repeatable:
        return Unavailable("no_reply", "Telegram không trả lời.", detail)
    return Uncertain("no_reply", "Telegram không trả lời trọn vẹn: chưa biết việc này đã xong hay chưa.", detail)

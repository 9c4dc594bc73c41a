"""Whom the token speaks for, what it may do, and until when: ``debug_token`` and ``/me``.

https://developers.facebook.com/docs/facebook-login/guides/access-tokens/debugging
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from campaign.errors import Rejected
from campaign.platforms.facebook.answers import Refusal, whole
from campaign.platforms.facebook.graph import Graph, must
from campaign.platforms.facebook.inspecting import inspect_token
from campaign.platforms.facebook.refusals import RECONNECT, meaning
from campaign.platforms.seam import Account

WARN = timedelta(days=14)
NEEDED = ("pages_manage_posts", "pages_read_engagement")
WANTED = {
    "pages_show_list": "liệt kê Trang",
    "read_insights": "đọc lượt xem và số người tiếp cận",
    "pages_read_user_content": "đọc số cảm xúc và bình luận",
    "pages_manage_engagement": "viết bình luận đầu tiên",
}
LIVE_HINT = (
    "Facebook không cho chương trình biết ứng dụng ở chế độ nào: hãy chắc chắn ứng dụng đã chuyển sang Live, "
    "nếu không bài đăng chỉ người có vai trò trong ứng dụng nhìn thấy."
)
NOT_INSPECTED = "Chưa có app_id và app_secret nên chưa kiểm tra được quyền và hạn của mã truy cập."


def account(graph: Graph) -> Account:
    """Raises Unauthorized for a dead token, Rejected for one that is not this Page's or may not post."""
    inspected = inspect_token(graph)
    told = (inspected or {}).get("data")
    token = told if isinstance(told, dict) else {}
    if inspected is not None:
        _refuse_bad(graph, token)
    answer = must(graph.try_get("me", fields="id,name"), shows=False)
    page_id, name = str(answer.body.get("id") or ""), str(answer.body.get("name") or "")
    if page_id != graph.page:
        message = f"Mã truy cập này của {name or 'tài khoản khác'}, không phải của Trang ghi ở page_id."
        raise Rejected("page_mismatch", f"{message} Hãy lấy mã của đúng Trang, hoặc sửa channel.toml.")
    ends = [*_ends(token)]
    notes = (*_missing(token), *_warnings(token, answer.at), LIVE_HINT if inspected else NOT_INSPECTED)
    return Account(id=page_id, name=name, expires_at=min(ends, default=None), notes=notes)


def _refuse_bad(graph: Graph, token: Mapping[str, Any]) -> None:
    if token.get("is_valid") is not True:
        error = token.get("error")
        error = error if isinstance(error, dict) else {}
        subcode = whole(error.get("subcode") or error.get("error_subcode"))
        raise meaning(Refusal(200, 190, subcode, message="debug_token: not valid"), shows=False)
    app_id = str(token.get("app_id") or "")
    if app_id and app_id != graph.app_id:
        raise Rejected("app_mismatch", f"Mã truy cập do ứng dụng khác cấp, không phải app_id đã nhập. {RECONNECT}")
    granted = token.get("scopes")
    if isinstance(granted, list):
        missing = [scope for scope in NEEDED if scope not in granted]
        if missing:
            raise Rejected("scopes", f"Mã truy cập thiếu quyền {', '.join(missing)}: hãy cấp thêm rồi kết nối lại.")
    profile_id = str(token.get("profile_id") or "")
    if profile_id and profile_id != graph.page:
        raise Rejected("page_mismatch", "Mã truy cập này của Trang khác, không phải của Trang ghi ở page_id.")


def _ends(token: Mapping[str, Any]) -> Iterator[datetime]:
    """When it stops working: the token itself, and its right to read. 0 means never."""
    for name in ("expires_at", "data_access_expires_at"):
        seconds = whole(token.get(name))
        if seconds > 0:
            yield datetime.fromtimestamp(seconds, UTC)


def _missing(token: Mapping[str, Any]) -> Iterator[str]:
    granted = token.get("scopes")
    if not isinstance(granted, list):
        return
    for scope, what in WANTED.items():
        if scope not in granted:
            yield f"Thiếu quyền {scope}: chưa {what} được."


def _warnings(token: Mapping[str, Any], now: datetime | None) -> Iterator[str]:
    """Both expiries, as told, against Facebook's own clock."""
    words = {"expires_at": "Mã truy cập", "data_access_expires_at": "Quyền đọc số liệu"}
    for name, what in words.items():
        seconds = whole(token.get(name))
        if seconds <= 0:
            continue
        end = datetime.fromtimestamp(seconds, UTC)
        if now is not None and end <= now:
            yield f"{what} đã hết hạn ngày {end:%d/%m/%Y}: hãy kết nối lại kênh."
        elif now is not None and end - now < WARN:
            left = (end - now).days
            yield f"{what} hết hạn ngày {end:%d/%m/%Y}, còn {left} ngày: hãy kết nối lại kênh trước ngày đó."

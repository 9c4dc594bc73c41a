"""Why a feed gave nothing: one code and one clear Vietnamese line each, whatever the other side has done."""

from __future__ import annotations

SENTENCES = {
    "address": "Địa chỉ không phải http:// hoặc https://, hoặc dẫn tới một nơi như vậy.",
    "credentials": "Địa chỉ có kèm tên và mật khẩu; hãy bỏ phần đó đi.",
    "port": "Chỉ đọc bản tin ở cổng 80 và 443.",
    "private_address": "Địa chỉ dẫn vào máy này hoặc mạng nội bộ nên không đọc (xem CAMPAIGN_ALLOW_PRIVATE_FEEDS).",
    "unknown_name": "Không tìm thấy máy chủ mang tên này; hãy xem lại địa chỉ.",
    "not_connected": "Không kết nối được với máy chủ; sẽ thử lại sau.",
    "certificate": "Chứng chỉ https của máy chủ không hợp lệ nên không đọc.",
    "no_reply": "Máy chủ ngắt giữa chừng, không trả lời trọn vẹn; sẽ thử lại sau.",
    "timeout": "Máy chủ trả lời quá chậm (quá 10 giây); sẽ thử lại sau.",
    "too_large": "Bản tin lớn quá 5 MB nên không đọc.",
    "encoding": "Máy chủ trả lời bằng một kiểu nén hỏng hoặc không được hỏi tới.",
    "redirects": "Địa chỉ chuyển tiếp quá 3 lần; hãy dùng địa chỉ cuối cùng.",
    "gone": "Máy chủ báo bản tin này đã thôi hẳn (410); hãy gỡ hoặc thay địa chỉ.",
    "not_found": "Máy chủ báo không có bản tin ở địa chỉ này (404); hãy xem lại địa chỉ.",
    "forbidden": "Máy chủ không cho đọc bản tin này (401 hoặc 403); hãy hỏi bên quản lý trang.",
    "busy": "Máy chủ đang bận hoặc chặn bớt lượt đọc; sẽ thử lại sau.",
    "server": "Máy chủ báo lỗi; sẽ thử lại sau.",
    "status": "Máy chủ trả lời bằng một mã không dùng được.",
    "empty": "Máy chủ trả lời trống, không có bản tin nào.",
    "not_a_feed": "Nội dung nhận được không phải bản tin RSS hay Atom.",
    "too_costly": "Bản tin hỏng hoặc cố ý gây hại: đọc nó tốn quá nhiều bộ nhớ hoặc thời gian nên đã dừng.",
    "parser_too_old": "Thư viện đọc XML (expat) trên máy này quá cũ, cần từ 2.4.1; hãy nâng cấp Python.",
    "not_opml": "Tệp này không phải danh sách bản tin OPML đọc được.",
    "media": "Không lấy được ảnh của bản tin.",
    "program": "Chương trình gặp lỗi khi nạp bản tin này; xem nhật ký của máy chủ.",
}


class FeedRefused(Exception):
    """``code`` for programs, ``message`` one line for people."""

    def __init__(self, code: str, more: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = " ".join(f"{SENTENCES[code]} {more}".split())[:500]


def of_status(status: int) -> str:
    """The code of an HTTP status that is no answer (https://www.rfc-editor.org/rfc/rfc9110#section-15)."""
    named = {401: "forbidden", 403: "forbidden", 404: "not_found", 410: "gone", 429: "busy", 503: "busy"}
    return named.get(status, "server" if status >= 500 else "status")

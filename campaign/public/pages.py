"""The small pages and the item pages, written by templates that escape everything but the sanitised body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from campaign.platforms.seam import MediaFile
from campaign.public.answer import NO_STORE, Answer, answer
from campaign.public.clean import clean
from campaign.public.static import style_path
from campaign.public.tracks import Track

HTML = "text/html; charset=utf-8"
_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")

NOTICES = {
    400: ("Địa chỉ không đọc được", "Địa chỉ này có ký tự không hợp lệ. Hãy kiểm tra lại đường dẫn."),
    404: ("Không tìm thấy trang", "Trang này không có, hoặc chưa được đăng. Hãy kiểm tra lại đường dẫn."),
    405: ("Không dùng được cách này", "Địa chỉ này chỉ để xem."),
    410: ("Nội dung đã được gỡ", "Tòa soạn đã gỡ nội dung này. Đường dẫn không còn dùng được."),
    416: ("Ngoài phạm vi tệp", "Phần được yêu cầu nằm ngoài tệp này."),
    500: ("Trang gặp lỗi", "Có lỗi ở phía máy chủ. Hãy thử lại sau ít phút."),
    503: ("Tạm thời chưa xem được", "Máy chủ chưa đọc được nội dung này. Hãy thử lại sau ít phút."),
}
"""status -> (title, what to do)."""


@dataclass(frozen=True)
class ItemPage:
    """Everything that an item's page shows. ``body`` is sanitised HTML; media addresses are of this same site."""

    language: str
    title: str
    summary: str
    body: Markup
    kind: str
    unit: str
    tags: Sequence[str]
    source: str
    link: str
    link_host: str
    url: str
    first_sent_at: datetime
    updated_at: datetime | None
    media: Sequence[MediaFile]
    tracks: Mapping[str, Sequence[Track]]
    """Subtitles by the clip's name."""
    card_image: MediaFile | None
    feeds: Sequence[tuple[str, str]]
    """(title, address) of the feeds that readers may follow."""
    zone: ZoneInfo


def item_page(page: ItemPage) -> bytes:
    """The page as bytes; the same item gives the same bytes."""
    text = templates().get_template("item.html").render(page=page, style=style_path())
    return clean(text).encode("utf-8")


@cache
def notice(status: int) -> Answer:
    """A small clean page that says what happened."""
    title, text = NOTICES[status]
    body = templates().get_template("notice.html").render(title=title, text=text, style=style_path()).encode("utf-8")
    more = {405: [("allow", "GET, HEAD")], 503: [("retry-after", "10")]}.get(status, [])
    return answer(status, HTML, body, cache=NO_STORE, more=more)


def vietnamese_date(moment: datetime, zone: ZoneInfo) -> str:
    """``Thứ Ba, ngày 1 tháng 12 năm 2026, 07:30`` as the clock on the wall there shows."""
    at = moment.astimezone(zone)
    return f"{_WEEKDAYS[at.weekday()]}, ngày {at.day} tháng {at.month} năm {at.year}, {at:%H:%M}"


def file_size(size: int) -> str:
    """``1,5 MB``: people read a decimal comma."""
    if size < 1_000_000:
        return f"{max(size // 1000, 1)} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")


def short_date(moment: datetime, zone: ZoneInfo) -> str:
    """``01/12/2026, 07:30`` on the clock there."""
    return f"{moment.astimezone(zone):%d/%m/%Y, %H:%M}"


def own_path(url: str) -> str:
    """An address of this same site without the site: whoever frames the page sees its pictures under any name."""
    return urlsplit(url).path


@cache
def templates() -> Environment:
    """The room's own templates; they escape everything that is not marked as safe."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["vietnamese_date"] = vietnamese_date
    environment.filters["file_size"] = file_size
    environment.filters["short_date"] = short_date
    environment.filters["own_path"] = own_path
    return environment

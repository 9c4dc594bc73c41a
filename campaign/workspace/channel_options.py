"""The table named after the platform in a channel.toml: which keys it has, and their defaults.

Defaults are filled in, so that an adapter and the rule about addresses (a channel without ``api_url`` is exempt from
needing a public one) see what will really be used.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, PositiveFloat, PositiveInt, StringConstraints

from campaign.errors import Mistake
from campaign.workspace.table import Filled, Table


def read_address(value: str) -> str:
    """An https address without its last "/"; plain http only on loopback. Raises ValueError for another."""
    try:
        parts = urlsplit(value.strip())
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host = ""
    if not host or re.search(r"\s", value.strip()):
        raise ValueError("phải là một địa chỉ đầy đủ, ví dụ https://api.example.vn")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("địa chỉ không được kèm tên đăng nhập, ? hay #")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise ValueError("phải bắt đầu bằng https:// (http:// chỉ được dùng cho máy này, ví dụ http://127.0.0.1:8900)")
    return value.strip().rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether the host is this machine by its name alone; nothing is looked up."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_chat(value: object) -> str:
    """ "@name" or "-100..." (also as a number). https://core.telegram.org/bots/api#sendmessage"""
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if re.fullmatch(r"@[A-Za-z][A-Za-z0-9_]{2,31}|-100[0-9]{1,17}", text) is None:
        raise ValueError('phải là "@ten_kenh" hoặc mã số dạng -100...')
    return text


def read_page(value: str) -> str:
    """A page that a person opens in a browser."""
    parts = urlsplit(value.strip())
    if parts.scheme not in ("http", "https") or not parts.netloc or re.search(r"\s", value.strip()):
        raise ValueError("phải là một địa chỉ http:// hoặc https://")
    return value.strip()


def _read_remote_id(value: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", value) is None:
        raise ValueError("phải là mã do nền tảng cấp: chỉ gồm chữ và số")
    return value


def _read_version(value: str) -> str:
    if re.fullmatch(r"v[0-9]{1,3}\.[0-9]{1,3}", value) is None:
        raise ValueError('phải có dạng "v26.0"')
    return value


def _read_feed_path(value: str) -> str:
    if re.fullmatch(r"[a-z0-9-]{1,100}", value) is None:
        raise ValueError("chỉ gồm chữ thường không dấu, số và dấu -")
    return value


def _read_window(value: str) -> str:
    from campaign.workspace.openings import SendWindow  # it knows the calendar's rows, which are slow to import

    try:
        SendWindow.parse(value)
    except Mistake as mistake:
        raise ValueError(str(mistake)) from None
    return value


def _read_target(value: dict[str, Any]) -> dict[str, Any]:
    """The filters of Zalo's broadcast: numbers, or several with commas."""
    for name, wanted in value.items():
        if name not in TARGET:
            raise ValueError(f"không có bộ lọc {name!r}; có: {', '.join(TARGET)}")
        numbers = str(wanted).split(",")
        if isinstance(wanted, bool) or not all(n.isdecimal() and int(n) in TARGET[name] for n in numbers):
            raise ValueError(f"{name} là các số từ {TARGET[name][0]} đến {TARGET[name][-1]}, cách nhau bằng dấu phẩy")
    return value


def _read_permalink(value: str) -> str:
    if "{id}" not in value or not value.startswith("https://"):
        raise ValueError("phải là một địa chỉ https:// có {id} (và có thể có {oa_id})")
    return value


Address = Annotated[str, AfterValidator(read_address)]
TARGET = {
    "ages": range(8), "gender": range(3), "locations": range(3), "cities": range(64), "platform": range(1, 4),
}  # fmt: skip
ZaloTag = Literal["p", "br", "strong", "em", "u", "s", "a", "code", "pre", "blockquote"]
RemoteId = Annotated[str, AfterValidator(_read_remote_id)]


class FacebookOptions(Table):
    page_id: RemoteId
    api_version: Annotated[str, AfterValidator(_read_version)] = "v26.0"
    api_url: Address = "https://graph.facebook.com"
    upload_url: Address = "https://rupload.facebook.com"
    web_url: Address | None = None
    first_comment: Literal["link"] | None = None
    """The short link stands in the first comment instead of the text."""
    video_thumb: bool = True
    """A video's first image is its thumbnail."""
    text_limit: PositiveInt | None = None
    photo_limit: PositiveInt | None = None
    photo_mb: PositiveFloat | None = None
    video_mb: PositiveFloat | None = None
    video_minutes: PositiveFloat | None = None


class ZaloOptions(Table):
    oa_id: RemoteId
    app_id: RemoteId
    api_url: Address = "https://openapi.zalo.me"
    oauth_url: Address = "https://oauth.zaloapp.com"
    web_url: Address = "https://zalo.me"
    author: Annotated[str, StringConstraints(strip_whitespace=True, max_length=50)] = ""
    comments: bool = True
    html_tags: list[ZaloTag] | None = None
    permalink: Annotated[str, AfterValidator(_read_permalink)] | None = None
    appsecret_proof: bool = False
    broadcast: Annotated[dict[str, Any], AfterValidator(_read_target)] | None = None
    """``recipient.target`` as sent; none: articles are not broadcast."""
    broadcast_window: Annotated[str, AfterValidator(_read_window)] = "06:00-21:59"
    broadcast_per_month: Annotated[int, Field(ge=1)] | None = None
    broadcast_per_day: Annotated[int, Field(ge=1)] = 1
    """Zalo's own limit for each follower; more where the audiences of a day do not overlap."""


def _read_preview(value: object) -> object:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else value


class TelegramOptions(Table):
    chat: Annotated[str, BeforeValidator(read_chat)]
    test_chat: Annotated[str, BeforeValidator(read_chat)] | None = None
    """Where trial posts go."""
    api_url: Address = "https://api.telegram.org"
    web_url: Address = "https://t.me"
    silent: bool = False
    pin: bool = False
    link_preview: Annotated[Literal["on", "off", "small", "large"], BeforeValidator(_read_preview)] = "on"
    """true and false are taken for on and off. https://core.telegram.org/bots/api#linkpreviewoptions"""


def _read_category(value: str) -> str:
    if value not in PODCAST_CATEGORIES:
        raise ValueError(f"phải là một trong: {', '.join(PODCAST_CATEGORIES)}")
    return value


def _read_email(value: str) -> str:
    if re.fullmatch(r"[^@\s<>&\"']{1,64}@[A-Za-z0-9.-]{3,190}", value) is None:
        raise ValueError("phải là một địa chỉ thư, ví dụ toa-soan@example.vn")
    return value


PODCAST_CATEGORIES = (
    "Arts", "Business", "Comedy", "Education", "Fiction", "Government", "Health & Fitness", "History",
    "Kids & Family", "Leisure", "Music", "News", "Religion & Spirituality", "Science", "Society & Culture",
    "Sports", "Technology", "True Crime", "TV & Film",
)  # fmt: skip
"""The directories' own words: https://podcasters.apple.com/support/1691-apple-podcasts-categories"""


class RssOptions(Table):
    path: Annotated[str, AfterValidator(_read_feed_path)]
    title: Filled | None = None
    description: Filled | None = None
    author: Filled | None = None
    """Of the podcast; else the channel's unit."""
    email: Annotated[str, AfterValidator(_read_email)] | None = None
    """Where a podcast directory asks whether the feed is ours; none: no owner is printed."""
    category: Annotated[str, AfterValidator(_read_category)] | None = None
    """Of the podcast; none: Government."""
    explicit: bool | None = None


class ManualOptions(Table):
    page: Annotated[str, AfterValidator(read_page)] | None = None


OPTIONS: dict[str, type[Table]] = {
    "facebook": FacebookOptions,
    "zalo": ZaloOptions,
    "telegram": TelegramOptions,
    "rss": RssOptions,
    "manual": ManualOptions,
}
"""By platform. A test holds it equal to the platforms that may be declared."""

if TYPE_CHECKING:
    PlatformName = str
else:
    PlatformName = Literal[tuple(OPTIONS)]
SECRET_WORDS = ("token", "secret", "password")
"""A key with one of these in its name does not belong into any file."""

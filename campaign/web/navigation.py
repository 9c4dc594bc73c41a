"""The parts of the pages, as the side bar (a bar below on a phone) shows them: one literal table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campaign.desk.roles import LOWEST, RANK
from campaign.models import User
from campaign.web.language import gettext_noop

ON_A_PHONE = 5
"""Entries of the bar below; where there are more, the last one is "more"."""


@dataclass(frozen=True)
class Part:
    """One entry. ``icon`` is a glyph of the sprite, ``role`` the least that may open it,
    ``key`` the letter after "g" that opens it."""

    path: str
    icon: str
    words: str
    role: str = "reporter"
    key: str = ""

    @property
    def href(self) -> str:
        """On a phone the calendar opens at today; on a desk the mark changes nothing."""
        return f"{self.path}#today" if self.path == "/calendar" else self.path


PARTS: tuple[Part, ...] = (
    Part("/", "inbox", gettext_noop("Tình hình"), key="t"),
    Part("/calendar", "calendar-days", gettext_noop("Lịch"), key="l"),
    Part("/library/new", "pencil", gettext_noop("Viết bài"), LOWEST["edit"], key="v"),
    Part("/inbox", "circle-check", gettext_noop("Chờ duyệt"), key="d"),
    Part("/library", "layers", gettext_noop("Thư viện"), key="h"),
    Part("/queue", "send", gettext_noop("Hàng gửi"), key="g"),
    Part("/feeds", "arrow-down", gettext_noop("Bản tin đọc vào")),
    Part("/channels", "radio", gettext_noop("Kênh"), key="k"),
    Part("/packs", "volume-2", gettext_noop("Gói phát hành")),
    Part("/report", "file-text", gettext_noop("Báo cáo")),
    Part("/activities", "flag", gettext_noop("Hoạt động")),
    Part("/alerts", "bell", gettext_noop("Thông báo"), key="b"),
    Part("/audit", "activity", gettext_noop("Nhật ký"), LOWEST["audit"], key="n"),
    Part("/people", "user", gettext_noop("Người dùng"), LOWEST["people"], key="u"),
    Part("/account", "lock", gettext_noop("Tài khoản"), key="a"),
    Part("/help", "circle-question-mark", gettext_noop("Trợ giúp"), key="r"),
)
"""In order of use. A phone shows the first ones; the others stand behind "Thêm"."""


def parts_for(user: User | None) -> Sequence[Part]:
    """What this person may open."""
    return [part for part in PARTS if user is not None and RANK[user.role] >= RANK[part.role]]


def current_part(address: str) -> str:
    """The path of the entry that the page at ``address`` belongs to; "" for none."""
    path = address.partition("?")[0]
    inside = [part.path for part in PARTS if path == part.path or path.startswith(f"{part.path.rstrip('/')}/")]
    return max((found for found in inside if found != "/" or path == "/"), key=len, default="")

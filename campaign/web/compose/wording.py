"""A mistake of the desk names keys of the files; a person on the page reads the words above the fields."""

from __future__ import annotations

import re
from collections.abc import Callable

from fastapi import Request
from markupsafe import Markup, escape

from campaign.web.language import gettext_noop, language_of
from campaign.web.site import site_of

LABELS = {
    "title": gettext_noop("Tiêu đề"),
    "summary": gettext_noop("Tóm tắt"),
    "body": gettext_noop("Nội dung"),
    "link": gettext_noop("Liên kết"),
    "kind": gettext_noop("Loại"),
    "task": gettext_noop("Nhiệm vụ của kế hoạch"),
    "unit": gettext_noop("Đơn vị"),
    "tags": gettext_noop("Thẻ"),
    "audience": gettext_noop("Đối tượng độc giả"),
    "evergreen": gettext_noop("Dùng lại được lâu dài"),
    "verified": gettext_noop("Đã kiểm chứng"),
    "defang": gettext_noop("Làm vô hại địa chỉ lừa đảo"),
    "not_before": gettext_noop("Chỉ đăng từ ngày"),
    "expires_on": gettext_noop("Hết hạn sau ngày"),
    "review_by": gettext_noop("Phải rà soát trước ngày"),
    "source": gettext_noop("Nguồn"),
    "sms": gettext_noop("Tin nhắn SMS"),
    "variants": gettext_noop("Lời riêng cho từng kênh"),
    "media": gettext_noop("Ảnh, video"),
}
"""By key of the front matter."""

OF_POSTS = (
    gettext_noop("Bài"),
    gettext_noop("Chú thích"),
    gettext_noop("Tin tiếp theo"),
    gettext_noop("Mô tả video"),
    gettext_noop("Tên tác giả"),
)
"""Further names of texts that platforms measure (campaign.platforms.seam.TextLength)."""

_KEY = re.compile(r"`(\w+)(?:\.\w+)?`")
_SENTENCES = {
    "thiếu title: mỗi bài phải có tiêu đề": (gettext_noop("Thiếu tiêu đề: mỗi bài phải có tiêu đề."), "title"),
}
_ENDS_FIRST = gettext_noop("Ngày hết hạn đứng trước ngày bắt đầu được đăng.")
_DATES = re.compile(r"expires_on \(\S+\) đứng trước not_before \(\S+\)")


def said(sentence: str) -> tuple[str, frozenset[str]]:
    """The sentence in the page's words, and the keys of the fields that it speaks of."""
    if sentence in _SENTENCES:
        words, key = _SENTENCES[sentence]
        return words, frozenset({key})
    if _DATES.fullmatch(sentence):
        return _ENDS_FIRST, frozenset({"expires_on", "not_before"})
    keys = frozenset(key for key in _KEY.findall(sentence) if key in LABELS)
    return _KEY.sub(lambda found: LABELS.get(found[1], found[0]), sentence), keys


def sayer(request: Request) -> Callable[[str], str]:
    """``said`` in the person's language where the catalogue has the sentence."""
    pages, language = site_of(request).pages, language_of(request)

    def say(sentence: str) -> Markup:
        if said(sentence)[0] in pages_own:
            return pages.said(language, said(sentence)[0])
        words = pages.said(language, sentence)
        return Markup(_KEY.sub(lambda key: escape(pages.translate(language, LABELS.get(key[1], key[0]))), words))  # noqa: S704

    pages_own = {own for own, _ in _SENTENCES.values()} | {_ENDS_FIRST}
    return say

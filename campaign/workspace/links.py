"""Which addresses a reader can follow. Apart from the items, so that what reads feeds starts without knowing them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from campaign.workspace.text import clean_text


def link_problem(link: str) -> str:
    """Why the link cannot be followed by anyone, or "". Only http and https; no spaces, no control characters."""
    if clean_text(link) != link or re.search(r"\s", link):
        return "có khoảng trắng hoặc ký tự điều khiển"
    try:
        parts = urlsplit(link)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "không phải một địa chỉ"
    if parts.scheme.lower() not in ("http", "https"):
        return "phải bắt đầu bằng http:// hoặc https://"
    return "" if host and len(link) <= 2000 else "không phải một địa chỉ"

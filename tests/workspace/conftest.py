"""A small workspace that is right, to plant mistakes in."""

from __future__ import annotations

from pathlib import Path

import pytest

PLAN = """\
schema = 1

[plan]
id = "ke-hoach"
title = "Kế hoạch thử"
period = { from = 2026-01-01, to = 2026-12-31 }
report_headline_task = "1"

[editorial]
approvals = 1
files_are_approved = false

[[unit]]
id = "bao"
name = "Báo tỉnh"
valid_to = 2026-06-30
successor = "bao_moi"
[[unit]]
id = "bao_moi"
name = "Báo và Đài"
valid_from = 2026-07-01

[[task]]
id = "1"
title = "Truyền thông"

[[task_item]]
id = "1d"
task = "1"
text = "Chuyên mục"
lead = ["bao"]
support = []
serve = ["feed"]
[[task_item]]
id = "1đ"
task = "1"
text = "Chuyên trang"
lead = ["bao"]
minimum = { per = "year", count = 1, what = "toa_dam" }
[[task_item]]
id = "1e"
task = "1"
text = "Tập huấn"

[[goal]]
id = "G1"
text = "Mọi người biết"

[[target]]
id = "T1"
text = "Trên 80%"
op = "gt"
value = 80
evidence = "survey"
task_items = ["1d"]

[[deadline]]
id = "D1"
text = "Báo cáo năm"
month_day = "11-30"
from = ["bao"]
to = "bao_moi"

[[outlet]]
id = "bao_chi"
name = "Báo chí"
serve = "import"
task_items = ["1đ"]
"""
SCHEDULES = """\
timezone = "Asia/Ho_Chi_Minh"

[[slot]]
key = "tip-of-the-day"
title = "Mẹo mỗi ngày"
days = "mon-sun"
times = ["07:30"]
from = "2026-12-01"
channels = ["telegram", "rss"]
pick = { kind = "tip", tags = [], task = "1d" }
order = "least_recent"
cooldown_days = 21
grace = "6h"

[[pause]]
from = "2027-02-05T00:00"
to = "2027-02-08T23:59"
channels = ["*"]
except_tags = ["tet"]
reason = "Tết"
"""
TELEGRAM = """\
platform = "telegram"
title = "Kênh Telegram"
unit = "bao"
task = "1d"
min_interval = "5m"
send_window = "06:00-22:00"
grace = "2h"
[telegram]
chat = "@kenh_thu"
api_url = "https://api.telegram.org"
"""
RSS = """\
platform = "rss"
title = "Bản tin"
[rss]
path = "tin"
"""
ITEM = """\
---
title: Không đọc mã OTP cho ai
summary: Ngắn
task: [1d, 1đ]
tags: [otp]
media:
  - file: anh.jpg
    alt: Ảnh
variants:
  telegram:
    text: Riêng cho Telegram
not_before: 2026-12-01
expires_on: 2026-12-31
verified: true
---

Thân bài.
"""
FILES = {
    "plan.toml": PLAN,
    "schedules.toml": SCHEDULES,
    "channels/telegram/channel.toml": TELEGRAM,
    "channels/telegram/post.j2": "{{ item.title }}\n{{ link }}\n",
    "channels/rss/channel.toml": RSS,
    "channels/rss/post.j2": "{{ item.summary }}\n",
    "content/tips/otp.md": ITEM,
    "content/articles/bai.md": "---\ntitle: Một bài\n---\nThân.\n",
    "content/media/anh.jpg": "not decoded here",
}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """The folder of a small workspace without a mistake."""
    root = tmp_path / "workspace"
    for path, text in FILES.items():
        write(root, path, text)
    return root


def write(root: Path, path: str, content: str | bytes) -> Path:
    """Write one file of a workspace, making its folders."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file

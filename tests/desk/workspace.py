"""A small workspace on disk, written by hand, for the stories of check and sync."""

from __future__ import annotations

from pathlib import Path

from tests.media.files import jpeg

PLAN = """schema = 1
[plan]
id = "thu"
title = "Kế hoạch thử"
[plan.period]
from = 2026-01-01
to = 2027-12-31
[editorial]
approvals = 1
files_are_approved = false
[[unit]]
id = "bao"
name = "Báo"
[[task]]
id = "1"
title = "Tuyên truyền"
[[task_item]]
id = "1a"
task = "1"
text = "Đăng tin"
"""
SCHEDULES = """timezone = "Asia/Ho_Chi_Minh"
[[slot]]
key = "meo"
title = "Mẹo mỗi ngày"
days = "mon-sun"
times = ["07:30"]
channels = ["feed"]
pick = { kind = "tip" }
[[pause]]
from = "2027-02-05T00:00"
to = "2027-02-08T23:59"
reason = "Tết"
"""
FEED = 'platform = "rss"\ntitle = "Bản tin"\n[rss]\npath = "tin"\n'
TELEGRAM = 'platform = "telegram"\ntitle = "Kênh"\n[telegram]\nchat = "@kenh_thu"\n'
TEMPLATE = "{{ item.title }}\n\n{{ item.body }}\n{{ link }}\n"


def a_workspace(root: Path) -> Path:
    """One feed, one Telegram channel, one slot, one pause, two tips; the second has a picture."""
    write(root, "plan.toml", PLAN)
    write(root, "schedules.toml", SCHEDULES)
    for key, text in (("feed", FEED), ("kenh", TELEGRAM)):
        write(root, f"channels/{key}/channel.toml", text)
        write(root, f"channels/{key}/post.j2", TEMPLATE)
    tip(root, "otp")
    tip(root, "anh", media="[{file: anh.jpg, alt: Ảnh}]")
    write(root, "content/media/anh.jpg", jpeg())
    return root


def tip(root: Path, slug: str, body: str = "Đừng đọc mã OTP.", **keys: str) -> None:
    lines = "".join(f"{key}: {value}\n" for key, value in {"title": f"Mẹo {slug}", "task": "1a", **keys}.items())
    write(root, f"content/tips/{slug}.md", f"---\n{lines}---\n{body}\n")


def write(root: Path, path: str, content: str | bytes) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)

"""The demo's own workspace: the starter files, pointed at the sandbox, in a folder that may be thrown away."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from campaign.errors import Mistake
from campaign.workspace.starter import init

APPROVES_ITSELF = (
    "# Bản chạy thử tự coi nội dung khởi đầu là đã duyệt. Ở tòa soạn thật, hãy để false.\nfiles_are_approved = true"
)
ADDRESSES = {
    "telegram": ("api_url", "web_url"),
    "zalo": ("api_url", "oauth_url", "web_url"),
    "facebook": ("api_url", "upload_url", "web_url"),
}
"""Which keys of each platform's table lead to the sandbox."""
BELOW = {("facebook", "web_url"): "/facebook.com"}
"""Where several platforms would show their pages under the same address, one stands below it."""


def prepare(folder: Path, sandbox_url: str) -> None:
    """Make the workspace if it is not there, and point its platforms at the sandbox of this run."""
    if not (folder / "plan.toml").exists():
        _make(folder)
    for table, keys in ADDRESSES.items():
        point_at(folder / "channels" / table / "channel.toml", table, keys, sandbox_url)


def _make(folder: Path) -> None:
    """Whole or not at all: a demo that is stopped meanwhile leaves nothing half made. Raises Mistake."""
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    init(fresh)
    plan = fresh / "plan.toml"
    text = re.sub(r"^files_are_approved\s*=.*$", APPROVES_ITSELF, plan.read_text("utf-8"), flags=re.MULTILINE)
    plan.write_text(text, encoding="utf-8")
    try:
        fresh.rename(folder)
    except OSError:
        raise Mistake(f"Thư mục {folder} không trống mà không phải của bản chạy thử. Hãy xóa hoặc dời nó đi.") from None


def point_at(path: Path, table: str, keys: Sequence[str], sandbox_url: str) -> None:
    """Give the platform's table the sandbox's addresses, replacing those of an earlier run."""
    kept = re.sub(rf"^({'|'.join(keys)})\s*=.*\n", "", path.read_text("utf-8"), flags=re.MULTILINE)
    addresses = "".join(f'{key} = "{sandbox_url}{BELOW.get((table, key), "")}"\n' for key in keys)
    path.write_text(kept.replace(f"[{table}]\n", f"[{table}]\n{addresses}", 1), encoding="utf-8")

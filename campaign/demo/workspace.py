"""The demo's own workspace: the starter files, pointed at the sandbox, in a folder that may be thrown away."""

from __future__ import annotations

import re
from pathlib import Path

from campaign.workspace.starter import init

APPROVES_ITSELF = (
    "# Bản chạy thử tự coi nội dung khởi đầu là đã duyệt. Ở tòa soạn thật, hãy để false.\nfiles_are_approved = true"
)


def prepare(folder: Path, sandbox_url: str) -> None:
    """Make the workspace if it is not there, and point its platforms at the sandbox of this run."""
    if not (folder / "plan.toml").exists():
        init(folder)
        plan = folder / "plan.toml"
        text = re.sub(r"^files_are_approved\s*=.*$", APPROVES_ITSELF, plan.read_text("utf-8"), flags=re.MULTILINE)
        plan.write_text(text, encoding="utf-8")
    point_at(folder / "channels" / "telegram" / "channel.toml", "telegram", sandbox_url)


def point_at(path: Path, table: str, sandbox_url: str) -> None:
    """Give the platform's table the sandbox's addresses, replacing those of an earlier run."""
    kept = re.sub(r"^(api_url|web_url)\s*=.*\n", "", path.read_text("utf-8"), flags=re.MULTILINE)
    addresses = f'[{table}]\napi_url = "{sandbox_url}"\nweb_url = "{sandbox_url}"\n'
    path.write_text(kept.replace(f"[{table}]\n", addresses, 1), encoding="utf-8")

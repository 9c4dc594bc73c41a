"""The workspace that a newcomer gets: the same files as the program's own repository, so that there is one source."""

from __future__ import annotations

import shutil
from pathlib import Path

import campaign
from campaign.errors import Mistake

STARTER_FILES = ("plan.toml", "schedules.toml")
STARTER_FOLDERS = ("channels", "content")
GITIGNORE = "# Cơ sở dữ liệu, khóa bí mật, bản sao lưu: không bao giờ đưa vào git\n/var/\n"


def starter_root() -> Path:
    """Where the starter files are: inside the installed package, else the repository that holds it.

    Raises Mistake where neither has them.
    """
    package = Path(campaign.__file__).resolve().parent
    for root in (package / "starter", package.parent):
        if (root / STARTER_FILES[0]).is_file():
            return root
    raise Mistake("Bản cài đặt này thiếu các tệp khởi đầu. Hãy cài lại chương trình")


def init(folder: Path) -> list[str]:
    """Make a workspace in ``folder``, which must be new or empty; the paths written, relative to it.

    Raises Mistake for a folder that has anything in it, and for one that cannot be written.
    """
    source = starter_root()
    try:
        if folder.exists() and not folder.is_dir():
            raise Mistake(f"{folder} là một tệp. Hãy chọn một thư mục mới")
        if folder.is_dir() and any(folder.iterdir()):
            raise Mistake(f"Thư mục {folder} không trống. Hãy chọn một thư mục mới hoặc trống")
        written = [_copy(source, folder, path) for path in _starter_paths(source)]
        (folder / ".gitignore").write_text(GITIGNORE, encoding="utf-8")
    except OSError as error:
        raise Mistake(f"Không ghi được vào {folder}: {error.strerror or error}") from None
    return [*written, ".gitignore"]


def _starter_paths(source: Path) -> list[Path]:
    files = [Path(name) for name in STARTER_FILES]
    for folder in STARTER_FOLDERS:
        files += sorted(path.relative_to(source) for path in (source / folder).rglob("*") if path.is_file())
    return [path for path in files if not any(part.startswith((".", "__pycache__")) for part in path.parts)]


def _copy(source: Path, folder: Path, path: Path) -> str:
    """Only the bytes: an installed package may be read-only, a workspace must not be."""
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source / path, folder / path)
    return path.as_posix()

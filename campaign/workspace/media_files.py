"""The files under content/media that items may name. Only that they exist and look right; decoding is not done here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from campaign.workspace.files import Found
from campaign.workspace.mistakes import nearest, quoted

FOLDER = "content/media"
ENDINGS = (
    "jpg", "jpeg", "png", "gif", "webp", "heic", "heif", "mp4", "mov", "webm", "mp3", "m4a", "ogg", "wav", "srt", "vtt",
    "pdf",
)  # fmt: skip

PICTURES = ("jpg", "jpeg", "png", "gif", "webp", "heic", "heif")


def is_picture(name: str) -> bool:
    """By its ending."""
    return PurePosixPath(name).suffix.lower().removeprefix(".") in PICTURES


class MediaFiles:
    """What was found under content/media, by name in NFC: a Mac may have written "ả" as two characters."""

    def __init__(self, root: Path, found: Iterable[Found]) -> None:
        self.root = root
        self._paths = {
            unicodedata.normalize("NFC", each.path.removeprefix(f"{FOLDER}/")): each.path
            for each in found
            if not each.is_folder and each.path.startswith(f"{FOLDER}/")
        }

    def path(self, name: str) -> str:
        """The path of that file, relative to the workspace. Raises ValueError with a sentence where there is none."""
        parts = PurePosixPath(name).parts
        if "\\" in name or name.startswith("/") or ".." in parts or "://" in name:
            raise ValueError(f"{quoted(name)}: chỉ ghi tên tệp nằm trong {FOLDER}, dùng dấu / cho thư mục con")
        ending = PurePosixPath(name).suffix.lower().removeprefix(".")
        if ending not in ENDINGS:
            raise ValueError(f"{quoted(name)}: không nhận loại tệp này; nhận {', '.join(ENDINGS)}")
        found = self._paths.get("/".join(parts))
        if found is None:
            raise ValueError(f"không có tệp {quoted(f'{FOLDER}/{name}')}{nearest(name, self._paths)}")
        return found

"""Small pictures of stored files, made once and kept beside the store; and parts cut out of pictures."""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from campaign.errors import Mistake
from campaign.media.decoding import start_child
from campaign.media.store import MediaStore
from campaign.models import MediaRow

AT_ONCE = threading.BoundedSemaphore(2)
"""Children of this kind at a time: each may use a core."""
WALL_S = 90.0
LEAST_SIDE = 32
"""Pixels of a cut picture's width and height; nothing smaller is of use to a reader."""


@dataclass(frozen=True)
class Box:
    """A part of a picture, in its own pixels from the top left corner."""

    x: int
    y: int
    width: int
    height: int


def has_small_picture(row: MediaRow) -> bool:
    """Can something be shown in place of the file?"""
    return row.kind in ("image", "video")


def small_picture(folder: Path, store: MediaStore, row: MediaRow) -> Path:
    """The file's small JPEG, made when it is first asked for. Raises NotFound, Mistake.

    ``folder``: where they are kept; it may be emptied at any time.
    """
    final = folder / row.sha256[:2] / f"{row.sha256}.jpg"
    if not final.exists():
        with AT_ONCE:
            if not final.exists():
                _put(folder, store, row, final)
    return final


def cut(store: MediaStore, row: MediaRow, box: Box, out: Path) -> None:
    """Write that part of a picture to ``out`` as PNG. Raises NotFound, Mistake."""
    if row.kind != "image" or row.duration_s is not None:
        raise Mistake("Chỉ cắt được ảnh tĩnh; hãy chọn một tệp ảnh.")
    width, height = row.width or 0, row.height or 0
    if min(box.width, box.height) < LEAST_SIDE:
        raise Mistake(f"Phần được chọn quá nhỏ; hãy chọn mỗi cạnh từ {LEAST_SIDE} điểm ảnh.")
    if min(box.x, box.y) < 0 or box.x + box.width > width or box.y + box.height > height:
        raise Mistake(f"Phần được chọn nằm ngoài ảnh ({width}x{height} điểm ảnh); hãy chọn lại.")
    with AT_ONCE:
        _ask(store, row, out, [box.x, box.y, box.x + box.width, box.y + box.height])


def _put(folder: Path, store: MediaStore, row: MediaRow, final: Path) -> None:
    final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as place:
        made = Path(place) / "small.jpg"
        _ask(store, row, made, None)
        made.chmod(0o600)
        made.replace(final)


def _ask(store: MediaStore, row: MediaRow, out: Path, box: list[int] | None) -> None:
    store.open(row.sha256).close()  # a file that is gone is said before anything is started
    request = {"path": str(store.path(row.sha256)), "out": str(out), "mime": row.mime, "box": box}
    with start_child("campaign.media.pictures_child") as child:
        try:
            said, _ = child.communicate(json.dumps(request).encode() + b"\n", timeout=WALL_S)
        except subprocess.TimeoutExpired:
            child.kill()
            said = b""
    answer = json.loads(said) if said else {"refused": "không xử lý được tệp này; hãy thử tệp khác"}
    if "refused" in answer or not out.exists():
        raise Mistake(f"{row.name}: {answer.get('refused', 'không xử lý được tệp này')}")

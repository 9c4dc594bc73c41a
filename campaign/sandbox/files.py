"""The pictures and videos that were uploaded to the stand-ins, kept in memory and served to the wall."""

from __future__ import annotations

from campaign.sandbox.wire import Upload

SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4", "audio/mpeg", "audio/mp4"})


class Files:
    """Uploads by number."""

    def __init__(self) -> None:
        self._kept: list[Upload] = []

    def keep(self, upload: Upload, mime: str) -> int:
        """Store it as ``mime`` (what its bytes are, not what its sender calls it); its number."""
        self._kept.append(Upload(upload.name, mime if mime in SHOWN else "application/octet-stream", upload.content))
        return len(self._kept)

    def get(self, number: int) -> Upload | None:
        return self._kept[number - 1] if 0 < number <= len(self._kept) else None

    def clear(self) -> None:
        self._kept.clear()

"""Kinds of items as data: ``[[kind]]`` says what an item of a kind needs and where it can go. Pure.

A need is a word (``media.image``, ``link``, ...), several with ``|`` between them where one is enough, and ``:3``
after a kind of file where one is too few: ``["media.image:3", "media.audio|media.video", "summary"]``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from campaign.workspace.table import Filled, Key, Table

MEDIA_WORDS = {
    "media.image": "ảnh", "media.video": "video", "media.audio": "tệp âm thanh", "media.subtitles": "phụ đề",
    "media.file": "tệp PDF",
}  # fmt: skip
TEXT_WORDS = {
    "summary": "tóm tắt (summary)", "body": "nội dung", "link": "liên kết (link)", "source": "nguồn (source)",
    "sms": "tin nhắn (sms)", "tags": "thẻ (tags)", "audience": "đối tượng (audience)",
}  # fmt: skip
MOST = 99
_ENDINGS = {
    "image": ("jpg", "jpeg", "png", "gif", "webp", "heic", "heif"), "video": ("mp4", "mov", "webm"),
    "audio": ("mp3", "m4a", "ogg", "wav"), "subtitles": ("srt", "vtt"), "file": ("pdf",),
}  # fmt: skip
_BY_ENDING = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings}
_SUBTITLES = ("text/vtt", "application/x-subrip")


def read_need(value: str) -> str:
    """The need as written. Raises ValueError for one that cannot be read."""
    for part in value.split("|"):
        word, _, number = part.partition(":")
        if word not in MEDIA_WORDS | TEXT_WORDS:
            raise ValueError(f"không biết {word!r}; dùng được: {', '.join([*MEDIA_WORDS, *TEXT_WORDS])}")
        if ":" in part and (word not in MEDIA_WORDS or not number.isdecimal() or not 1 <= int(number) <= MOST):
            raise ValueError(f"số sau dấu : chỉ đi với media.*, từ 1 đến {MOST}, ví dụ media.image:3")
    return value


PlatformName = Literal["facebook", "zalo", "telegram", "rss", "manual"]


class Kind(Table):
    """A kind of item beside article, clip and tip, or another title and other rules for one of them."""

    id: Key
    title: Filled
    title_en: str = ""
    folder: Key | None = None
    """content/<folder>/ whose files are of this kind; none: they name it with ``kind``."""
    needs: list[Annotated[str, AfterValidator(read_need)]] = Field(default_factory=list)
    platforms: list[PlatformName] = Field(default_factory=list)
    """The platforms where it can go; empty: all."""
    channels: list[Key] = Field(default_factory=list)
    """The channels where it can go; empty: all."""
    max_chars: Annotated[int, Field(ge=1)] | None = None
    """Of the body, as written."""

    def goes_to(self, platform: str, channel: str) -> bool:
        """Can an item of this kind stand there?"""
        return (not self.platforms or platform in self.platforms) and (not self.channels or channel in self.channels)

    @property
    def goes_everywhere(self) -> bool:
        return not self.platforms and not self.channels


@dataclass(frozen=True)
class Said:
    """What an item has of what a kind may ask for. ``texts``: by word; ``files``: how many by word after "media."."""

    texts: Mapping[str, object]
    files: Mapping[str, int] = field(default_factory=dict)


def files_by_name(names: Sequence[str]) -> dict[str, int]:
    """Files of the workspace, told by their endings."""
    return _counted([_BY_ENDING.get(PurePath(name).suffix.lower().removeprefix("."), "file") for name in names])


def files_by_type(types: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Stored files: (kind, MIME type) of each."""
    return _counted(["subtitles" if mime in _SUBTITLES else kind for kind, mime in types])


def lacking(kind: Kind, said: Said) -> list[str]:
    """What an item of this kind still needs, each the rest of a sentence; nothing: it has all."""
    missing = [_asked(need) for need in kind.needs if not _has(need, said)]
    found = [f"loại “{kind.title}” cần {each}" for each in missing]
    length = len(str(said.texts.get("body") or ""))
    if kind.max_chars and length > kind.max_chars:
        found.append(f"loại “{kind.title}” dài tối đa {kind.max_chars} ký tự, nội dung đang dài {length}")
    return found


def _has(need: str, said: Said) -> bool:
    for part in need.split("|"):
        word, _, number = part.partition(":")
        if word in TEXT_WORDS and said.texts.get(word):
            return True
        if word in MEDIA_WORDS and said.files.get(word.removeprefix("media."), 0) >= int(number or 1):
            return True
    return False


def _asked(need: str) -> str:
    words = []
    for part in need.split("|"):
        word, _, number = part.partition(":")
        words.append(f"ít nhất {number or 1} {MEDIA_WORDS[word]}" if word in MEDIA_WORDS else TEXT_WORDS[word])
    return " hoặc ".join(words)


def _counted(kinds: Sequence[str]) -> dict[str, int]:
    return {kind: kinds.count(kind) for kind in kinds}

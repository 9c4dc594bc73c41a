"""Takes private remarks (place, owner, camera, covers) out of sound and video files without touching a sample.

MP4, MOV, M4A: boxes ``udta``, ``meta`` and ``uuid`` become ``free`` and are zeroed, creation times become 0. Sizes and
offsets stay, so nothing needs to be remuxed. MP3: ID3 tags are cut off. WAV: ``LIST`` and its like become ``JUNK``.
WEBM and OGG keep their bytes: their comments can only be removed by writing every page again.
Shapes: ISO/IEC 14496-12, https://id3.org/id3v2.4.0-structure, Multimedia Programming Interface 1.0 (RIFF).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from campaign.errors import Mistake

MAX_MOOV = 64 << 20
_REMARKS = (b"udta", b"meta", b"uuid")
_INSIDE = {b"moov", b"trak", b"mdia"}
_TIMED = {b"mvhd", b"tkhd", b"mdhd"}
_WAV_REMARKS = (b"LIST", b"bext", b"iXML", b"id3 ", b"ID3 ", b"_PMX")
_CUT_SHORT = "tệp bị cắt cụt hoặc hỏng; hãy xuất lại"


def copy_without_remarks(source: Path, made: Path, container: str) -> None:
    """Copy ``source`` to ``made`` without its remarks. Raises Mistake for a file whose structure is broken."""
    if container == "mp3":
        with source.open("rb") as old, made.open("wb") as new:
            start, end = _mp3_sound(old)
            _copy(old, new, start, end)
        return
    shutil.copyfile(source, made)
    with made.open("r+b") as file:
        if container in ("mp4", "mov"):
            clean_mp4(file)
        elif container == "wav":
            clean_wav(file)


def check_whole(file: BinaryIO, container: str) -> None:
    """Raise Mistake for an MP4 whose last box ends beyond the file: an interrupted download."""
    if container in ("mp4", "mov"):
        list(_boxes(file, 0, file.seek(0, 2)))


def clean_mp4(file: BinaryIO) -> None:
    """In place."""
    for name, start, body, end in _boxes(file, 0, file.seek(0, 2)):
        if name in _REMARKS:
            _make_free(file, start, body, end)
        elif name == b"moov":
            if end - body > MAX_MOOV:
                raise Mistake("phần mục lục của video quá lớn; hãy xuất lại")
            _clean_inside(file, body, end)


def clean_wav(file: BinaryIO) -> None:
    """In place."""
    size = file.seek(0, 2)
    at = 12
    while at + 8 <= size:
        file.seek(at)
        header = file.read(8)
        length = int.from_bytes(header[4:], "little")
        if header[:4] in _WAV_REMARKS:
            file.seek(at)
            file.write(b"JUNK")
            _zero(file, at + 8, min(at + 8 + length, size))
        at += 8 + length + length % 2


def _clean_inside(file: BinaryIO, start: int, stop: int) -> None:
    for name, box, body, end in _boxes(file, start, stop):
        if name in _REMARKS:
            _make_free(file, box, body, end)
        elif name in _INSIDE:
            _clean_inside(file, body, end)
        elif name in _TIMED:
            file.seek(body)
            width = 16 if file.read(1) == b"\x01" else 8
            _zero(file, body + 4, min(body + 4 + width, end))


def _boxes(file: BinaryIO, at: int, stop: int) -> Iterator[tuple[bytes, int, int, int]]:
    """(name, start, start of the body, end) of each box between two offsets."""
    while at + 8 <= stop:
        file.seek(at)
        header = file.read(8)
        size, name, body = int.from_bytes(header[:4], "big"), header[4:], at + 8
        if size == 1:
            size, body = int.from_bytes(file.read(8), "big"), at + 16
        elif size == 0:
            size = stop - at
        if size < body - at or at + size > stop:
            raise Mistake(_CUT_SHORT)
        yield name, at, body, at + size
        at += size


def _make_free(file: BinaryIO, start: int, body: int, end: int) -> None:
    file.seek(start + 4)
    file.write(b"free")
    _zero(file, body, end)


def _zero(file: BinaryIO, start: int, end: int) -> None:
    file.seek(start)
    for at in range(start, end, 1 << 16):
        file.write(bytes(min(1 << 16, end - at)))


def _mp3_sound(file: BinaryIO) -> tuple[int, int]:
    end = file.seek(0, 2)
    start = 0
    while True:
        file.seek(start)
        header = file.read(10)
        if len(header) < 10 or header[:3] != b"ID3":
            break
        size = sum((byte & 0x7F) << shift for byte, shift in zip(header[6:], (21, 14, 7, 0), strict=True))
        start += 10 + size + (10 if header[5] & 0x10 else 0)
    file.seek(max(end - 128, 0))
    if end - start >= 128 and file.read(3) == b"TAG":
        end -= 128
    if start >= end:
        raise Mistake(_CUT_SHORT)
    return start, end


def _copy(old: BinaryIO, new: BinaryIO, start: int, end: int) -> None:
    old.seek(start)
    left = end - start
    while left > 0:
        piece = old.read(min(1 << 20, left))
        if not piece:
            return
        new.write(piece)
        left -= len(piece)

"""What a file is, told by its first bytes and never by its name (subtitles, which have no mark, by both)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from campaign.errors import Mistake

HEAD_BYTES = 4096


@dataclass(frozen=True)
class Kind:
    """``family``: image | moving (video or audio, the streams decide) | file. ``container``: the decoder."""

    family: str
    container: str


IMAGES = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif"}
"""What images leave as, and their endings."""

_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis")
_TEXT_STARTS = (b"<svg", b"<?xml", b"<!doctype", b"<html", b"<script", b"<head", b"<body", b"<!--")
_SRT_TIME = re.compile(r"\d{2}:\d{2}:\d{2},\d{3} --> \d{2}:\d{2}:\d{2},\d{3}")


def kind_of(head: bytes, name: str) -> Kind:
    """The kind of a file from its first ``HEAD_BYTES`` bytes. Raises Mistake for what is not taken, saying what is."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_TEXT_STARTS):
        raise Mistake("tệp SVG, XML hoặc HTML không được nhận làm ảnh; hãy lưu thành PNG hoặc JPEG")
    found = _image(head) or _moving(head) or _file(head, name)
    if found is None:
        raise Mistake(
            "không nhận ra loại tệp; dùng được: ảnh JPEG, PNG, GIF, WEBP, HEIC; video MP4, MOV, WEBM; "
            "âm thanh MP3, M4A, OGG, WAV; phụ đề SRT, VTT; PDF"
        )
    return found


def _image(head: bytes) -> Kind | None:
    if head.startswith(b"\xff\xd8\xff"):
        return Kind("image", "JPEG")
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind("image", "PNG")
    if head.startswith((b"GIF87a", b"GIF89a")):
        return Kind("image", "GIF")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Kind("image", "WEBP")
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return Kind("image", "HEIF")
    return None


def _moving(head: bytes) -> Kind | None:
    if head[4:8] == b"ftyp" and head[8:12] not in (b"avif", b"avis"):
        return Kind("moving", "mov" if head[8:12] == b"qt  " else "mp4")
    if head.startswith(b"\x1aE\xdf\xa3"):
        if b"webm" not in head[:64]:
            raise Mistake("video Matroska (MKV) không được nhận; hãy chuyển thành MP4")
        return Kind("moving", "webm")
    if head.startswith(b"OggS"):
        return Kind("moving", "ogg")
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return Kind("moving", "wav")
    # ISO/IEC 11172-3: eleven sync bits, and a layer that is not the reserved 00 (which is how ADTS looks)
    if head.startswith(b"ID3") or (len(head) > 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06):
        return Kind("moving", "mp3")
    return None


def _file(head: bytes, name: str) -> Kind | None:
    if head.startswith(b"%PDF-"):
        return Kind("file", "pdf")
    text = head.decode("utf-8-sig", "replace")
    if b"\0" in head:
        return None
    if name.lower().endswith(".vtt") and text.startswith("WEBVTT"):
        return Kind("file", "vtt")
    if name.lower().endswith(".srt") and _SRT_TIME.search(text):
        return Kind("file", "srt")
    return None

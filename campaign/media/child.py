"""The decoding child: reads requests as JSON lines, answers each with one, under limits that it sets for itself first.

A request is ``{"path", "out"}``; ``out`` null decodes without writing. The answer is ``{"decoded": {...}}`` or
``{"refused": "..."}``. It has no database, no key and no network need; a file that kills it costs only that file.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from campaign.errors import Mistake
from campaign.media.decoded import READY, Decoded
from campaign.media.kinds import HEAD_BYTES, Kind, kind_of

MEMORY_BYTES = 1536 << 20
CPU_S = 60
"""Processor seconds for one file."""
FILE_BYTES = 4 << 30
MAX_IMAGE_BYTES = 60 << 20
MAX_TEXT_BYTES = 50 << 20

_FILES = {
    "pdf": ("application/pdf", ".pdf"),
    "vtt": ("text/vtt", ".vtt"),
    "srt": ("application/x-subrip", ".srt"),
}


def main() -> None:
    """Answer until stdin ends."""
    limit_self()
    sys.stdout.write(READY.decode())
    sys.stdout.flush()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        limit_next_file()
        out = Path(request["out"]) if request["out"] else None
        sys.stdout.write(json.dumps(answer(Path(request["path"]), out)) + "\n")
        sys.stdout.flush()


def limit_self() -> None:
    """Bound what a hostile file could make a decoder take from the machine."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_next_file() -> None:
    """Processor time counts from the start of the child, so each file moves the limit on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + CPU_S
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def answer(path: Path, out: Path | None) -> dict[str, Any]:
    """Decode one file; its clean form goes to ``out``."""
    try:
        return {"decoded": asdict(decode(path, out))}
    except Mistake as mistake:
        return {"refused": str(mistake)}
    except MemoryError:
        return {"refused": "tệp cần quá nhiều bộ nhớ để giải mã; hãy thu nhỏ rồi thử lại"}
    except OSError:
        return {"refused": "không đọc được tệp; hãy kiểm tra quyền đọc và chỗ trống trên đĩa"}


def decode(path: Path, out: Path | None) -> Decoded:
    """What the file is. Raises Mistake with the rest of a sentence that begins with its name."""
    with path.open("rb") as file:
        kind = kind_of(file.read(HEAD_BYTES), path.name)
        size = file.seek(0, 2)
    if kind.family == "image":
        _within(size, MAX_IMAGE_BYTES)
        return _image(path, out, kind)
    if kind.family == "moving":
        return _moving(path, out, kind)
    _within(size, MAX_TEXT_BYTES)
    content = path.read_bytes()
    if kind.container != "pdf":
        content = _subtitles(content)
    if out:
        out.write_bytes(content)
    mime, ending = _FILES[kind.container]
    return Decoded("file", mime, ending)


def _within(size: int, limit: int) -> None:
    if size > limit:
        raise Mistake(f"tệp quá lớn ({size >> 20} MB, tối đa {limit >> 20} MB)")


def _image(path: Path, out: Path | None, kind: Kind) -> Decoded:
    from campaign.media.images import reencode

    with path.open("rb") as file:
        decoded, content = reencode(file, kind.container, write=out is not None)
    if out:
        out.write_bytes(content)
    return decoded


def _moving(path: Path, out: Path | None, kind: Kind) -> Decoded:
    from campaign.media.containers import check_whole, copy_without_remarks
    from campaign.media.videos import probe

    with path.open("rb") as file:
        check_whole(file, kind.container)
        file.seek(0)
        decoded = probe(file, kind.container)
    if out:
        copy_without_remarks(path, out, kind.container)
    return decoded


def _subtitles(content: bytes) -> bytes:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Mistake("phụ đề không phải UTF-8; hãy lưu lại bằng UTF-8") from None
    return text.replace("\r\n", "\n").encode()


if __name__ == "__main__":
    main()

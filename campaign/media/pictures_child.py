"""The child that makes small pictures and cuts pictures: one JSON request on stdin, one JSON line as the answer.

A request is ``{"path", "out", "mime", "box"}``: with a box (left, top, right, bottom in pixels) the part of a picture
as PNG, without one a small JPEG, of a video its picture after a second. It reads stored files only, which were decoded
and written anew before, under the limits of the decoding child.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaign.errors import Mistake
from campaign.media.child import limit_next_file, limit_self

if TYPE_CHECKING:
    from PIL import Image

SMALL_SIDE = 480
"""Pixels: sharp on a telephone's screen at the size of a thumb."""
SMALL_QUALITY = 78
POSTER_AT_S = 1.0


def main() -> None:
    """Answer one request."""
    limit_self()
    limit_next_file()
    sys.stdout.write(json.dumps(answer(json.loads(sys.stdin.buffer.readline()))) + "\n")


def answer(request: dict[str, Any]) -> dict[str, str]:
    """``{}`` when the picture is written, else ``{"refused": ...}``."""
    try:
        make(request)
    except Mistake as mistake:
        return {"refused": str(mistake)}
    except MemoryError:
        return {"refused": "cần quá nhiều bộ nhớ; hãy thu nhỏ tệp rồi thử lại"}
    except OSError:
        return {"refused": "không đọc hoặc ghi được tệp; hãy kiểm tra chỗ trống trên đĩa"}
    return {}


def make(request: dict[str, Any]) -> None:
    """Raises Mistake with the rest of a sentence that begins with the file's name."""
    path, out = Path(request["path"]), Path(request["out"])
    image = _poster(path, request["mime"]) if request["mime"].startswith("video/") else _picture(path)
    if request["box"]:
        image.crop(tuple(request["box"])).save(out, "PNG", compress_level=1)
        return
    image.thumbnail((SMALL_SIDE, SMALL_SIDE))
    _on_white(image).save(out, "JPEG", quality=SMALL_QUALITY, optimize=True)


def _picture(path: Path) -> Image.Image:
    from PIL import Image

    image = Image.open(path, formats=["JPEG", "PNG", "GIF"])
    if image.format == "JPEG":
        image.load()
        return image
    return image.convert("RGBA")


def _poster(path: Path, mime: str) -> Image.Image:
    import av
    import av.error

    from campaign.media.kinds import HEAD_BYTES, kind_of
    from campaign.media.videos import DEMUXERS, is_cover

    with path.open("rb") as file:
        container = kind_of(file.read(HEAD_BYTES), path.name).container
        file.seek(0)
        try:
            with av.open(file, format=DEMUXERS[container], metadata_errors="ignore") as opened:
                stream = next(each for each in opened.streams.video if not is_cover(each))
                stream.codec_context.thread_count = 1
                return _upright(_frame_at(opened, stream, POSTER_AT_S))
        except (av.error.FFmpegError, StopIteration, ValueError, EOFError, KeyError) as error:
            raise Mistake("không lấy được hình từ video") from error


def _frame_at(opened: Any, stream: Any, second: float) -> Any:
    """The first frame from that second on, or the last one there is."""
    last = None
    for last in opened.decode(stream):
        if last.time is None or last.time >= second:
            break
    if last is None:
        raise Mistake("không lấy được hình từ video")
    return last


def _upright(frame: Any) -> Image.Image:
    image: Image.Image = frame.to_image()
    turned = getattr(frame, "rotation", 0) % 360
    return image.rotate(turned, expand=True) if turned else image


def _on_white(image: Image.Image) -> Image.Image:
    from PIL import Image

    if "A" not in image.getbands():
        return image.convert("RGB")
    ground = Image.new("RGB", image.size, "#ffffff")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


if __name__ == "__main__":
    main()

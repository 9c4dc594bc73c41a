"""Real files made on the spot: pictures by Pillow, video and sound by PyAV."""

from __future__ import annotations

import array
import io
import math
import struct
import zlib
from fractions import Fraction
from pathlib import Path

import av
from PIL import Image


def picture(width: int = 120, height: int = 90, mode: str = "RGB") -> Image.Image:
    """A gradient with far more colours than a drawing has."""
    image = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (image, image.rotate(90), image.rotate(180))).convert(mode)


def jpeg(**options: object) -> bytes:
    return encoded(picture(), "JPEG", **options)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A small PNG whose header promises a huge picture."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def video(path: Path, width: int = 72, height: int = 128, seconds: int = 2, title: str = "", rate: int = 10) -> Path:
    """H.264 where the library has it, else MPEG-4."""
    with av.open(str(path), "w") as out:
        if title:
            out.metadata["title"] = title
        codec = "libx264" if "libx264" in av.codecs_available else "mpeg4"
        stream = out.add_stream(codec, rate=rate)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for number in range(rate * seconds):
            frame = av.VideoFrame.from_image(Image.new("RGB", (width, height), (number * 5, 90, 200)))
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def sound(path: Path, seconds: int = 1, title: str = "") -> Path:
    with av.open(str(path), "w") as out:
        if title:
            out.metadata["title"] = title
        codec = {"mp3": "libmp3lame", "m4a": "aac", "ogg": "libopus", "wav": "pcm_s16le"}[path.suffix[1:]]
        stream = out.add_stream(codec, rate=48000, layout="mono")
        for number in range(50 * seconds):
            frame = av.AudioFrame(format="s16", layout="mono", samples=960)
            frame.planes[0].update(bytes(_wave(number * 960, 960)))
            frame.sample_rate, frame.pts, frame.time_base = 48000, number * 960, Fraction(1, 48000)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def _wave(start: int, samples: int) -> array.array[int]:
    return array.array("h", (int(8000 * math.sin((start + at) / 20)) for at in range(samples)))

"""The small drawing of a browser's tab: a shield with a tick, as an icon file made from the shape itself.

An ICO may hold a PNG as it is. Facts: https://www.w3.org/TR/png-3/,
https://learn.microsoft.com/en-us/previous-versions/ms997538(v=msdn.10)
"""

from __future__ import annotations

import struct
import zlib
from functools import cache
from itertools import pairwise

SIZE = 32
_FINE = 4
"""Each pixel is looked at in 4 x 4 places: soft edges."""
_BLUE = (15, 76, 129)
_WHITE = (255, 255, 255)
_TICK = ((0.30, 0.47), (0.45, 0.62), (0.72, 0.32))
_TICK_WIDTH = 0.055


@cache
def icon() -> bytes:
    """The bytes of ``/favicon.ico``: one picture of 32 x 32."""
    picture = _png()
    header = struct.pack("<HHH", 0, 1, 1)
    entry = struct.pack("<BBBBHHII", SIZE, SIZE, 0, 0, 1, 32, len(picture), len(header) + 16)
    return header + entry + picture


def _png() -> bytes:
    rows = b"".join(b"\0" + b"".join(_pixel(x, y) for x in range(SIZE)) for y in range(SIZE))
    shape = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", shape) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _pixel(x: int, y: int) -> bytes:
    places = [
        ((x + (i + 0.5) / _FINE) / SIZE, (y + (j + 0.5) / _FINE) / SIZE) for i in range(_FINE) for j in range(_FINE)
    ]
    inside = [place for place in places if _in_shield(*place)]
    if not inside:
        return b"\0\0\0\0"
    white = sum(_on_tick(*place) for place in inside) / len(inside)
    colour = (round(blue + (light - blue) * white) for blue, light in zip(_BLUE, _WHITE, strict=True))
    return bytes([*colour, round(255 * len(inside) / len(places))])


def _in_shield(x: float, y: float) -> bool:
    if not 0.06 <= y <= 0.97:
        return False
    half = 0.40 if y < 0.5 else 0.40 * (1 - ((y - 0.5) / 0.47) ** 2)
    return abs(x - 0.5) <= half


def _on_tick(x: float, y: float) -> bool:
    return any(_distance(x, y, *a, *b) <= _TICK_WIDTH for a, b in pairwise(_TICK))


def _distance(x: float, y: float, ax: float, ay: float, bx: float, by: float) -> float:
    """From a point to the stretch between a and b."""
    dx, dy = bx - ax, by - ay
    along = max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
    return float(((x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2) ** 0.5)

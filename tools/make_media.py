"""Draw the pictures, clips and jingle of the starter library into content/media.

    python tools/make_media.py            # everything
    python tools/make_media.py meo-wifi   # only files whose name begins so

Needs Pillow, PyAV and the Inter font (Debian: fonts-inter) for the captions of the clips.
The same versions give the same bytes. The files are committed: run this only to change them.
"""

from __future__ import annotations

import math
import random
import struct
import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream
from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).resolve().parents[1] / "content" / "media"

NAVY, INK, BLUE, SKY = "#12263f", "#1f3a5c", "#0b5cad", "#8fbce6"
TEAL, MINT, AMBER, SAND = "#0f8b8d", "#9ed8d2", "#f0a32f", "#fbe3b6"
WHITE, PAPER, MIST, GREY, RED = "#ffffff", "#f6f9fc", "#dbe6f1", "#a9bacb", "#c8452f"
PALE_BLUE, PALE_TEAL, PALE_SAND = "#e6f0fa", "#e2f3f0", "#fdf3e1"

Point = tuple[float, float]


def font(size: float, weight: str = "Bold") -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(f"Inter-{weight}.otf", round(size))
    except OSError:
        sys.exit("make_media: the Inter font is missing (Debian: apt install fonts-inter)")


# ---------------------------------------------------------------- the pen


class Art:
    """A canvas drawn larger than it is saved, so that every edge is smooth."""

    def __init__(self, width: int, height: int, paper: str | None, zoom: int = 3) -> None:
        self.width, self.height, self.zoom = width, height, zoom
        size = (width * zoom, height * zoom)
        self.image = Image.new("RGB", size, paper) if paper else Image.new("RGBA", size, (0, 0, 0, 0))
        self.pen = ImageDraw.Draw(self.image)

    def z(self, *values: float) -> list[int]:
        return [round(value * self.zoom) for value in values]

    def box(self, x: float, y: float, w: float, h: float, fill: str, r: float = 0) -> None:
        self.pen.rounded_rectangle(self.z(x, y, x + w, y + h), round(r * self.zoom), fill)

    def disc(self, x: float, y: float, r: float, fill: str) -> None:
        self.pen.ellipse(self.z(x - r, y - r, x + r, y + r), fill)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: str) -> None:
        self.pen.ellipse(self.z(x - rx, y - ry, x + rx, y + ry), fill)

    def ring(self, x: float, y: float, r: float, fill: str, thick: float) -> None:
        self.pen.ellipse(self.z(x - r, y - r, x + r, y + r), outline=fill, width=self.z(thick)[0])

    def shape(self, points: Sequence[Point], fill: str) -> None:
        self.pen.polygon([(x * self.zoom, y * self.zoom) for x, y in points], fill)

    def line(self, points: Sequence[Point], fill: str, thick: float) -> None:
        """A line with round joints and ends."""
        self.pen.line([(x * self.zoom, y * self.zoom) for x, y in points], fill, self.z(thick)[0])
        for x, y in points:
            self.disc(x, y, thick / 2, fill)

    def arc(self, x: float, y: float, r: float, start: float, stop: float, fill: str, thick: float) -> None:
        steps = max(12, int(abs(stop - start)))
        turns = [math.radians(start + (stop - start) * step / steps) for step in range(steps + 1)]
        self.line([(x + r * math.cos(turn), y + r * math.sin(turn)) for turn in turns], fill, thick)

    def text(self, x: float, y: float, words: str, size: float, fill: str, weight: str = "Bold") -> None:
        place, face = (x * self.zoom, y * self.zoom), font(size * self.zoom, weight)
        self.pen.text(place, words, fill, face, anchor="mm", align="center", spacing=size * self.zoom * 0.34)

    def layer(self) -> Art:
        return Art(self.width, self.height, None, self.zoom)

    def lay(self, layer: Art, angle: float = 0, about: Point = (0, 0), move: Point = (0, 0)) -> None:
        """Put a layer on top, turned clockwise about a point."""
        picture = layer.image
        if angle:
            x, y = self.z(*about)
            picture = picture.rotate(-angle, Image.Resampling.BICUBIC, center=(x, y))
        x, y = self.z(*move)
        self.image.paste(picture, (x, y), picture)

    def flat(self) -> Image.Image:
        return self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)


def curve(start: Point, bend: Point, end: Point, steps: int = 24) -> list[Point]:
    points = []
    for step in range(steps + 1):
        t = step / steps
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        points.append((a * start[0] + b * bend[0] + c * end[0], a * start[1] + b * bend[1] + c * end[1]))
    return points


# ---------------------------------------------------------------- the things


def shield(art: Art, x: float, y: float, h: float, dark: str, light: str | None = None) -> None:
    """A shield centred on x, y; its left half in a second colour when one is given."""
    w, top = h * 0.82, y - h / 2
    right = [(x, top)]
    right += curve((x, top), (x + w * 0.26, top + h * 0.12), (x + w / 2, top + h * 0.13))
    right += curve((x + w / 2, top + h * 0.13), (x + w * 0.54, top + h * 0.74), (x, top + h))
    left = [(2 * x - px, py) for px, py in right]
    art.shape(right + left[::-1], dark)
    if light:
        art.shape(left, light)


def tick(art: Art, x: float, y: float, s: float, fill: str, thick: float) -> None:
    art.line([(x - s * 0.5, y + s * 0.02), (x - s * 0.12, y + s * 0.38), (x + s * 0.5, y - s * 0.36)], fill, thick)


def badge(art: Art, x: float, y: float, r: float, fill: str) -> None:
    art.disc(x, y, r + r * 0.14, WHITE)
    art.disc(x, y, r, fill)
    tick(art, x, y, r * 0.95, WHITE, r * 0.22)


def padlock(art: Art, x: float, y: float, s: float, body: str, bow: str, hole: str, opened: bool = False) -> None:
    """A padlock whose body is s wide and centred on x, y."""
    thick, r = s * 0.15, s * 0.29
    top = y - s * (0.86 if opened else 0.62)
    art.pen.arc(
        art.z(x - r - thick / 2, top - r - thick / 2, x + r + thick / 2, top + r + thick / 2),
        180,
        360,
        bow,
        art.z(thick)[0],
    )
    art.box(x - r - thick / 2, top - 1, thick, y - s * 0.3 - top, bow)
    art.box(x + r - thick / 2, top - 1, thick, s * 0.12 if opened else y - s * 0.3 - top, bow)
    art.box(x - s / 2, y - s * 0.4, s, s * 0.82, body, s * 0.12)
    art.disc(x, y - s * 0.06, s * 0.1, hole)
    art.line([(x, y), (x, y + s * 0.18)], hole, s * 0.085)


def phone(art: Art, x: float, y: float, w: float, h: float, screen: str = WHITE) -> None:
    """A phone whose upper left corner is x, y."""
    rim = w * 0.055
    art.box(x, y, w, h, NAVY, w * 0.15)
    art.box(x + rim, y + rim, w - 2 * rim, h - 2 * rim, screen, w * 0.1)
    art.box(x + w * 0.36, y + rim * 1.7, w * 0.28, rim * 0.8, NAVY, rim)


def laptop(art: Art, x: float, y: float, w: float, screen: str = WHITE) -> None:
    """A laptop whose screen's upper left corner is x, y; it is 0.68 w high."""
    h, rim = w * 0.6, w * 0.032
    art.box(x, y, w, h, NAVY, w * 0.045)
    art.box(x + rim, y + rim, w - 2 * rim, h - 2 * rim, screen, w * 0.02)
    art.box(x - w * 0.11, y + h, w * 1.22, w * 0.075, INK, w * 0.037)
    art.box(x + w * 0.39, y + h, w * 0.22, w * 0.026, GREY, w * 0.013)


def bust(art: Art, x: float, y: float, s: float, coat: str, skin: str, hair: str | None = None) -> None:
    """Head and shoulders; x, y is the middle of the head, s its radius."""
    art.pen.pieslice(art.z(x - s * 1.75, y + s * 1.18, x + s * 1.75, y + s * 4.4), 180, 360, coat)
    art.box(x - s * 0.34, y + s * 0.6, s * 0.68, s * 0.9, skin, s * 0.3)
    art.disc(x, y, s, skin)
    if hair:
        art.pen.pieslice(art.z(x - s * 1.05, y - s * 1.1, x + s * 1.05, y + s * 0.9), 180, 360, hair)


def handset(art: Art, x: float, y: float, s: float, fill: str, angle: float = 0) -> None:
    """A telephone receiver lying in an arc, s wide."""
    layer = art.layer()
    layer.arc(x, y + s * 0.42, s * 0.56, 212, 328, fill, s * 0.2)
    layer.box(x - s * 0.62, y - s * 0.02, s * 0.34, s * 0.3, fill, s * 0.09)
    layer.box(x + s * 0.28, y - s * 0.02, s * 0.34, s * 0.3, fill, s * 0.09)
    art.lay(layer, angle, (x, y))


def ground(art: Art, x: float, y: float, rx: float, fill: str) -> None:
    art.oval(x, y, rx, rx * 0.06, fill)


def stage(paper: str, glow: str) -> Art:
    """The common backdrop of all pictures."""
    art = Art(1200, 630, paper)
    art.disc(600, 330, 285, glow)
    for x, y, r in ((150, 110, 16), (1065, 150, 22), (1010, 70, 9), (205, 470, 10), (95, 330, 7), (1110, 430, 12)):
        art.disc(x, y, r, glow)
    return art


def rows(art: Art, x: float, y: float, widths: Sequence[float], fill: str, gap: float = 26, h: float = 11) -> None:
    for number, width in enumerate(widths):
        art.box(x, y + number * gap, width, h, fill, h / 2)


# ---------------------------------------------------------------- pictures of the tips


def password() -> Art:
    art = stage(PALE_BLUE, "#d3e5f6")
    ground(art, 600, 585, 300, "#bfd6ec")
    padlock(art, 600, 305, 250, BLUE, NAVY, WHITE)
    art.box(475, 205, 150, 205, "#1a6cc0", 30)
    art.box(600, 205, 30, 205, BLUE)
    art.disc(600, 290, 27, WHITE)
    art.line([(600, 300), (600, 352)], WHITE, 22)
    art.box(300, 462, 600, 104, NAVY, 52)
    art.box(308, 470, 584, 88, WHITE, 44)
    for number in range(12):
        art.disc(352 + number * 37, 514, 11, INK)
    badge(art, 845, 514, 33, TEAL)
    return art


def two_layers() -> Art:
    art = stage(PALE_TEAL, "#cfeae6")
    ground(art, 600, 592, 330, "#b4dcd6")
    shield(art, 600, 315, 500, "#6fc2bb", "#85cfc8")
    shield(art, 600, 312, 400, TEAL, "#18a0a1")
    padlock(art, 600, 330, 150, WHITE, WHITE, TEAL)
    phone(art, 268, 265, 172, 312, PAPER)
    art.disc(354, 400, 50, BLUE)
    tick(art, 354, 400, 48, WHITE, 11)
    rows(art, 308, 482, (92, 62), MIST)
    layer = art.layer()
    layer.ring(842, 330, 62, AMBER, 26)
    layer.box(826, 385, 32, 200, AMBER, 10)
    layer.box(852, 505, 48, 26, AMBER, 6)
    layer.box(852, 550, 62, 26, AMBER, 6)
    art.lay(layer, 14, (842, 420))
    return art


def otp() -> Art:
    art = stage(PALE_SAND, SAND)
    ground(art, 520, 592, 260, "#f0cf92")
    phone(art, 395, 48, 268, 538, PAPER)
    shield(art, 529, 190, 120, BLUE, "#1a6cc0")
    tick(art, 529, 188, 46, WHITE, 11)
    for number in range(6):
        x = 425 + number * 36
        art.box(x, 300, 30, 48, WHITE, 7)
        art.box(x, 300, 30, 48, MIST, 7)
        art.disc(x + 15, 324, 6.5, NAVY)
    rows(art, 449, 388, (160, 160, 100), MIST, 30, 13)
    art.box(449, 500, 160, 44, TEAL, 22)
    rows(art, 489, 516, (80,), WHITE)
    corners = [math.radians(22.5 + 45 * step) for step in range(8)]
    art.shape([(790 + 158 * math.cos(a), 330 + 158 * math.sin(a)) for a in corners], WHITE)
    art.shape([(790 + 146 * math.cos(a), 330 + 146 * math.sin(a)) for a in corners], RED)
    for number, (top, long) in enumerate(((268, 90), (246, 110), (254, 104), (280, 80))):
        art.line([(748 + number * 27, top), (748 + number * 27, top + long)], WHITE, 21)
    art.box(737.5, 330, 102, 92, WHITE, 40)
    art.line([(826, 384), (862, 332)], WHITE, 21)
    return art


def deepfake() -> Art:
    art = stage(PALE_BLUE, "#d3e5f6")
    ground(art, 590, 545, 400, "#bfd6ec")
    laptop(art, 295, 92, 580, "#27496f")
    face = art.layer()
    face.box(314, 111, 542, 310, "#27496f", 10)
    bust(face, 585, 222, 84, TEAL, "#f3c9a5", NAVY)
    for x in (555, 615):
        face.disc(x, 232, 8, NAVY)
    face.arc(585, 250, 30, 35, 145, NAVY, 7)
    left, top, right, bottom = face.z(314, 111, 856, 421)
    picture = face.image.crop((left, top, right, bottom))
    small = picture.resize((27, 15), Image.Resampling.BOX).resize(picture.size, Image.Resampling.NEAREST)
    middle = picture.width // 2
    picture.paste(small.crop((middle, 0, small.width, small.height)), (middle, 0))
    art.image.paste(picture, (left, top), picture)
    for x, y, s, fill in ((700, 176, 30, AMBER), (744, 240, 23, MINT), (690, 300, 24, SKY), (752, 306, 16, AMBER)):
        art.box(x, y, s, s, fill, 2)
    art.disc(910, 430, 116, WHITE)
    art.disc(910, 430, 103, TEAL)
    handset(art, 902, 430, 108, WHITE, 225)
    for r in (30, 54):
        art.arc(918, 420, r, -66, -14, WHITE, 9)
    return art


def qr() -> Art:
    art = stage(PALE_TEAL, "#cfeae6")
    ground(art, 580, 592, 300, "#b4dcd6")
    art.box(368, 62, 440, 500, WHITE, 34)
    qr_modules(art, 418, 112, 17)
    art.box(508, 506, 160, 22, MIST, 11)
    x, y, r = 735, 390, 128
    left, top, right, bottom = art.z(x - r / 1.7, y - r / 1.7, x + r / 1.7, y + r / 1.7)
    lens = art.image.crop((left, top, right, bottom))
    lens = lens.resize((round(2 * r * art.zoom), round(2 * r * art.zoom)), Image.Resampling.LANCZOS)
    mask = Image.new("L", lens.size, 0)
    ImageDraw.Draw(mask).ellipse((0, 0, lens.width - 1, lens.height - 1), 255)
    art.line([(826, 481), (930, 585)], NAVY, 46)
    left, top = art.z(x - r, y - r)
    art.image.paste(lens, (left, top), mask)
    art.ring(x, y, r + 14, AMBER, 22)
    return art


def qr_modules(art: Art, x: float, y: float, step: float) -> None:
    """Something that looks like a QR code and is none."""
    dice, side = random.Random(2026), 20  # noqa: S311
    for row in range(side):
        for column in range(side):
            corner = (row < 8 or row > side - 9) and (column < 8 or column > side - 9)
            if corner and not (row > side - 9 and column > side - 9):
                continue
            if dice.random() < 0.5:
                art.box(x + column * step, y + row * step, step + 0.4, step + 0.4, NAVY)
    for row, column in ((0, 0), (0, side - 7), (side - 7, 0)):
        left, top = x + column * step, y + row * step
        art.box(left, top, 7 * step, 7 * step, BLUE, step)
        art.box(left + step, top + step, 5 * step, 5 * step, WHITE, step * 0.6)
        art.box(left + 2 * step, top + 2 * step, 3 * step, 3 * step, BLUE, step * 0.5)


def email() -> Art:
    art = stage(PALE_BLUE, "#d3e5f6")
    ground(art, 600, 592, 300, "#bfd6ec")
    art.line([(690, 0), (690, 250)], INK, 8)
    layer = art.layer()
    layer.box(340, 250, 500, 318, WHITE, 26)
    layer.shape([(352, 560), (560, 400), (620, 400), (828, 560)], MIST)
    layer.shape([(346, 262), (834, 262), (615, 448), (565, 448)], SKY)
    layer.line([(352, 266), (590, 456), (828, 266)], BLUE, 15)
    layer.box(340, 250, 500, 16, BLUE, 8)
    art.lay(layer, -6, (690, 300))
    art.ring(690, 222, 24, INK, 12)
    art.line([(690, 246), (690, 372)], INK, 19)
    art.arc(636, 372, 54, 0, 180, INK, 19)
    art.line([(582, 372), (582, 340)], INK, 19)
    art.shape([(582, 306), (566, 346), (622, 352)], INK)
    art.shape([(880, 118), (996, 318), (764, 318)], WHITE)
    art.shape([(880, 142), (976, 307), (784, 307)], AMBER)
    art.line([(880, 200), (880, 246)], NAVY, 17)
    art.disc(880, 278, 10.5, NAVY)
    return art


def wifi() -> Art:
    art = stage(PALE_SAND, SAND)
    ground(art, 560, 592, 330, "#f0cf92")
    for r, fill in ((206, SKY), (146, "#4d93d6"), (86, BLUE)):
        art.arc(540, 300, r, 222, 318, fill, 32)
    art.disc(540, 282, 27, BLUE)
    art.arc(676, 440, 52, -90, 90, "#0c7577", 25)
    art.box(392, 366, 296, 110, TEAL)
    art.pen.pieslice(art.z(392, 366, 688, 586), 0, 180, TEAL)
    art.oval(540, 366, 148, 24, "#18a0a1")
    art.oval(540, 368, 124, 16, "#5b3a21")
    art.box(346, 574, 388, 22, NAVY, 11)
    art.disc(912, 400, 138, WHITE)
    padlock(art, 912, 440, 120, AMBER, NAVY, NAVY, opened=True)
    return art


def backup() -> Art:
    art = stage(PALE_TEAL, "#cfeae6")
    ground(art, 520, 560, 430, "#b4dcd6")
    laptop(art, 160, 290, 370, PAPER)
    document(art, 300, 322, 92)
    art.box(620, 318, 180, 236, NAVY, 26)
    art.box(632, 330, 156, 212, INK, 18)
    document(art, 671, 356, 78)
    art.disc(710, 510, 11, MINT)
    cloud(art, 930, 250, 1.05, WHITE)
    document(art, 892, 196, 86)
    for start, bend, end, dots in (((380, 255), (520, 110), (672, 282), 11), ((722, 278), (728, 170), (798, 190), 6)):
        for x, y in curve(start, bend, end, dots):
            art.disc(x, y, 7, TEAL)
    badge(art, 512, 492, 32, TEAL)
    badge(art, 798, 528, 32, TEAL)
    badge(art, 1046, 334, 32, TEAL)
    return art


def document(art: Art, x: float, y: float, w: float) -> None:
    h = w * 1.28
    art.shape([(x, y), (x + w * 0.68, y), (x + w, y + w * 0.32), (x + w, y + h), (x, y + h)], AMBER)
    art.shape([(x + w * 0.68, y), (x + w * 0.68, y + w * 0.32), (x + w, y + w * 0.32)], SAND)
    rows(art, x + w * 0.18, y + w * 0.5, (w * 0.64, w * 0.64, w * 0.4), WHITE, w * 0.24, w * 0.11)


def cloud(art: Art, x: float, y: float, s: float, fill: str) -> None:
    for dx, dy, r in ((-90, 20, 62), (-30, -40, 82), (60, -20, 74), (110, 30, 54)):
        art.disc(x + dx * s, y + dy * s, r * s, fill)
    art.box(x - 120 * s, y + 10 * s, 270 * s, 74 * s, fill, 37 * s)


# ---------------------------------------------------------------- pictures of the articles


def fake_call() -> Art:
    art = stage(PALE_BLUE, "#d3e5f6")
    ground(art, 610, 600, 440, "#bfd6ec")
    phone(art, 235, 60, 262, 532, "#27496f")
    art.disc(366, 218, 84, "#3c6493")
    bust_in_disc(art, 366, 218, 84)
    rows(art, 306, 330, (120,), WHITE, 24, 14)
    rows(art, 326, 358, (80,), SKY, 24, 10)
    art.disc(306, 486, 42, RED)
    handset(art, 306, 486, 48, WHITE, 0)
    art.disc(426, 486, 42, TEAL)
    handset(art, 426, 486, 48, WHITE, 225)
    for r in (32, 64):
        art.arc(500, 150, r, -60, 20, AMBER, 11)
    for number, fill in enumerate((SKY, "#6aa6de", "#3f86cb", BLUE, NAVY)):
        x = 572 + number * 82
        layer = art.layer()
        domino(layer, x, 592, number + 1, fill)
        art.lay(layer, (11, 0, 0, 0, 0)[number], (x + 46, 592))
    for r, thick in ((34, 9), (62, 9)):
        art.arc(612, 352, r, 152, 208, AMBER, thick)
    for level in range(6):
        x = 1030 + (4, -3, 2, -4, 3, 0)[level]
        art.oval(x, 578 - level * 24, 62, 19, "#c98316")
        art.oval(x, 570 - level * 24, 62, 19, AMBER)
    art.text(1030, 450, "₫", 26, NAVY)
    return art


def domino(art: Art, x: float, foot: float, pips: int, fill: str) -> None:
    """A standing piece, 46 wide and 236 high, its left edge at x, with one to five pips."""
    art.box(x, foot - 210, 46, 210, fill, 12)
    for pip in range(pips):
        art.disc(x + 23, foot - 177 + pip * 36, 9.5, WHITE)


def bust_in_disc(art: Art, x: float, y: float, r: float) -> None:
    layer = art.layer()
    bust(layer, x, y - r * 0.18, r * 0.4, NAVY, GREY)
    mask = Image.new("L", layer.image.size, 0)
    ImageDraw.Draw(mask).ellipse(art.z(x - r, y - r, x + r, y + r), 255)
    clear = Image.new("RGBA", layer.image.size, (0, 0, 0, 0))
    clear.paste(layer.image, (0, 0), mask)
    art.image.paste(clear, (0, 0), clear)
    art.text(x, y - r * 0.18, "?", r * 0.56, NAVY)


def newsroom() -> Art:
    art = stage(PALE_SAND, SAND)
    ground(art, 590, 595, 400, "#f0cf92")
    layer = art.layer()
    layer.box(228, 96, 330, 440, WHITE, 14)
    layer.box(256, 124, 274, 46, NAVY, 6)
    layer.box(256, 192, 130, 112, SKY, 6)
    layer.shape([(262, 298), (306, 240), (338, 276), (356, 256), (382, 298)], BLUE)
    layer.disc(358, 222, 14, AMBER)
    rows(layer, 402, 196, (128, 128, 128, 96), GREY, 28)
    rows(layer, 256, 332, (274, 274, 250, 274, 200), MIST, 34, 13)
    art.lay(layer, -5, (393, 316))
    laptop(art, 470, 228, 470, PAPER)
    rows(art, 510, 270, (170,), BLUE, 30, 20)
    rows(art, 510, 312, (240, 240, 200, 240, 150), MIST, 32, 13)
    shield(art, 850, 420, 300, WHITE)
    shield(art, 850, 420, 274, TEAL, "#18a0a1")
    padlock(art, 850, 432, 100, WHITE, WHITE, TEAL)
    return art


def leader() -> Art:
    art = stage(PALE_TEAL, "#cfeae6")
    ground(art, 560, 588, 450, "#b4dcd6")
    art.box(190, 548, 700, 36, NAVY, 6)
    art.box(222, 516, 636, 34, INK, 4)
    art.box(250, 270, 580, 250, PAPER)
    for x in (272, 372, 640, 740):
        art.box(x, 292, 68, 224, WHITE, 4)
        art.box(x + 10, 292, 48, 224, SKY, 2)
        art.box(x - 4, 282, 76, 16, BLUE, 3)
        art.box(x - 4, 504, 76, 14, BLUE, 3)
    art.box(470, 300, 140, 218, BLUE, 8)
    art.box(226, 240, 628, 40, INK, 4)
    art.shape([(206, 242), (540, 84), (874, 242)], NAVY)
    art.shape([(290, 228), (540, 112), (790, 228)], INK)
    art.disc(540, 184, 28, AMBER)
    shield(art, 540, 408, 236, WHITE)
    shield(art, 540, 408, 212, TEAL, "#18a0a1")
    tick(art, 540, 402, 92, WHITE, 21)
    art.disc(940, 400, 118, NAVY)
    art.disc(940, 400, 100, WHITE)
    for hour in range(12):
        turn = math.radians(hour * 30)
        far, near = (86, 72) if hour % 3 == 0 else (86, 79)
        start = (940 + near * math.cos(turn), 400 + near * math.sin(turn))
        art.line([start, (940 + far * math.cos(turn), 400 + far * math.sin(turn))], GREY, 6)
    art.line([(940, 400), (940, 342)], NAVY, 11)
    art.line([(940, 400), (980, 424)], AMBER, 11)
    art.disc(940, 400, 11, NAVY)
    return art


def reading() -> Art:
    art = stage(PALE_BLUE, "#d3e5f6")
    for x, y, s, coat, hair, look in ((400, 316, 84.0, BLUE, NAVY, 8), (800, 372, 68.0, AMBER, "#4a2f1d", -8)):
        art.box(x - s * 1.75, y + s * 2.79, s * 3.5, 300, coat)
        bust(art, x, y, s, coat, "#f3c9a5", hair)
        for side in (-0.34, 0.34):
            art.disc(x + look + side * s, y + 0.2 * s, 0.085 * s, NAVY)
        art.arc(x + look, y + 0.38 * s, 0.27 * s, 35, 145, NAVY, 0.065 * s)
    art.box(440, 424, 320, 200, NAVY, 22)
    art.box(454, 438, 292, 180, WHITE, 12)
    art.box(474, 456, 108, 94, SKY, 8)
    art.shape([(480, 544), (520, 492), (544, 522), (558, 506), (578, 544)], BLUE)
    rows(art, 600, 460, (126, 126, 92), GREY, 30, 12)
    rows(art, 474, 566, (252,), MIST, 24, 14)
    art.box(0, 600, 1200, 30, "#b3cde6")
    bubbles = ((330, 132, 50), (464, 92, 54), (600, 78, 58), (736, 92, 54), (870, 132, 50))
    for (x, y, r), fill in zip(bubbles, (TEAL, BLUE, NAVY, BLUE, TEAL), strict=True):
        art.disc(x, y, r, fill)
        art.text(x, y, "?", r * 1.15, WHITE)
    return art


def career() -> Art:
    art = stage(PALE_SAND, SAND)
    ground(art, 580, 592, 430, "#f0cf92")
    laptop(art, 255, 260, 440, "#27496f")
    shield(art, 475, 392, 176, TEAL, "#18a0a1")
    tick(art, 475, 388, 72, WHITE, 17)
    rows(art, 292, 302, (76, 50, 64, 40), SKY, 28, 10)
    rows(art, 588, 404, (64, 44, 56), MINT, 28, 10)
    art.shape([(380, 168), (380, 232), (475, 262), (570, 232), (570, 168)], INK)
    art.shape([(475, 82), (668, 158), (475, 236), (282, 158)], NAVY)
    art.line([(475, 158), (628, 184), (628, 244)], AMBER, 8)
    art.shape([(616, 240), (640, 240), (648, 296), (608, 296)], AMBER)
    art.box(868, 118, 26, 474, "#7a5230", 8)
    for top, fill, way in ((150, BLUE, 1), (250, TEAL, -1), (350, AMBER, 1)):
        if way > 0:
            art.shape([(812, top), (984, top), (1026, top + 38), (984, top + 76), (812, top + 76)], fill)
        else:
            art.shape([(950, top), (778, top), (736, top + 38), (778, top + 76), (950, top + 76)], fill)
        rows(art, 836 if way > 0 else 788, top + 32, (130,), WHITE, 24, 12)
    return art


def loudspeaker() -> Art:
    art = Art(1200, 630, PALE_TEAL)
    art.disc(700, 280, 250, "#cfeae6")
    art.disc(230, 130, 60, AMBER)
    cloud(art, 960, 120, 0.6, WHITE)
    cloud(art, 420, 90, 0.42, WHITE)
    for number in range(25):
        art.disc(number * 50, 486, 26 + number * 7 % 5 * 4, "#b4ded9")
    art.box(0, 486, 1200, 144, "#84c9c2")
    art.box(0, 520, 1200, 110, "#72beb6")
    palm(art, 1066, 566, 0.84)
    palm(art, 962, 566, 0.6)
    for x, y, r in ((110, 440, 62), (178, 462, 46)):
        art.box(x - 8, y, 16, 120, "#7a5230", 6)
        art.disc(x, y, r, TEAL)
        art.disc(x - r * 0.25, y - r * 0.25, r * 0.55, "#18a0a1")
    art.box(270, 440, 240, 130, PAPER)
    art.shape([(236, 448), (390, 336), (544, 448)], RED)
    art.box(360, 486, 62, 84, "#7a5230", 6)
    art.box(296, 480, 44, 40, SKY, 4)
    art.box(442, 480, 44, 40, SKY, 4)
    art.box(688, 170, 26, 420, NAVY, 8)
    art.box(0, 566, 1200, 64, "#5fb3ab")
    for way in (-1, 1):
        horn(art, 701, 232, way)
    for way in (-1, 1):
        for r, fill in ((46, BLUE), (84, "#4d93d6"), (122, SKY)):
            start = -38 if way > 0 else 142
            art.arc(701 + way * 196, 232, r, start, start + 76, fill, 14)
    return art


def horn(art: Art, x: float, y: float, way: int) -> None:
    art.shape([(x + way * 40, y - 30), (x + way * 168, y - 84), (x + way * 168, y + 84), (x + way * 40, y + 30)], BLUE)
    art.oval(x + way * 168, y, 24, 88, "#0a4a8a")
    art.oval(x + way * 172, y, 13, 62, NAVY)
    art.box(min(x, x + way * 64), y - 34, 64, 68, INK, 14)


def palm(art: Art, x: float, foot: float, s: float) -> None:
    top = (x + 26 * s, foot - 250 * s)
    art.line(curve((x, foot), (x - 10 * s, foot - 130 * s), top), "#7a5230", 17 * s)
    for dx, dy, rise in (
        (-120, 40, -66),
        (-96, -26, -66),
        (-30, -92, -60),
        (62, -80, -66),
        (118, -14, -76),
        (112, 62, -50),
    ):
        leaf = curve(
            top, (top[0] + dx * 0.5 * s, top[1] + (dy * 0.5 + rise * 0.6) * s), (top[0] + dx * s, top[1] + dy * s)
        )
        art.line(leaf, "#18a0a1" if dx < 0 else TEAL, 20 * s)
    for dx, dy in ((-14, 14), (8, 18), (-2, 4)):
        art.disc(top[0] + dx * s, top[1] + dy * s, 11 * s, "#c98316")


# ---------------------------------------------------------------- the clips

FPS, LASTS = 25, 6  # frames a second, seconds
Scene = Callable[[float], Art]  # seconds since the scene began -> the frame


def swell(t: float, lasts: float = 0.45) -> float:
    """From 0 to 1 in `lasts` seconds, slowing down at the end."""
    return 1 - (1 - min(max(t / lasts, 0.0), 1.0)) ** 3


def bubble(art: Art, x: float, y: float, w: float, h: float, tail: float, fill: str = WHITE) -> None:
    """A speech bubble centred on x, y, its tail pointing down at `tail`."""
    art.box(x - w / 2, y - h / 2, w, h, fill, 26)
    art.shape([(tail - 22, y + h / 2 - 2), (tail + 22, y + h / 2 - 2), (tail, y + h / 2 + 34)], fill)


def otp_call(t: float) -> Art:
    art = Art(540, 960, PALE_BLUE, 2)
    art.disc(270, 590, 235, "#d3e5f6")
    ground(art, 270, 862, 190, "#bfd6ec")
    layer = art.layer()
    phone(layer, 158, 390, 224, 456, "#27496f")
    layer.disc(270, 530, 66, "#3c6493")
    bust_in_disc(layer, 270, 530, 66)
    rows(layer, 222, 622, (96,), WHITE, 22, 12)
    layer.disc(216, 752, 34, RED)
    handset(layer, 216, 752, 38, WHITE)
    layer.disc(324, 752, 34, TEAL)
    handset(layer, 324, 752, 38, WHITE, 225)
    ringing = math.sin(t * 34) * 2.4 * (1 if t % 1.1 < 0.6 else 0)
    art.lay(layer, ringing, (270, 846))
    bubble(art, 270, 206, 470, 204, 270)
    art.text(270, 168, "“Tài khoản vừa bị trừ\n8 triệu!”", 34, NAVY, "SemiBold")
    if t > 0.7:
        art.text(270, 264, "“Đọc nhanh mã 6 số!”", 39, RED)
    else:
        art.text(270, 264, "...", 39, GREY)
    return art


def three_seconds(t: float) -> Art:
    art = Art(540, 960, NAVY, 2)
    count = max(1, 3 - int(t / 0.7))
    art.ring(270, 430, 176, INK, 22)
    art.arc(270, 430, 165, -90, -90 + 359 * min(1.0, (t % 0.7) / 0.7), AMBER, 22)
    art.text(270, 430, str(count), 190, WHITE)
    art.text(270, 160, "Dừng 3 giây", 66, AMBER)
    art.text(270, 745, "Ai thật sự\ncần mã này?", 54, WHITE)
    return art


def otp_is_yours(t: float) -> Art:
    art = Art(540, 960, PALE_TEAL, 2)
    grown = 0.6 + 0.4 * swell(t)
    art.disc(270, 320, 225 * grown, "#cfeae6")
    shield(art, 270, 320, 320 * grown, TEAL, "#18a0a1")
    tick(art, 270, 312, 140 * grown, WHITE, 32 * grown)
    art.text(270, 610, "OTP LÀ CỦA\nRIÊNG BẠN", 66, NAVY)
    art.box(60, 724, 420, 148, BLUE, 30)
    art.text(270, 797, "Cúp máy\nTự kiểm tra", 42, WHITE)
    return art


def false_face(t: float) -> Art:
    art = Art(640, 360, PALE_BLUE, 3)
    ground(art, 215, 334, 180, "#bfd6ec")
    art.box(40, 52, 350, 262, NAVY, 20)
    art.box(50, 62, 330, 242, "#27496f", 13)
    left, top, right, bottom = art.z(50, 62, 380, 304)
    face = Art(640, 360, "#27496f", 3)
    bust(face, 215, 158, 58, TEAL, "#f3c9a5", NAVY)
    for x in (194, 236):
        face.disc(x, 165, 5.5, NAVY)
    face.arc(215, 177, 21, 35, 145, NAVY, 5)
    picture = face.image.crop((left, top, right, bottom))
    blocks = 15 if int(t * 6) % 2 else 22
    small = picture.resize((blocks, round(blocks * 0.73)), Image.Resampling.BOX)
    small = small.resize(picture.size, Image.Resampling.NEAREST)
    seam = round(picture.width * (0.72 - 0.3 * swell(t, 1.6)))
    picture.paste(small.crop((seam, 0, small.width, small.height)), (seam, 0))
    art.image.paste(picture, (left, top))
    art.disc(215, 282, 17, RED)
    handset(art, 215, 282, 19, WHITE)
    art.box(410, 76, 204, 140, WHITE, 20)
    art.shape([(414, 120), (414, 160), (384, 140)], WHITE)
    art.text(512, 122, "“Ba chuyển gấp\n20 triệu...”", 22, NAVY, "SemiBold")
    if t > 0.8:
        art.text(512, 184, "Có thật là con?", 21, RED)
    return art


def three_things(t: float) -> Art:
    art = Art(640, 360, NAVY, 3)
    art.text(320, 56, "Thấy mặt, nghe giọng vẫn có thể là giả", 27, AMBER)
    for number, words in enumerate(("Tắt máy", "Gọi lại số quen", "Hỏi câu chỉ nhà mình biết")):
        come = swell(t - 0.3 - number * 0.75)
        if not come:
            continue
        y, x = 136 + number * 80, 70 + (1 - come) * 60
        art.box(x, y - 32, 500, 64, INK, 18)
        art.disc(x + 38, y, 22, (TEAL, BLUE, AMBER)[number])
        art.text(x + 38, y, str(number + 1), 25, WHITE if number < 2 else NAVY)
        art.pen.text(((x + 80) * art.zoom, y * art.zoom), words, WHITE, font(29 * art.zoom, "SemiBold"), anchor="lm")
    return art


def frames(scenes: Sequence[tuple[float, Scene]]) -> list[Image.Image]:
    """The scenes one after the other (each with the second at which it begins), softly joined."""
    film: list[Image.Image] = []
    for number in range(FPS * LASTS):
        t = number / FPS
        index = max(place for place, (begins, _) in enumerate(scenes) if begins <= t)
        begins, scene = scenes[index]
        picture = scene(t - begins).flat()
        if index and t - begins < 0.24:
            before = scenes[index - 1]
            picture = Image.blend(before[1](t - before[0]).flat(), picture, (t - begins) / 0.24)
        film.append(picture)
    return film


# ---------------------------------------------------------------- the sound

RATE = 44_100
NOTES = (
    (0.15, 392.00, 0.30),
    (0.75, 523.25, 0.34),
    (3.00, 392.00, 0.22),
    (3.60, 523.25, 0.26),
)  # when, pitch, how loud


def jingle() -> list[float]:
    """Two soft notes, twice, dying away: nothing that sounds like an alarm."""
    sound = [0.0] * (RATE * LASTS)
    for begins, pitch, loud in NOTES:
        first = round(begins * RATE)
        for place in range(first, len(sound)):
            t = (place - first) / RATE
            shape = min(1.0, t / 0.02) * math.exp(-2.1 * t) * loud
            wave = math.sin(math.tau * pitch * t) + 0.22 * math.sin(math.tau * 2 * pitch * t) * math.exp(-3 * t)
            sound[place] += shape * wave
    for place in range(RATE // 4):
        sound[-1 - place] *= place / (RATE // 4)
    return sound


# ---------------------------------------------------------------- to files


def add_sound(box: OutputContainer, codec: str) -> AudioStream:
    stream = box.add_stream(codec, rate=RATE, layout="mono", bit_rate=96_000)
    assert isinstance(stream, AudioStream)
    stream.codec_context.thread_count = 1
    return stream


def write_sound(box: OutputContainer, stream: AudioStream) -> None:
    stream.codec_context.open(strict=False)
    sound, size = jingle(), stream.codec_context.frame_size
    for first in range(0, len(sound), size):
        piece = sound[first : first + size]
        piece += [0.0] * (size - len(piece))
        frame = av.AudioFrame(format="fltp", layout="mono", samples=size)
        frame.planes[0].update(struct.pack(f"{size}f", *piece).ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate, frame.pts, frame.time_base = RATE, first, Fraction(1, RATE)
        box.mux(stream.encode(frame))
    box.mux(stream.encode(None))


def add_video(box: OutputContainer, size: tuple[int, int]) -> VideoStream:
    stream = box.add_stream("libx264", rate=FPS, options={"crf": "23", "preset": "slow", "tune": "animation"})
    assert isinstance(stream, VideoStream)
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    stream.codec_context.thread_count = 1
    return stream


def write_video(box: OutputContainer, stream: VideoStream, film: Sequence[Image.Image]) -> None:
    for number, picture in enumerate(film):
        frame = av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]
        frame.pts, frame.time_base = number, Fraction(1, FPS)
        box.mux(stream.encode(frame))
    box.mux(stream.encode(None))


def save_clip(scenes: Sequence[tuple[float, Scene]], path: Path) -> None:
    film = frames(scenes)
    with av.open(str(path), "w", options={"movflags": "+faststart", "fflags": "+bitexact"}) as box:
        video, sound = add_video(box, film[0].size), add_sound(box, "aac")
        write_video(box, video, film)
        write_sound(box, sound)


def save_jingle(path: Path) -> None:
    with av.open(str(path), "w", options={"fflags": "+bitexact"}) as box:
        write_sound(box, add_sound(box, "libmp3lame"))


def save_picture(draw: Callable[[], Art], path: Path) -> None:
    draw().flat().save(path, "JPEG", quality=88, optimize=True, progressive=True)


PICTURES: dict[str, Callable[[], Art]] = {
    "meo-mat-khau.jpg": password,
    "meo-hai-lop.jpg": two_layers,
    "meo-otp.jpg": otp,
    "meo-deepfake.jpg": deepfake,
    "meo-ma-qr.jpg": qr,
    "meo-email.jpg": email,
    "meo-wifi.jpg": wifi,
    "meo-sao-luu.jpg": backup,
    "bai-gia-danh-cong-an.jpg": fake_call,
    "bai-toa-soan.jpg": newsroom,
    "bai-nguoi-dung-dau.jpg": leader,
    "bai-doc-tin.jpg": reading,
    "bai-huong-nghiep.jpg": career,
    "clip-ban-tin-loa.jpg": loudspeaker,
}
CLIPS: dict[str, tuple[tuple[float, Scene], ...]] = {
    "clip-ba-giay.mp4": ((0.0, otp_call), (2.0, three_seconds), (4.1, otp_is_yours)),
    "clip-giong-cua-con.mp4": ((0.0, false_face), (2.2, three_things)),
}


def main(wanted: str) -> None:
    HERE.mkdir(parents=True, exist_ok=True)
    work: dict[str, Callable[[Path], None]] = {"clip-ban-tin-loa.mp3": save_jingle}
    work |= {name: partial(save_picture, draw) for name, draw in PICTURES.items()}
    work |= {name: partial(save_clip, scenes) for name, scenes in CLIPS.items()}
    for name, save in sorted(work.items()):
        if name.startswith(wanted):
            save(HERE / name)
            print(f"{name}  {(HERE / name).stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")

"""How long it takes to make a telephone's video fit, and how much memory."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from array import array
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from PIL import Image

from bench.figures import ROOT, Figure, environ, megabytes, seconds
from bench.size import sized

RATE = 30
WIDTH, HEIGHT = 1920, 1080
MOST = 50_000_000
"""Bytes: what Telegram and Zalo take."""
DECODE = """
import av, resource, sys
with av.open(sys.argv[1]) as opened:
    for _ in opened.decode(video=0):
        pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def fitting(folder: Path) -> Iterator[Figure]:
    """Transcode three minutes of 1080p; the control only decodes it."""
    long = sized(180, 10)
    source = telephone_video(folder / "quay.mp4", long)
    began = time.perf_counter()
    last = fit(source, folder / "vua.mp4")
    took = time.perf_counter() - began
    plain, plain_kb = decoding(source)
    size = f"{source.stat().st_size / 1e6:.0f} -> {(folder / 'vua.mp4').stat().st_size / 1e6:.0f} MB"
    what = f"fit {long} s of 1080p ({size})"
    yield Figure(what, seconds(took), seconds(plain), "decoding it", f"{os.cpu_count()} cores")
    yield Figure("its memory at most", megabytes(last["peak_kb"]), megabytes(plain_kb), "decoding it", "< 400 MB")


def fit(source: Path, out: Path) -> dict[str, Any]:
    """The child's last word. A short film is made half as large, so that there is something to do."""
    most = min(MOST, source.stat().st_size // 2)
    request = {
        "kind": "mp4", "source": str(source), "out": str(out), "most": most, "side": 1280, "total": 0, "ratio": 0,
        "codecs": ["aac", "h264"], "picture": "", "title": "",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "campaign.media.fitting_child"], input=json.dumps(request).encode() + b"\n",
        stdout=subprocess.PIPE, cwd=ROOT, env=environ(), check=True,
    )  # fmt: skip
    last: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return last


def decoding(source: Path) -> tuple[float, int]:
    """Seconds, and kB at most, in a process of its own."""
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", DECODE, str(source)], stdout=subprocess.PIPE, check=True)
    return time.perf_counter() - began, int(done.stdout)


def telephone_video(path: Path, seconds_long: int) -> Path:
    """Grain that moves, and a tone."""
    frames = list(_pictures())
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=RATE, options={"preset": "ultrafast", "crf": "16"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        sound = out.add_stream("aac", rate=48_000, layout="mono")
        for number in range(seconds_long * RATE):
            there, back = number % RATE, number // RATE % 2
            frame = frames[RATE - 1 - there if back else there]
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            out.mux(stream.encode(frame))
            out.mux(sound.encode(_tone(number)))
        out.mux(stream.encode(None))
        out.mux(sound.encode(None))
    return path


def _pictures() -> Iterator[Any]:
    size = WIDTH + 200, HEIGHT + 200
    grain, slope = Image.effect_noise(size, 60), Image.linear_gradient("L").resize(size)
    wide = Image.merge("RGB", (Image.blend(grain, slope, 0.6), slope.rotate(180), Image.blend(grain, slope, 0.8)))
    for number in range(RATE):
        part = wide.crop((number * 6, number * 4, number * 6 + WIDTH, number * 4 + HEIGHT))
        frame: Any = av.VideoFrame
        yield frame.from_image(part).reformat(format="yuv420p")


def _tone(number: int) -> Any:
    samples = 48_000 // RATE
    frame = av.AudioFrame(format="fltp", layout="mono", samples=samples)
    wave = array("f", (0.2 * math.sin((number * samples + at) / 20) for at in range(samples)))
    frame.planes[0].update(wave.tobytes())
    frame.sample_rate, frame.pts, frame.time_base = 48_000, number * samples, Fraction(1, 48_000)
    return frame

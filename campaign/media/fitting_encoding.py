"""Writing MP4 (H.264, AAC) as every platform takes it. Runs only inside the fitting child.

The index stands before the pictures (faststart), colours are BT.709 of limited range, pixels 4:2:0 and square, sizes
even, sound 48 kHz. The same source and the same libraries give the same bytes: threads are two everywhere, and no
clock stands in the file. Facts: https://trac.ffmpeg.org/wiki/Encode/H.264, ISO/IEC 14496-12.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

THREADS = 2
SOUND_RATE = 48_000
BT709 = 1
"""ITU-T H.273: primaries, transfer and matrix have the same number."""

Told = Callable[[float], None]
"""Called with the part that is done, 0 to 1."""


def new_mp4(out: Path) -> Any:
    """An MP4 to be written."""
    return av.open(str(out), "w", format="mp4", options={"movflags": "+faststart", "fflags": "+bitexact"})


class Pictures:
    """The H.264 stream of an MP4. Frames come in with their own time base."""

    def __init__(self, made: Any, size: tuple[int, int], rate: Fraction, options: dict[str, str]) -> None:
        self._made = made
        self._stream = made.add_stream("libx264", rate=rate, options={"threads": str(THREADS), **options})
        self._stream.width, self._stream.height = size
        self._stream.pix_fmt = "yuv420p"
        context = self._stream.codec_context
        context.color_primaries = context.color_trc = context.colorspace = BT709
        context.color_range = 1  # limited: "MPEG"
        context.time_base = 1 / rate

    def add(self, frame: Any) -> None:
        frame.pict_type = 0  # the source's choice of key frames is not ours
        self._made.mux(self._stream.encode(frame))

    def end(self) -> None:
        self._made.mux(self._stream.encode(None))


class Sound:
    """The AAC stream of an MP4: whatever comes in leaves as 48 kHz, stereo or mono."""

    def __init__(self, made: Any, bits_per_s: int, layout: str) -> None:
        self._made = made
        self._stream = made.add_stream("aac", rate=SOUND_RATE, layout=layout)
        self._stream.bit_rate = bits_per_s
        self._stream.codec_context.open(strict=False)
        size = self._stream.codec_context.frame_size
        self._same = av.AudioResampler(format="fltp", layout=layout, rate=SOUND_RATE, frame_size=size)

    def add(self, frame: Any) -> None:
        for piece in self._same.resample(frame):
            self._made.mux(self._stream.encode(piece))

    def end(self) -> None:
        self.add(None)
        self._made.mux(self._stream.encode(None))


def shaped(frames: Iterator[Any], filters: list[tuple[str, str]]) -> Iterator[Any]:
    """The frames after a chain of FFmpeg filters, made for the first one of them."""
    graph: Any = None
    for frame in frames:
        if graph is None:
            graph = _graph(frame, filters)
        graph.push(frame)
        yield from _pulled(graph)
    if graph is not None:
        graph.push(None)
        yield from _pulled(graph)


def _graph(frame: Any, filters: list[tuple[str, str]]) -> Any:
    graph = av.filter.Graph()
    last = graph.add_buffer(
        width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base
    )  # the frames bring colours and times along
    for name, options in filters:
        step = graph.add(name, options)
        last.link_to(step)
        last = step
    last.link_to(graph.add("buffersink"))
    graph.configure()
    return graph


def _pulled(graph: Any) -> Iterator[Any]:
    while True:
        try:
            yield graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return

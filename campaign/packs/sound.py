"""An item's sound as every loudspeaker plays it: MP3. What is MP3 already stays as it is; the rest is encoded anew."""

from __future__ import annotations

import io
from typing import Any, cast

from campaign.packs.shape import ChosenItem, File

RATE, BITS_PER_S = 44_100, 128_000
"""Mono, 44.1 kHz, 128 kbit/s: a safe default. The format that any one network of loudspeakers asks for is not known."""


def sound_of(item: ChosenItem) -> File | None:
    """Its first file of sound; None where it has only words."""
    return next((file for file in item.media if file.kind == "audio"), None)


def as_mp3(file: File) -> bytes:
    """Its bytes as MP3. Raises ValueError for a file without sound that can be decoded."""
    if file.mime == "audio/mpeg":
        return file.path.read_bytes()
    import av

    out = io.BytesIO()
    try:
        with av.open(str(file.path)) as source, av.open(out, "w", format="mp3") as target:
            stream = cast(Any, target.add_stream("libmp3lame", rate=RATE))
            stream.bit_rate, stream.layout = BITS_PER_S, "mono"
            resampler = av.AudioResampler(format="s16p", layout="mono", rate=RATE)
            for frame in cast(Any, source).decode(source.streams.audio[0]):
                for even in resampler.resample(frame):
                    target.mux(stream.encode(even))
            target.mux(stream.encode(None))
    except (av.error.FFmpegError, IndexError) as error:
        raise ValueError(str(error)) from error
    return out.getvalue()

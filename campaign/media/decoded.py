"""What decoding a file tells about it: the shape that crosses from the decoding child to the program."""

from __future__ import annotations

from dataclasses import dataclass

READY = b"ready\n"
"""The child's first line: its limits are set."""


@dataclass(frozen=True)
class Decoded:
    """``kind``: image | video | audio | file. Sizes in pixels as shown (rotation applied), durations in seconds."""

    kind: str
    mime: str
    ending: str
    """With its dot."""
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None
    codec: str = ""
    """Of the picture (with its pixel format where that is not the usual 4:2:0 of 8 bits) and of the sound:
    "h264+aac", "hevc/yuv420p10le", "mp3"; "gif" for an animation."""
    frame_rate: float | None = None
    """Frames a second of a video, on the average; None: not known."""
    rate_varies: bool | None = None
    """Are they unevenly far apart? None: not known."""


@dataclass(frozen=True)
class Refused:
    """``why``: the rest of a Vietnamese sentence that begins with the file's name."""

    why: str

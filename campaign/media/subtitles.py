"""Subtitles: told from other files, and SubRip made into WebVTT, the only kind that browsers show.

Facts: https://www.w3.org/TR/webvtt1/ (a cue's times have a dot, no cue text holds "-->"); SubRip is not standardised:
numbered blocks, times with a comma.
"""

from __future__ import annotations

import re

MIMES = frozenset({"text/vtt", "application/x-subrip"})
LANGUAGES = {"vi": "Tiếng Việt", "en": "English", "km": "ភាសាខ្មែរ", "zh": "中文", "fr": "Français", "ko": "한국어"}
"""What a subtitle's name may end in ("clip.en.vtt"), and how a player lists it."""
MOST_BYTES = 2_000_000
"""Of a SubRip file that is made into WebVTT when asked for: ten hours of speech are under half of it."""
_TIMES = re.compile(r"^\s*(\d{1,3}:\d{2}:\d{2}),(\d{3})\s*-->\s*(\d{1,3}:\d{2}:\d{2}),(\d{3}).*$")
_LANGUAGE = re.compile(r"-([a-z]{2})-[0-9a-f]{8}\.(?:vtt|srt)$")


def language_of(name: str, usual: str) -> str:
    """The language that a stored subtitle's name ends in, else ``usual``."""
    found = _LANGUAGE.search(name)
    return found[1] if found and found[1] in LANGUAGES else usual


def to_webvtt(text: str) -> str:
    """A SubRip text as WebVTT. Blocks without times are left out; a hostile text gives a text with fewer cues."""
    cues = []
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\0", "").lstrip("\ufeff")):
        lines = block.strip("\n").split("\n")
        at = next((number for number, line in enumerate(lines[:2]) if _TIMES.match(line)), None)
        if at is None:
            continue
        times = _TIMES.sub(r"\1.\2 --> \3.\4", lines[at])
        said = [line.replace("-->", "→") for line in lines[at + 1 :] if line.strip()]
        cues.append("\n".join([_padded(times), *said]))
    return "\n\n".join(["WEBVTT", *cues]) + "\n"


def _padded(times: str) -> str:
    """WebVTT wants at least two digits of hours."""
    return re.sub(r"(?<![\d:])(\d):", r"0\1:", times)

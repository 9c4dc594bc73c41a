"""Subtitles of an item's clips, as its page offers them to the player."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.errors import NotFound
from campaign.media.subtitles import LANGUAGES, MIMES, MOST_BYTES, language_of, to_webvtt
from campaign.models import MediaRow
from campaign.platforms.seam import MediaFile
from campaign.public.answer import FILE_POLICY, FOR_EVER
from campaign.public.conditional import Validated, validated

if TYPE_CHECKING:  # that room's answers are written with the pages, which name tracks
    from campaign.public.files import MediaFiles

MADE = ".srt.vtt"
"""The ending of a SubRip file that is asked for as WebVTT."""


@dataclass(frozen=True)
class Track:
    """One ``<track>``: a WebVTT file of this same site."""

    url: str
    language: str
    label: str


def tracks_of(media: Sequence[MediaFile], language: str) -> dict[str, list[Track]]:
    """Name of a clip -> its subtitles: those after it in the item's list; those before the first are the first's."""
    found: dict[str, list[Track]] = {}
    clips = [file.name for file in media if file.kind in ("video", "audio")]
    if not clips:
        return found
    clip = clips[0]
    for file in media:
        if file.name in clips:
            clip = file.name
        elif file.mime in MIMES:
            spoken = language_of(file.name, language)
            url = file.url if file.mime == "text/vtt" else file.url.removesuffix(".srt") + MADE
            label = file.alt or LANGUAGES.get(spoken, spoken)
            found.setdefault(clip, []).append(Track(url, spoken, label))
    return found


def made_from(name: str, files: Mapping[str, MediaRow]) -> MediaRow | None:
    """The SubRip file that ``name`` asks for as WebVTT; None where it asks for something else."""
    row = files.get(name.removesuffix(".vtt")) if name.endswith(MADE) else None
    return row if row is not None and row.mime == "application/x-subrip" and row.size <= MOST_BYTES else None


def track_answer(row: MediaRow, store: MediaFiles) -> Validated | None:
    """That file as WebVTT; None where the disk has lost it."""
    try:
        with store.open(row.sha256) as file:
            text = file.read(MOST_BYTES).decode("utf-8", "replace")
    except NotFound:
        return None
    return validated("text/vtt; charset=utf-8", to_webvtt(text).encode(), cache=FOR_EVER, policy=FILE_POLICY)

"""How an item would read on each channel if it went now, and what stands in its way: before anybody schedules it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from campaign.delivery.fit import WAITING
from campaign.delivery.freeze import render, subject_of
from campaign.models import Channel, Item
from campaign.platforms.seam import MediaFile
from campaign.settings import Settings


@dataclass(frozen=True)
class Outlook:
    """One channel. ``shut``: why nothing goes out there now; ``problems``: why its platform would refuse the post;
    ``waits``: what passes by itself; ``notes``: what of the item it leaves out; ``parts``: the texts that follow."""

    channel: Channel
    text: str
    media: Sequence[MediaFile]
    parts: Sequence[str]
    problems: Sequence[str]
    waits: Sequence[str]
    shut: str
    notes: Sequence[str] = ()

    @property
    def may_go(self) -> bool:
        return not self.shut and not self.problems


def outlook(session: Session, settings: Settings, item: Item, channels: Sequence[Channel]) -> list[Outlook]:
    """The item as it is now, on each of these channels, by the code that builds the post. No network."""
    subject = subject_of(session, item)
    found = []
    for channel in channels:
        frozen = render(session, settings, channel, subject)
        post = frozen.post
        found.append(
            Outlook(
                channel=channel,
                text=post.plain if post else "",
                media=post.media if post else (),
                parts=[part.plain or part.text for part in post.parts if part.text] if post else (),
                problems=[problem.message for problem in frozen.problems if problem.code != WAITING],
                waits=[problem.message for problem in frozen.problems if problem.code == WAITING],
                shut=_shut(channel),
                notes=post.notes if post else (),
            )
        )
    return found


def _shut(channel: Channel) -> str:
    if channel.connected_at is None and channel.platform not in ("rss", "manual"):
        return "Kênh chưa kết nối."
    if channel.closed_at is not None:
        return f"Kênh đang đóng: {channel.closed_reason}"
    return "" if channel.enabled else "Kênh đang tắt trong channel.toml."

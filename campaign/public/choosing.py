"""Which items a feed by topic, by task item or of episodes may hold: looked up before anything is rendered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Channel, Delivery, Item, MediaRow, Revision
from campaign.platforms.seam import MediaFile
from campaign.public.wanted import WantedFeed, plain_tags

HEARD_OR_SEEN = ("audio", "video")


def may_hold(session: Session, wanted: WantedFeed, channels: Mapping[str, Channel], task: str) -> set[int] | None:
    """Items of which some revision would stand in the feed; None: all of the channel's. ``task``: the id of the task
    item wanted. What the public reads now decides in the end (``belongs``); this only keeps the rest unread.
    """
    if not wanted.about and not wanted.episodes:
        return None
    playable = _playable(session) if wanted.episodes else frozenset()
    found = set()
    for item_id, key, tags, tasks, files in _said(session, channels):
        if wanted.episodes and not any(sha256 in playable for sha256 in files):
            continue
        if belongs(wanted, task, tags, tasks or [channels[key].task]):
            found.add(item_id)
    return found


def belongs(wanted: WantedFeed, task: str, tags: Iterable[str], tasks: Iterable[str]) -> bool:
    """Does an entry with these tags, counting for these task items, stand in the feed?"""
    if wanted.about == "tag":
        return wanted.name in plain_tags(tags)
    return wanted.about != "task" or task in tasks


def episode_file(media: Sequence[MediaFile]) -> MediaFile | None:
    """The file that a listener gets: the first that podcast directories take, else the first with sound or picture."""
    playable = [file for file in media if file.kind in HEARD_OR_SEEN]
    return next((file for file in playable if file.mime in DIRECTORY_TYPES), next(iter(playable), None))


DIRECTORY_TYPES = {
    "audio/mpeg": "audio/mpeg", "audio/mp4": "audio/x-m4a", "audio/x-m4a": "audio/x-m4a", "video/mp4": "video/mp4",
    "video/quicktime": "video/quicktime",
}  # fmt: skip
"""Our type of a file -> the one that directories know it by: https://podcasters.apple.com/support/823-podcast-requirements"""


def _playable(session: Session) -> frozenset[str]:
    return frozenset(session.scalars(sa.select(col(MediaRow.sha256)).where(col(MediaRow.kind).in_(HEARD_OR_SEEN))))


def _said(
    session: Session, channels: Mapping[str, Channel]
) -> Iterator[tuple[int, str, list[str], list[str], list[str]]]:
    """(item, channel, tags, task items, files) of every revision of every item that stands on these channels."""
    out = (
        sa.select(col(Delivery.item_id), col(Delivery.channel_key))
        .join(Item, col(Item.id) == col(Delivery.item_id))
        .where(
            col(Delivery.channel_key).in_(list(channels)), col(Delivery.state) == "published", col(Delivery.part) == "",
            col(Delivery.retracted_at).is_(None), col(Item.withdrawn_at).is_(None),
        )
        .distinct()
        .subquery()
    )  # fmt: skip
    query = sa.select(
        out.c.item_id, out.c.channel_key, col(Revision.tags), col(Revision.task), col(Revision.media),
        col(Revision.variants),
    ).join(out, col(Revision.item_id) == out.c.item_id)  # fmt: skip
    for item_id, key, tags, tasks, media, variants in session.execute(query):
        yield item_id, key, tags or [], tasks or [], _files(media, (variants or {}).get(key) or {})


def _files(media: Sequence[Mapping[str, Any]], variant: Mapping[str, Any]) -> list[str]:
    own = variant.get("media")
    return [entry["sha256"] for entry in (media if own is None else own) or ()]

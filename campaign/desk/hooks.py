"""Webhooks: who may tell us something, what of it is kept, and what follows from it at the next beat."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from campaign.credentials.destinations import Destinations
from campaign.db import Database
from campaign.delivery.context import Dispatch
from campaign.delivery.events import settle_by_event
from campaign.errors import NotFound, Unauthorized
from campaign.models import Channel, Fact, WebhookEvent
from campaign.platforms import ADAPTERS, platform
from campaign.platforms.seam import Event, HookedByHand
from campaign.reach.events import take_figures

WITHIN_S = 1.5
"""For an adapter that would ask the platform; none does."""
FOLLOWED = ("published", "figures")
"""Kinds of events that something follows from. Others (comments, follows) are acknowledged and forgotten."""
KEPT = timedelta(days=30)
"""Platforms repeat an event for a day and a half at most."""
AT_ONCE = 100


def receive(
    destinations: Destinations, platform_name: str, key: str, headers: Mapping[str, str], body: bytes
) -> Sequence[Event]:
    """The events of one request; nothing is stored before its signature fits, and each event is stored once.

    Raises NotFound for an address that is nobody's, Unauthorized for a signature that is not the platform's, Rejected
    for signed bytes that are not ours to read, Unsupported where a platform tells nothing.
    """
    channel = _channel(destinations.database, platform_name, key)
    events = platform(platform_name).read_event(destinations.to(channel, WITHIN_S), headers, body)
    wanted = [event for event in events if event.kind in FOLLOWED]
    if wanted:
        with destinations.database.write() as session:
            _store(session, destinations.database.now(session), key, wanted)
    return events


def confirm(destinations: Destinations, platform_name: str, key: str, token: str) -> None:
    """Is this the word that was given to the platform for the channel? Raises NotFound, Unauthorized."""
    channel = _channel(destinations.database, platform_name, key)
    adapter = platform(platform_name)
    secrets = destinations.secrets_of(channel).read()
    wanted = adapter.webhook_word(secrets) if isinstance(adapter, HookedByHand) else ""
    if not wanted or not hmac.compare_digest(wanted.encode(), token.encode()):
        raise Unauthorized("verify_token", "Mã xác minh không đúng.")


def address(public_url: str, platform_name: str, key: str) -> str:
    """Where a platform sends the channel's events."""
    return f"{public_url}/hooks/{platform_name}/{key}"


def notes_for(public_url: str, channel: Channel, secrets: Mapping[str, str]) -> list[str]:
    """What has to be typed into the platform's own console, for those that take it nowhere else."""
    adapter = platform(channel.platform)
    if not isinstance(adapter, HookedByHand) or not public_url:
        return []
    notes = [f"Địa chỉ webhook: {address(public_url, channel.platform, channel.key)}"]
    if word := adapter.webhook_word(secrets):
        notes.append(f"Mã xác minh webhook (verify token): {word}")
    return notes


def follow_up(dispatch: Dispatch) -> int:
    """Do what the stored events ask for; returns how many are done. Cheap where nothing waits."""
    waiting = sa.select(WebhookEvent).where(col(WebhookEvent.followed_up_at).is_(None))
    with dispatch.database.read() as session:
        if session.scalars(waiting.limit(1)).first() is None:
            return 0
    with dispatch.database.write() as session:
        now = dispatch.database.now(session)
        events = session.scalars(
            waiting.order_by(col(WebhookEvent.received_at)).limit(AT_ONCE).with_for_update(skip_locked=True)
        ).all()
        for event in events:
            if _follow(dispatch, session, event, now):
                event.followed_up_at = now
        _forget_old_ones(session, now)
        return sum(event.followed_up_at is not None for event in events)


def _follow(dispatch: Dispatch, session: Session, event: WebhookEvent, now: datetime) -> bool:
    if event.kind == "figures":
        take_figures(session, event, now)
        return True
    return settle_by_event(dispatch, session, event, now)


def _channel(database: Database, platform_name: str, key: str) -> Channel:
    with database.read() as session:
        channel = session.get(Channel, key) if platform_name in ADAPTERS else None
    if channel is None or channel.platform != platform_name or channel.removed_at is not None:
        raise NotFound("Không có kênh này.")
    return channel


def _store(session: Session, now: datetime, key: str, events: Sequence[Event]) -> None:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    for event in events:
        row = {
            "channel_key": key, "event_id": event.id[:200], "kind": event.kind, "remote_id": event.remote_id,
            "body": event.data, "received_at": now,
        }  # fmt: skip
        session.execute(insert(WebhookEvent).values(row).on_conflict_do_nothing())


def _forget_old_ones(session: Session, now: datetime) -> None:
    """About once a day."""
    fact = session.get(Fact, "webhooks_forgotten_at")
    if fact is not None and now - fact.at < timedelta(days=1):
        return
    session.execute(sa.delete(WebhookEvent).where(col(WebhookEvent.received_at) < now - KEPT))
    session.merge(Fact(name="webhooks_forgotten_at", value=now.isoformat(), at=now))

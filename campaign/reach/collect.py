"""Collects figures of published posts at their ages, account by account. A failure leaves a trace and stops nobody."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from campaign.credentials.destinations import Destinations
from campaign.db import Database
from campaign.errors import PLATFORM_ERRORS, PlatformError, RateLimited, Unauthorized
from campaign.models import AccountPace, Channel, Collection, MetricSample
from campaign.platforms import ADAPTERS, platform
from campaign.platforms.seam import Receipt, Sample
from campaign.reach.due import Post, age_of, asked_levels, due, published

PLACES = ("api_url", "web_url", "api_version")
"""Keys of a channel's table that say where and how figures are asked for."""

log = logging.getLogger(__name__)


def collect(database: Database, destinations: Destinations, within_s: float, everything: bool = False) -> int:
    """Ask for what is due (or for everything published) and append the samples; returns how many those were."""
    with database.read() as session:
        now = database.now(session)
        wanted = published(session) if everything else due(session, now)
        channels = {key: session.get_one(Channel, key) for key in wanted}
    total = 0
    for keys in _together(channels):
        rows = [row for key in keys for row in wanted[key]]
        total += _collect_account(database, destinations, within_s, [channels[key] for key in keys], rows, now)
    return total


def _together(channels: Mapping[str, Channel]) -> list[list[str]]:
    """Keys of the channels that speak for one account, asked at the same place in the same way."""
    found: dict[object, list[str]] = defaultdict(list)
    for key, channel in channels.items():
        found[channel.account, *(channel.options.get(name) for name in PLACES)].append(key)
    return list(found.values())


def _collect_account(
    database: Database,
    destinations: Destinations,
    within_s: float,
    channels: Sequence[Channel],
    rows: Sequence[Post],
    now: datetime,
) -> int:
    """All posts of an account with one asking, by the first of its channels that is let in. A figure of the whole
    account is one of each of its channels."""
    askers = [channel for channel in channels if channel.platform in ADAPTERS and _may_ask(database, channel, now)]
    if not askers:
        return 0
    receipts = {row.id: Receipt.model_validate(row.receipt) for row in rows if row.receipt}
    message, samples = "", list[Sample]()
    for channel in askers:
        try:
            message, to = "", destinations.to(channel, within_s)
            samples = platform(channel.platform).measure(to, list(receipts.values()))
        except PLATFORM_ERRORS as error:
            message = error.message
            _heed(database, channel, error)
            if isinstance(error, Unauthorized):
                continue  # another channel may have a token of its own
        except Exception as error:
            message = f"lỗi lạ ({type(error).__name__})"
            log.warning("measuring %s failed in an unforeseen way: %s", channel.key, type(error).__name__)
        break
    with database.write() as session:
        by_remote = {receipt.remote_id: delivery_id for delivery_id, receipt in receipts.items()}
        key_of = {row.id: row.channel_key for row in rows}
        made = [row for sample in samples for row in _rows(sample, channels, by_remote, key_of, now)]
        session.add_all(made)
        for row in rows:
            if age := age_of(row.published_at, now):
                session.merge(Collection(delivery_id=row.id, age=age, at=now, error_message=message))
        asked_levels(session, [channel.key for channel in channels], now, message)
    return len(made)


def _may_ask(database: Database, channel: Channel, now: datetime) -> bool:
    """Not a closed channel, and not an account that was told to wait: further calls would lengthen the wait."""
    if channel.connected_at is None or channel.closed_by == "platform":
        return False
    with database.read() as session:
        pace = session.get(AccountPace, channel.account)
    return pace is None or pace.limited_until is None or pace.limited_until <= now


def _heed(database: Database, channel: Channel, error: PlatformError) -> None:
    """What a platform says while it is measured holds for posting too: wait, or no longer known."""
    with database.write() as session:
        now = database.now(session)
        if isinstance(error, Unauthorized):
            session.get_one(Channel, channel.key).close_by_platform(now, error.message)
        elif isinstance(error, RateLimited):
            pace = session.get(AccountPace, channel.account) or AccountPace(account=channel.account)
            pace.rest(now + timedelta(seconds=error.retry_after))
            session.add(pace)


def _rows(
    sample: Sample,
    channels: Sequence[Channel],
    by_remote: Mapping[str, int],
    key_of: Mapping[int, str],
    now: datetime,
) -> Iterator[MetricSample]:
    delivery_id = by_remote.get(sample.remote_id) if sample.remote_id else None
    if sample.remote_id and delivery_id is None:
        return
    keys = [key_of[delivery_id]] if delivery_id else [channel.key for channel in channels]
    for channel_key in keys:
        yield MetricSample(
            delivery_id=delivery_id,
            channel_key=channel_key,
            metric=sample.metric,
            value=sample.value,
            taken_at=now,
            native_name=sample.native_name,
            api_version=sample.api_version,
            approximate=sample.approximate,
            window=sample.window,
        )

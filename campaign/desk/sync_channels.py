"""Declared channels -> rows. A row is never deleted: what was published on it stays."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from campaign.models import Channel, Delivery
from campaign.platforms import ADAPTERS, platform
from campaign.workspace.channels import DeclaredChannel

_COPIED = (
    "platform", "title", "unit", "task", "enabled", "min_interval_s", "send_window", "grace_s", "options", "template",
    "template_sha256",
)  # fmt: skip


@dataclass(frozen=True)
class Prepared:
    """A declared channel as columns of its row. Made before the transaction: adapters are slow to import."""

    key: str
    columns: dict[str, Any]
    counts_as_connected: bool
    """It asks for no secrets."""


def prepare(channel: DeclaredChannel) -> Prepared:
    """The columns of that channel, its account among them."""
    columns = {name: getattr(channel, name) for name in _COPIED} | {"account": account_of(channel)}
    name = channel.platform
    return Prepared(channel.key, columns, name in ADAPTERS and not platform(name).secrets)


def bring_in_channels(
    session: Session, now: datetime, channels: Sequence[Prepared], declared_keys: Collection[str]
) -> list[str]:
    """Upsert the channels that are right, and mark those whose folder has gone; keys of the rows that changed.

    ``declared_keys``: every folder under channels/, also one with a mistake, which is left as it was.
    """
    rows = {row.key: row for row in session.exec(select(Channel))}
    changed = [channel.key for channel in channels if _bring_in(session, now, channel, rows.get(channel.key))]
    for row in rows.values():
        if row.key not in declared_keys and row.removed_at is None:
            row.removed_at = now
            changed.append(row.key)
    return changed


def _move_waiting(session: Session, key: str, account: str) -> None:
    """What has not begun waits in the queue of the account that the channel speaks for now."""
    waiting = col(Delivery.state).in_(("scheduled", "held", "failed")) & col(Delivery.attempt_token).is_(None)
    session.execute(update(Delivery).where(col(Delivery.channel_key) == key, waiting).values(account=account))


def tried_templates(session: Session) -> set[tuple[str, str]]:
    """(key, template_sha256) of templates that a trial has passed already."""
    rows = session.exec(select(Channel.key, Channel.template_sha256).where(col(Channel.removed_at).is_(None)))
    return set(rows)


def account_of(channel: DeclaredChannel) -> str:
    """ "platform:account", the thing that pace and order belong to; a channel that names none is one of its own."""
    named = platform(channel.platform).account(channel.options) if channel.platform in ADAPTERS else ""
    return f"{channel.platform}:{named or channel.key}"


def _bring_in(session: Session, now: datetime, channel: Prepared, row: Channel | None) -> bool:
    connected_at = now if channel.counts_as_connected else None
    if row is None:
        session.add(Channel(key=channel.key, connected_at=connected_at, **channel.columns))
        return True
    different = {name: value for name, value in channel.columns.items() if getattr(row, name) != value}
    if not different and row.removed_at is None and (row.connected_at or not connected_at):
        return False
    if "account" in different:
        row.connected_at, row.account_name, row.token_expires_at = (
            None,
            "",
            None,
        )  # the secrets that we hold are another account's
        _move_waiting(session, row.key, different["account"])
    for name, value in different.items():
        setattr(row, name, value)
    row.removed_at = None
    row.connected_at = row.connected_at or connected_at
    return True

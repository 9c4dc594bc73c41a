"""The other side of a rehearsal: a stand-in for each set of secrets, and the way there instead of to the platform.

The rows keep their real addresses, so that everything that judges them judges as it will; only what an adapter is
handed leads to loopback. A token that ends on a date is refused by its stand-in from then on.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.clock import Clock
from campaign.credentials import Vault, credential_key, store
from campaign.credentials.destinations import Destinations
from campaign.db import Database
from campaign.demo.workspace import ADDRESSES, BELOW
from campaign.models import Channel, Credential
from campaign.platforms.seam import Destination
from campaign.sandbox import Sandbox
from campaign.sandbox.invented import invented

EXPIRED = 463
"""https://developers.facebook.com/docs/graph-api/guides/error-handling, subcodes of 190"""


class Stage:
    """Stand-ins by the key of the secrets that they know; one is started when it is first needed."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._open = clock, ExitStack()
        self._stand_ins: dict[str, Sandbox] = {}
        self._secrets: dict[str, tuple[Channel, dict[str, str]]] = {}
        self._ends: dict[str, datetime] = {}
        self._stored_at: dict[str, datetime] = {}
        self.ended: dict[str, datetime] = {}
        """Tokens that ended in the rehearsal, by the key of their secrets."""

    def connect(self, database: Database, vault: Vault, keys: frozenset[str]) -> None:
        """Invented secrets for every channel that has real ones today, in the copy alone."""
        with database.write() as session:
            now = database.now(session)
            for channel in session.scalars(sa.select(Channel).order_by(col(Channel.key))):
                key = credential_key(channel)
                made_up = invented(channel.platform, channel.options) if key in keys else {}
                if made_up and key not in self._secrets:
                    store(session, now, vault, key, made_up)
                    self._secrets[key], self._stored_at[key] = (channel, made_up), now

    def expect_ends(self, session: Session, stored_at: Mapping[str, datetime]) -> None:
        """When tokens end, as their platforms last said; what has been stored since then may end at another time."""
        for channel in session.scalars(sa.select(Channel).where(col(Channel.token_expires_at).is_not(None))):
            key, checked = credential_key(channel), channel.token_checked_at
            renewed = key in stored_at and checked is not None and stored_at[key] > checked
            if channel.token_expires_at and key in self._secrets and not renewed:
                self._ends[key] = min(channel.token_expires_at, self._ends.get(key, channel.token_expires_at))

    def next_end(self) -> datetime | None:
        """When the next token ends."""
        return min(self._ends.values(), default=None)

    def end_tokens(self, database: Database) -> None:
        """Those whose time has come are good no longer, save where the adapter has renewed them in between."""
        for key in [key for key, at in self._ends.items() if at <= self._clock.now()]:
            at = self._ends.pop(key)
            with database.read() as session:
                renewed = session.get_one(Credential, key).stored_at > self._stored_at[key]
            if not renewed:
                self.ended[key] = at
                self._end(key)

    def _end(self, key: str) -> None:
        channel, secrets = self._secrets[key]
        stand_in = self.stand_in(channel)
        match channel.platform:
            case "facebook":
                stand_in.facebook.tokens.refused[secrets["page_token"]] = EXPIRED
            case "telegram":
                stand_in.telegram.accept_only()
            case "zalo":
                stand_in.zalo.keys.revoke()

    def stand_in(self, channel: Channel) -> Sandbox:
        """Whom the channel's posts go to."""
        key = credential_key(channel)
        if key not in self._stand_ins:
            sandbox = self._open.enter_context(Sandbox(clock=self._clock))
            sandbox.zalo.world.polls = 0  # nobody waits for what is made at once
            sandbox.zalo.world.oa_id = str(channel.options.get("oa_id", sandbox.zalo.world.oa_id))
            self._stand_ins[key] = sandbox
        return self._stand_ins[key]

    def options(self, channel: Channel) -> dict[str, Any]:
        """The channel's table with every address on loopback."""
        keys = ADDRESSES.get(channel.platform, ())
        url = self.stand_in(channel).url if keys else ""
        return {**channel.options, **{key: url + BELOW.get((channel.platform, key), "") for key in keys}}

    def forget_files(self) -> None:
        """What was uploaded is shown to nobody: a month of videos must not fill the memory."""
        for sandbox in self._stand_ins.values():
            sandbox.application.files.clear()
            for page in sandbox.facebook.world.pages.values():
                for video in page.videos.values():
                    if video.stage in ("published", "failed"):
                        video.content.clear()

    def close(self) -> None:
        self._open.close()


@dataclass(frozen=True)
class StagedDestinations(Destinations):
    """Channels as adapters see them, with the stage where the platform would be."""

    stage: Stage

    def to(self, channel: Channel, within_s: float) -> Destination:
        return replace(super().to(channel, within_s), options=self.stage.options(channel))

"""Asks every connected platform once a day whom our credentials speak for and until when, so that the calendar can say
ahead that a token ends; and so that a token which ends unless it is used (Zalo's) is used."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.credentials import credential_key
from campaign.delivery.context import Dispatch
from campaign.desk.channels import verify
from campaign.errors import Mistake
from campaign.models import AccountPace, Channel
from campaign.platforms import ADAPTERS, platform
from campaign.worker.gauge import take_turn

EVERY = timedelta(days=1)
FRESH = timedelta(hours=12)
"""A channel that was connected or verified so lately is left for the next round."""
ENDS_WITHIN_S = 8.0
VERIFIED_AT = "verified_at"

log = logging.getLogger(__name__)


class Verifier:
    """One round at a time, beside the beats. A platform that no longer knows us closes the channel, as when a post
    meets it; any other refusal is told in the log alone."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch
        self._round: threading.Thread | None = None
        self._stopped = threading.Event()

    def look(self) -> None:
        """Begin a round if it is time and none is running."""
        running = self._round is not None and self._round.is_alive()
        if not running and take_turn(self._dispatch.database, VERIFIED_AT, EVERY):
            self._round = threading.Thread(target=self._verify, name="verifier", daemon=True)
            self._round.start()

    def wait(self, timeout_s: float) -> None:
        """For the round in hand."""
        if self._round is not None:
            self._round.join(timeout_s)

    def stop(self) -> None:
        """Begin no other channel; the one in hand may be renewing a token that works once, so it gets some seconds."""
        self._stopped.set()
        self.wait(ENDS_WITHIN_S)

    def _verify(self) -> None:
        try:
            with self._dispatch.database.read() as session:
                keys = due(session, self._dispatch.database.now(session))
        except Exception as error:
            log.warning("the round of verifying failed: %s", type(error).__name__)
            return
        for key in keys:
            if self._stopped.is_set():
                return
            try:
                verify(self._dispatch, key)
            except Mistake as refusal:
                log.warning("channel %s could not be verified: %s", key, refusal)
            except Exception as error:
                log.warning("channel %s could not be verified: %s", key, type(error).__name__)


def due(session: Session, now: datetime) -> list[str]:
    """Keys of the channels to ask about, one for each set of secrets: connected with secrets, not refused already,
    not told to wait, and not asked about lately."""
    rows = session.scalars(
        sa.select(Channel)
        .outerjoin(AccountPace, col(AccountPace.account) == col(Channel.account))
        .where(
            col(Channel.removed_at).is_(None),
            col(Channel.connected_at).is_not(None),
            col(Channel.closed_by) != "platform",
            sa.or_(col(Channel.token_checked_at).is_(None), col(Channel.token_checked_at) <= now - FRESH),
            sa.or_(col(AccountPace.limited_until).is_(None), col(AccountPace.limited_until) <= now),
        )
        .order_by(col(Channel.key))
    )
    asked = [row for row in rows if row.platform in ADAPTERS and platform(row.platform).secrets]
    return list({credential_key(row): row.key for row in reversed(asked)}.values())[::-1]

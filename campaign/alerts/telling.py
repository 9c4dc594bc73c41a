"""Sends what waits to be told by one way: claimed in one transaction, sent, marked in another.

A crash between sending and marking leaves the rows ``sending``; after a while they are sent again, as the same message
under the same id. So an alert may come twice and is never lost; a mail program, a push service and a webhook's receiver
can tell by the id.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from campaign.alerts.claiming import Claimed, claim
from campaign.alerts.ways import NotTold, Setting, Way
from campaign.alerts.ways.email import EmailWay
from campaign.alerts.ways.push import PushWay
from campaign.alerts.ways.telegram import TelegramWay
from campaign.alerts.ways.webhook import WebhookWay
from campaign.errors import Mistake
from campaign.models import Alert

WAY: dict[str, Way] = {"email": EmailWay(), "push": PushWay(), "webhook": WebhookWay(), "telegram": TelegramWay()}
RETRY = tuple(timedelta(seconds=seconds) for seconds in (30, 120, 300, 900, 3600))
GIVEN_UP_AFTER = timedelta(hours=24)
SHOWN_ERROR = 300

log = logging.getLogger(__name__)


def tell(setting: Setting, way: str, stopped: Callable[[], bool] = lambda: False) -> int:
    """Send what waits for this way; returns how many messages went out. A failure of one does not stop the others,
    unless the way itself is the trouble."""
    told = 0
    down = ""
    for claimed in claim(setting, way):
        if stopped():
            return told
        error = down or _send(setting, way, claimed)
        down = error if error.startswith(DOWN) else down
        mark(setting, claimed, error.removeprefix(DOWN))
        told += not error
    return told


DOWN = "\0"
"""Before an error that is the way's own."""


def mark(setting: Setting, claimed: Claimed, error: str) -> None:
    """What became of it. Not told: once more after a while; given up after a day."""
    database = setting.contacts.database
    with database.write() as session:
        now = database.now(session)
        mine = sa.update(Alert).where(col(Alert.id).in_(claimed.ids), col(Alert.message) == claimed.message.id)
        if not error:
            session.execute(mine.values(state="sent", told_at=now, error="", next_try_at=None))
            return
        later = now + RETRY[min(claimed.attempt, len(RETRY)) - 1]
        session.execute(mine.values(state="pending", error=error[:SHOWN_ERROR], next_try_at=later))
        session.execute(mine.where(col(Alert.made_at) < now - GIVEN_UP_AFTER).values(state="failed"))


def _send(setting: Setting, way: str, claimed: Claimed) -> str:
    """Empty once it is told, else why not."""
    try:
        WAY[way].tell(setting, claimed.message)
    except NotTold as failure:
        log.warning("an alert could not be told by %s: %s", way, failure)
        return f"{DOWN if failure.way else ''}{failure}"
    except Mistake as mistake:
        log.error("an alert could not be told by %s: %s", way, mistake)
        return f"{DOWN}{mistake}"
    except Exception as error:
        log.exception("an alert could not be told by %s", way)
        return f"Lỗi không lường trước ({type(error).__name__})."
    return ""

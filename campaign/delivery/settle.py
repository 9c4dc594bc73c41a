"""COMMIT 2: what the platform said becomes the row's state. A receipt always counts, however late it comes."""

from __future__ import annotations

import json
import logging
import os
import time
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery.context import Dispatch
from campaign.delivery.effects import apply
from campaign.delivery.outcome import NAMES, Outcome
from campaign.delivery.rows import locked, write_changes
from campaign.errors import Uncertain
from campaign.models import Attempt, Delivery
from campaign.platforms.seam import Progress, Receipt

log = logging.getLogger(__name__)

STORE_AGAIN_S = (0.05, 0.2, 1.0, 3.0, 5.0, 10.0)
"""Waits between tries to store an outcome. The post is never sent again for it."""

FINISH = (
    sa.update(Attempt)
    .where(col(Attempt.attempt_token) == sa.bindparam("mine"), col(Attempt.finished_at).is_(None))
    .values(
        {
            name: sa.bindparam(name)
            for name in ("finished_at", "outcome", "stray", "receipt", "error_code", "error_message")
        }
    )
)


def record_outcome(dispatch: Dispatch, attempt_token: str, delivery_id: int, outcome: Outcome) -> None:
    """Store the outcome; if the database fails after a receipt, write the receipt to the journal as well."""
    for wait in (*STORE_AGAIN_S, None):
        try:
            _commit(dispatch, attempt_token, delivery_id, outcome)
            break
        except sa.exc.IntegrityError:
            if not isinstance(outcome, Receipt):
                raise
            outcome = Uncertain("known_id", f"Nền tảng trả về mã bài đã thuộc một lượt khác ({outcome.remote_id}).")
        except sa.exc.DBAPIError as error:
            log.error("delivery %s: outcome not stored yet: %s", delivery_id, type(error).__name__)
            if isinstance(outcome, Receipt) and wait == STORE_AGAIN_S[0]:
                _journal_if_possible(dispatch, attempt_token, delivery_id, outcome)
            if wait is None:
                return
            time.sleep(wait)
    dispatch.wake()


def _commit(dispatch: Dispatch, attempt_token: str, delivery_id: int, outcome: Outcome) -> None:
    with dispatch.database.write() as session:
        now = dispatch.database.now(session)
        delivery = locked(session, delivery_id)
        assert delivery is not None  # rows are never deleted
        mine = delivery.attempt_token == attempt_token and delivery.state == "sending"
        late = isinstance(outcome, Receipt) and delivery.state != "published"
        counts = mine or late
        if counts:
            apply(dispatch, session, delivery, outcome, now)
        elif isinstance(outcome, Receipt):
            counts = _is_what_a_person_saw(delivery, outcome)
        write_changes(session, delivery)
        _finish_attempt(session, attempt_token, outcome, now, stray=not counts)
        if not counts:
            log.warning("delivery %s: an answer came after it had been settled otherwise", delivery_id)


def _is_what_a_person_saw(delivery: Delivery, receipt: Receipt) -> bool:
    """A person had said "it is there" without an id: the receipt that comes after it brings the proof."""
    if delivery.remote_id is not None:
        return False
    delivery.remote_id, delivery.receipt = receipt.remote_id, receipt.model_dump(mode="json")
    delivery.permalink = delivery.permalink or receipt.permalink
    return True


def _finish_attempt(session: Session, attempt_token: str, outcome: Outcome, now: datetime, stray: bool) -> None:
    """Once: what is finished is never changed."""
    told: dict[str, Any] = {"receipt": None, "error_code": None, "error_message": None}
    if isinstance(outcome, Receipt):
        told["receipt"] = outcome.model_dump(mode="json")
    elif not isinstance(outcome, Progress):
        told["error_code"], told["error_message"] = outcome.code, outcome.message
    told |= {"mine": attempt_token, "finished_at": now, "outcome": NAMES[type(outcome)], "stray": stray}
    session.connection().execute(FINISH, told)


def _journal_if_possible(dispatch: Dispatch, attempt_token: str, delivery_id: int, receipt: Receipt) -> None:
    """A disk that takes no row may take no line either: then the tries go on, and after them a look finds the post."""
    try:
        write_journal(dispatch, attempt_token, delivery_id, receipt)
    except OSError as error:
        log.error("delivery %s: the journal cannot be written either: %s", delivery_id, error.strerror)


def write_journal(dispatch: Dispatch, attempt_token: str, delivery_id: int, receipt: Receipt) -> None:
    """One durable line: with the database away it is the only proof that the post is there."""
    dispatch.journal.parent.mkdir(parents=True, exist_ok=True)
    line = {"attempt_token": attempt_token, "delivery": delivery_id, "receipt": receipt.model_dump(mode="json")}
    with dispatch.journal.open("a", encoding="utf-8") as journal:
        journal.write(json.dumps(line, ensure_ascii=False) + "\n")
        journal.flush()
        os.fsync(journal.fileno())


def replay_journal(dispatch: Dispatch) -> int:
    """At start: give the receipts of the journal to their rows, then empty it. Returns how many lines there were."""
    if not dispatch.journal.exists():
        return 0
    lines = [json.loads(line) for line in dispatch.journal.read_text("utf-8").splitlines() if line.endswith("}")]
    for line in lines:
        _commit(dispatch, line["attempt_token"], line["delivery"], Receipt.model_validate(line["receipt"]))
    dispatch.journal.unlink()
    return len(lines)

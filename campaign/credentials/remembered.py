"""What adapters have learnt about an account, kept in the database: ``platforms.seam.Memory``.

An aid alone: where the database cannot be read or written at the moment, nothing is known, and nobody fails for it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.db import Database
from campaign.models import Remembered

log = logging.getLogger(__name__)


FACTS = sa.select(col(Remembered.name), col(Remembered.value), col(Remembered.until)).where(
    col(Remembered.account) == sa.bindparam("account")
)


class StoredMemory:
    """The memory of one account, shared by all its channels and by every process."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    def facts(self) -> Mapping[str, str]:
        try:
            with self._database.glance() as connection:
                rows = connection.execute(FACTS, {"account": self._account}).all()
                now = self._database.now(connection) if rows else None
        except sa.exc.DBAPIError as error:
            log.warning("what is known of %s could not be read: %s", self._account, type(error).__name__)
            return {}
        return {name: value for name, value, until in rows if until is None or now is None or until > now}

    def keep(self, name: str, value: str, for_s: float | None = None) -> None:
        try:
            with self._database.write() as session:
                now = self._database.now(session)
                self._drop_old(session)
                until = None if for_s is None else now + timedelta(seconds=for_s)
                session.merge(Remembered(account=self._account, name=name, value=value, until=until))
        except sa.exc.DBAPIError as error:
            log.warning("%s of %s could not be kept: %s", name, self._account, type(error).__name__)

    def forget(self, name: str) -> None:
        if name not in self.facts():
            return
        try:
            with self._database.write() as session:
                session.execute(self._delete().where(col(Remembered.name) == name))
        except sa.exc.DBAPIError as error:
            log.warning("%s of %s could not be forgotten: %s", name, self._account, type(error).__name__)

    def _drop_old(self, session: Session) -> None:
        session.execute(self._delete().where(col(Remembered.until) <= self._database.now(session)))

    def _delete(self) -> sa.Delete:
        return sa.delete(Remembered).where(col(Remembered.account) == self._account)

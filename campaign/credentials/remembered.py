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


class StoredMemory:
    """The memory of one account, shared by all its channels and by every process."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    def facts(self) -> Mapping[str, str]:
        try:
            with self._database.read() as session:
                now = self._database.now(session)
                rows = session.scalars(self._rows()).all()
        except sa.exc.DBAPIError as error:
            log.warning("what is known of %s could not be read: %s", self._account, type(error).__name__)
            return {}
        return {row.name: row.value for row in rows if row.until is None or row.until > now}

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

    def _rows(self) -> sa.Select[Remembered]:
        return sa.select(Remembered).where(col(Remembered.account) == self._account)

    def _delete(self) -> sa.Delete:
        return sa.delete(Remembered).where(col(Remembered.account) == self._account)

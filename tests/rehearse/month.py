"""A month in which something of every sort goes wrong, on a stage of the protocol."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from campaign.credentials import Vault, store
from campaign.models import Channel, Delivery, Pause
from campaign.rehearse.told import Foretold, Rehearsal
from campaign.sandbox.facebook import page_token
from tests.delivery.stage import Stage

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START = datetime(2026, 12, 1, tzinfo=UTC)


def add_facebook(stage: Stage, key: str = "fb") -> dict[str, str]:
    """A connected Page whose addresses are the real ones; its secrets."""
    secrets = {"page_token": page_token("100"), "app_id": "77", "app_secret": "f" * 32}
    with stage.database.write() as session:
        session.add(
            Channel(
                key=key, platform="facebook", title=key, account=f"facebook:{key}", connected_at=stage.now(),
                options={"page_id": "100", "api_version": "v26.0"}, template="{{ item.title }}\n\n{{ link }}",
                template_sha256="t1",
            )
        )  # fmt: skip
        session.flush()
        store(session, stage.now(), Vault(stage.settings.secret_key_file), key, secrets)
    return secrets


def add_pause(session: Session, begin: datetime, end: datetime) -> None:
    session.add(Pause(from_at=begin, to_at=end, channels=["*"], reason="Tết"))


def of(found: Rehearsal, delivery_id: int) -> Foretold:
    """What was foretold of one delivery."""
    return next(one for day in found.days for one in day.deliveries if one.id == delivery_id)


def said(found: Rehearsal) -> dict[int, tuple[str, datetime | None]]:
    """Outcome and moment, by delivery."""
    return {one.id: (one.outcome, one.at) for day in found.days for one in day.deliveries if one.id is not None}


def rows(stage: Stage) -> dict[str, list[str]]:
    """Every row of every table."""
    with stage.database.read() as session:
        return {
            table.name: sorted(repr(row) for row in session.execute(sa.select(table)))
            for table in SQLModel.metadata.tables.values()
        }


def states(stage: Stage) -> dict[int, str]:
    with stage.database.read() as session:
        return {row.id or 0: row.state for row in session.scalars(sa.select(Delivery).order_by(col(Delivery.id)))}

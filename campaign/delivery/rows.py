"""Taking hold of a delivery's row: from here to the end of the transaction it is ours alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from campaign.models import AccountPace, Delivery

ROW = sa.select(Delivery).where(col(Delivery.id) == sa.bindparam("id")).with_for_update()
ROW_IN_STATE = ROW.where(col(Delivery.state) == sa.bindparam("state"))
ERRANDS = (
    sa.select(Delivery)
    .where(col(Delivery.state).in_(("cancelled", "uncertain")), col(Delivery.next_try_at) <= sa.bindparam("now"))
    .order_by(col(Delivery.next_try_at))
    .with_for_update(skip_locked=True)
)
HOLD = sa.select(col(Delivery.id)).where(col(Delivery.id) == sa.bindparam("id")).with_for_update()


def hold(connection: sa.Connection, delivery_id: int) -> None:
    """Take hold of the row without reading it. What is read after it, in joins too, is as new as the row. On SQLite
    there is one writer, who holds everything."""
    if connection.dialect.name != "sqlite":
        connection.execute(HOLD, {"id": delivery_id})


def locked(session: Session, delivery_id: int, state: str | None = None) -> Delivery | None:
    """The row, locked; None where there is none, or where it is not (any longer) in ``state``."""
    if state is None:
        return session.scalars(ROW, {"id": delivery_id}).one_or_none()
    return session.scalars(ROW_IN_STATE, {"id": delivery_id, "state": state}).one_or_none()


def write_changes(session: Session, row: Delivery) -> None:
    """Write now what has been changed of a row in this transaction, and let go of it: one statement, where the unit of
    work of SQLAlchemy weighs every row that it knows first."""
    before = sa.inspect(row).committed_state
    changed = tuple(sorted(name for name, was in before.items() if getattr(row, name) != was))
    if changed:
        values = {name: getattr(row, name) for name in changed}
        session.connection().execute(_update_of(changed), values | {"the_row": row.id})
    session.expunge(row)


@cache
def _update_of(names: tuple[str, ...]) -> sa.Update:
    """Made once for each set of columns; there are a few dozen."""
    return (
        sa.update(Delivery)
        .where(col(Delivery.id) == sa.bindparam("the_row"))
        .values({name: sa.bindparam(name) for name in names})
    )


def lock_accounts(session: Session, accounts: Sequence[str]) -> Sequence[AccountPace]:
    """The accounts' rows, made if need be, in order; those that another clock holds are left out (SQLite has one
    writer)."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = [{"account": account} for account in sorted(accounts)]
    session.execute(insert(AccountPace).values(rows).on_conflict_do_nothing())
    mine = sa.select(AccountPace).where(col(AccountPace.account).in_(accounts)).order_by(col(AccountPace.account))
    return session.scalars(mine.with_for_update(skip_locked=True).execution_options(populate_existing=True)).all()


def take_errands(session: Session, now: datetime, within_s: float) -> list[int]:
    """Ids of posts to be looked for and of cancelled ones with a draft to be taken away: one in hand per account.

    ``within_s``: when others may take it that has not come back; doing it twice does no harm.
    """
    ids, until, seen = [], now + timedelta(seconds=within_s), set[str]()
    for row in session.scalars(ERRANDS, {"now": now}).all():
        if row.account in seen or row.id is None:
            continue
        seen.add(row.account)
        pace = next(iter(lock_accounts(session, [row.account])), None)
        if pace is None or (pace.looking_until and pace.looking_until > now):
            continue
        row.next_try_at = pace.looking_until = until
        ids.append(row.id)
    return ids


def errand_done(session: Session, account: str) -> None:
    """The account's next one may be taken."""
    session.execute(sa.update(AccountPace).where(col(AccountPace.account) == account).values(looking_until=None))

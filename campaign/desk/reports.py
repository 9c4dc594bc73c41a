"""Asking for a report, issuing one, and printing an issued one again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from campaign.db import Database
from campaign.errors import Mistake
from campaign.people.audit import record
from campaign.reach.counted import EVERYTHING, Wanted
from campaign.reach.frozen import find_frozen, freeze
from campaign.reach.periods import Period, between, read_period, this_year
from campaign.reach.report import Report, build
from campaign.workspace.stored import stored_zone


def report(
    database: Database,
    period: str = "",
    from_text: str = "",
    to_text: str = "",
    unit: str = "",
    *,
    detailed: bool = False,
    wanted: Wanted = EVERYTHING,
    by_kind: bool = False,
) -> Report:
    """The figures of a period (empty: this year), as they are now; ``detailed``: with the rows of the annexes;
    ``wanted``, ``by_kind``: as ``reach.report.build`` takes them. Raises Mistake, NotFound."""
    with _one_moment(database) as session:
        now = database.now(session)
        asked = _period(session, database, period, from_text, to_text)
        return build(session, now, asked, unit, detailed=detailed, wanted=wanted, by_kind=by_kind)


def issue(
    database: Database, actor: str, period: str = "", from_text: str = "", to_text: str = "", unit: str = ""
) -> Report:
    """The same, frozen: it can be printed again unchanged. Raises Mistake, NotFound."""
    made = report(database, period, from_text, to_text, unit, detailed=True)
    with database.write() as session:
        now = database.now(session)
        frozen = freeze(session, now, made, actor)
        stamp = frozen.body["frozen"]
        record(session, now, actor, "report.issue", f"report:{stamp['hash']}", number=stamp["number"],
               period=frozen.body["period"], unit=unit)  # fmt: skip
    return frozen


def issued(database: Database, name: str) -> Report:
    """An issued report by its hash. Raises NotFound, Mistake, Conflict."""
    with database.read() as session:
        return find_frozen(session, name)


def _period(session: Session, database: Database, period: str, from_text: str, to_text: str) -> Period:
    zone = stored_zone(session)
    if period and (from_text or to_text):
        raise Mistake("Hãy chọn một cách: --period, hoặc --from cùng --to.")
    if from_text or to_text:
        return between(from_text, to_text, zone)
    return read_period(period, zone) if period else this_year(database.now(session), zone)


@contextmanager
def _one_moment(database: Database) -> Iterator[Session]:
    """Every query of a report sees the same rows, so that its sums agree while samples arrive."""
    with database.read() as session:
        if not database.is_sqlite:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session

"""Logs that come back for packs: every right row becomes an activity, with the whole log as its evidence.

A log is brought in as a whole or not at all where a row is wrong. Rows are written some hundred at a time, so that
nobody waits for the write lock; each row has its key, so that a log that was cut off, or sent twice, adds only what is
new. The audit has one row for the log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.db import Database
from campaign.desk.activities import Said, check
from campaign.desk.incoming import incoming
from campaign.desk.roles import acting
from campaign.errors import Mistake, NotFound
from campaign.media.store import MediaStore
from campaign.models import Activity, ActivityEvidence, Item, Revision
from campaign.packs.logs import Came, Known
from campaign.packs.make import loaded
from campaign.packs.table import PACKS
from campaign.packs.tasks import usual_task
from campaign.packs.terms import Return
from campaign.people.audit import record
from campaign.people.users import get_user
from campaign.settings import Settings
from campaign.workspace.mistakes import WrongRows
from campaign.workspace.plan import Plan
from campaign.workspace.stored import stored_plan, stored_zone

AT_ONCE = 200


@dataclass(frozen=True)
class Back:
    """``new`` activities; ``known``: rows that had come before; ``wait``: they count once a second reader says so;
    ``other``: of the known, those that tell other figures now (what was written first stays)."""

    new: int
    known: int
    wait: bool
    other: int = 0


def returns() -> dict[str, tuple[str, Return]]:
    """(pack, return) by the return's name."""
    return {each.name: (name, each) for name, pack in PACKS.items() for each in pack.returns}


def bring_back(
    database: Database, settings: Settings, actor: str, name: str, file_name: str, content: bytes, task: str = ""
) -> Back:
    """Read the log ``name`` (a key of ``returns``) and write what it tells. Raises WrongRows with every mistake."""
    pack, log = _named(name)
    with database.read() as session:
        acting(session, actor, "pack_return")
        unit_of = get_user(session, actor).unit if "@" in actor else ""
        plan, now = stored_plan(session), database.now(session)
        known = _known(session, plan, now, task or usual_task(plan, pack))
    if known.task not in plan.task_item_by_id:
        raise Mistake("Hãy chọn nội dung nhiệm vụ mà nhật ký này tính cho (--task).")
    if not content:
        raise Mistake(f"Tệp {file_name} không có nội dung.")
    came: list[Came] = loaded(log.reads)(file_name, incoming(file_name, content), known)
    units = _units(plan, came, known, file_name, unit_of)
    sha256 = MediaStore.of(settings).put(content) if came else ""
    new = other = 0
    for start in range(0, len(came), AT_ONCE):
        with database.write() as session:
            part, theirs = came[start : start + AT_ONCE], units[start : start + AT_ONCE]
            log_file = (file_name, sha256, len(content))
            written, differing = _write(session, database.now(session), actor, part, theirs, plan, log_file)
        new, other = new + written, other + differing
    with database.write() as session:
        sha256 = hashlib.sha256(content).hexdigest()
        record(session, database.now(session), actor, "pack.return", f"pack:{pack}", name=file_name, sha256=sha256,
               new=new, rows=len(came))  # fmt: skip
    return Back(new, len(came) - new, plan.reach.second_reader, other)


def _named(name: str) -> tuple[str, Return]:
    if name not in returns():
        raise NotFound(f"Không có loại nhật ký nào tên {name}. Có: {', '.join(returns())}.")
    return returns()[name]


def _known(session: Session, plan: Plan, now: datetime, task: str) -> Known:
    is_current = (col(Revision.item_id) == col(Item.id)) & (col(Revision.number) == col(Item.revision))
    titles = session.execute(sa.select(col(Item.slug), col(Revision.title)).join(Revision, is_current))
    units = {unit.name.casefold(): unit.id for unit in plan.units} | {unit.id: unit.id for unit in plan.units}
    today = now.astimezone(stored_zone(session)).date()
    return Known(today, task, {slug: title for slug, title in titles}, list(plan.task_item_by_id), units)


def _units(plan: Plan, came: Sequence[Came], known: Known, file_name: str, unit_of: str) -> list[str]:
    """The unit of each row. Raises WrongRows for what an activity cannot be."""
    units, wrong = [], []
    for each in came:
        try:
            units.append(check(plan, _said(each, unit_of), known.today))
            if unit_of and each.unit not in ("", unit_of):
                raise Mistake(f"bạn chỉ ghi được cho đơn vị {unit_of}")
        except Mistake as mistake:
            wrong.append(f"{file_name}:{each.row}: {mistake}")
    if wrong:
        raise WrongRows(wrong)
    return units


def _said(came: Came, unit_of: str) -> Said:
    return Said(
        came.task, came.kind, came.on, came.title, came.live, came.minutes, came.airings, came.audience, came.place,
        unit=came.unit or unit_of, estimated=came.estimated,
    )  # fmt: skip


def _write(
    session: Session, now: datetime, actor: str, came: Sequence[Came], units: Sequence[str], plan: Plan,
    log: tuple[str, str, int],
) -> tuple[int, int]:  # fmt: skip
    """How many are new, and how many of the known say other figures. What was refused is known too, until the log is
    put right."""
    known = sa.select(Activity).where(col(Activity.row_sha256).in_([each.key for each in came]))
    there: dict[str, tuple[int | None, ...]] = {}
    refused: set[tuple[str, tuple[int | None, ...]]] = set()
    for row in session.scalars(known):
        figures = (row.minutes, row.airings, row.audience)
        if row.state == "refused":
            refused.add((row.row_sha256, figures))
        else:
            there[row.row_sha256] = figures
    name, sha256, size = log
    new = other = 0
    for each, unit in zip(came, units, strict=True):
        if each.key in there or (each.key, each.figures) in refused:
            other += there.get(each.key, each.figures) != each.figures
            continue
        there[each.key] = each.figures
        row = Activity(
            kind=each.kind, task=each.task, unit=unit, on_date=each.on, title=each.title, live=each.live,
            minutes=each.minutes, airings=each.airings, audience=each.audience, place=each.place,
            audience_mark="U" if each.estimated else "X", row_sha256=each.key,
            state="waiting" if plan.reach.second_reader else "counted", created_by=actor, created_at=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        shown = [("", sha256, name, size), *((note, "", "", 0) for note in each.notes if note)]
        session.add_all(
            ActivityEvidence(activity_id=row.id or 0, text=text, sha256=sha, name=called, size=length, created_at=now)
            for text, sha, called, length in shown
        )
        new += 1
    return new, other

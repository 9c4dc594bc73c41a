"""The second pair of eyes: another person confirms an activity, and only then it counts; or says why it does not."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from campaign.db import Database
from campaign.desk.roles import may_see, person
from campaign.errors import Conflict, Mistake, NotFound
from campaign.models import Activity, User
from campaign.people.audit import record
from campaign.workspace.text import clean_text


def confirm(database: Database, by: str, activity_id: int) -> None:
    """It counts from now on. Raises NotFound, Conflict where it does not wait, Mistake for who wrote it down."""
    with database.write() as session:
        now, user, row = database.now(session), *_theirs(session, by, activity_id)
        if row.created_by == user.email:
            raise Mistake("Bạn đã ghi hoạt động này nên cần một người khác xác nhận.")
        read(session, now, user.email, row, "counted")


def refuse(database: Database, by: str, activity_id: int, why: str) -> None:
    """It does not count, and ``why`` stays beside it. A counted one may be refused too. Raises as ``confirm``."""
    said = " ".join(clean_text(why).split())[:500]
    if not said:
        raise Mistake("Hãy ghi lý do không tính hoạt động này.")
    with database.write() as session:
        now, user, row = database.now(session), *_theirs(session, by, activity_id, also="counted")
        read(session, now, user.email, row, "refused", said)


def read(session: Session, now: datetime, by: str, row: Activity, state: str, why: str = "") -> None:
    """What a second reader said, in the caller's transaction."""
    row.state, row.read_by, row.read_at, row.refused_why = state, by, now, why
    session.add(row)
    action = "activity.confirm" if state == "counted" else "activity.refuse"
    record(session, now, by, action, f"activity:{row.id}", title=row.title, **({"reason": why} if why else {}))


def _theirs(session: Session, by: str, activity_id: int, also: str = "") -> tuple[User, Activity]:
    """What units sent by their forms is read by a manager, the rest by an editor."""
    row = session.get(Activity, activity_id, with_for_update=True)
    user = person(session, by, "activity_confirm")
    if row is None or not may_see(user, row.unit):
        raise NotFound("Không có hoạt động này.")
    if row.return_id is not None:
        person(session, by, "returns")
    if row.state not in ("waiting", also):
        raise Conflict("Hoạt động này không còn chờ xác nhận.")
    return user, row

"""Returns of units without an account: a link for each unit and deadline, what comes in by it, who reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.db import Database
from campaign.desk import activities as desk
from campaign.desk.activity_reading import read
from campaign.desk.roles import may_see, person
from campaign.errors import Conflict, Mistake, NotFound
from campaign.media.store import MediaStore
from campaign.models import Activity, ActivityEvidence, UnitReturn, User
from campaign.people.audit import record
from campaign.people.secrets import fingerprint, new_secret
from campaign.reach.owed import dates_of
from campaign.workspace.stored import stored_plan, stored_zone
from campaign.workspace.text import clean_text

OPEN_AFTER = timedelta(days=60)
"""So long after its due day a form still takes what comes late."""
MOST = 200
"""Activities of one return."""
MOST_BYTES = 64 * 1024 * 1024
"""Of files that one return may bring, all together."""
GONE = "Liên kết này không có hoặc đã hết hạn. Hãy xin đơn vị tổng hợp một liên kết mới."


def make_link(database: Database, by: str, deadline_id: str, year: int, unit: str) -> str:
    """The code of the unit's form for that deadline's year, told this once. A link that was there opens nothing any
    more; what came by it stays. Raises NotFound, Mistake."""
    code = new_secret()
    with database.write() as session:
        now, user, plan = database.now(session), person(session, by, "returns"), stored_plan(session)
        deadline = next((each for each in plan.deadlines if each.id == deadline_id), None)
        due = dates_of(deadline, year) if deadline and 2000 <= year <= 2200 else None
        if deadline is None or due is None or unit not in deadline.from_units or not may_see(user, unit):
            raise NotFound("Kế hoạch không có thời hạn này cho đơn vị đó.")
        row = session.scalars(
            sa.select(UnitReturn).where(
                col(UnitReturn.deadline) == deadline_id, col(UnitReturn.unit) == unit,
                col(UnitReturn.due_on) == due.due_on, col(UnitReturn.revoked_at).is_(None),
            ).with_for_update()
        ).first()  # fmt: skip
        if row is None:
            row = UnitReturn(
                code_sha256="", deadline=deadline_id, unit=unit, from_on=due.from_on, to_on=due.to_on,
                cutoff_on=due.cutoff_on, due_on=due.due_on, created_by=user.email, created_at=now, expires_at=now,
            )  # fmt: skip
        elif row.accepted_at is not None:
            raise Conflict("Báo cáo của đơn vị này đã được nhận, không cần liên kết nữa.")
        zone = stored_zone(session)
        end = datetime.combine(due.due_on + timedelta(days=1), datetime.min.time(), zone).astimezone(UTC)
        row.code_sha256, row.expires_at = fingerprint(code), max(end, now) + OPEN_AFTER
        session.add(row)
        session.flush()
        record(session, now, user.email, "return.link", f"return:{row.id}", unit=unit, to=due.due_on.isoformat())
    return code


def revoke_link(database: Database, by: str, return_id: int) -> None:
    """The link opens nothing any more, and the unit stands as missing again. Raises NotFound, Conflict."""
    with database.write() as session:
        now, user, row = _read_by(database, session, by, return_id)
        if row.accepted_at is not None:
            raise Conflict("Báo cáo này đã được nhận; hãy bỏ từng hoạt động nếu cần.")
        row.revoked_at = now
        session.add(row)
        record(session, now, user.email, "return.revoke", f"return:{row.id}", unit=row.unit)


def find(session: Session, now: datetime, code: str) -> UnitReturn:
    """The return behind this code. Raises NotFound alike for one that never was, has expired or was taken back."""
    row = session.scalars(sa.select(UnitReturn).where(col(UnitReturn.code_sha256) == fingerprint(code))).first()
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        raise NotFound(GONE)
    return row


def tell(database: Database, media: MediaStore, code: str, said: desk.Said) -> int:
    """One more activity of the unit; it waits for a manager. Returns its number. Raises NotFound, Conflict, Mistake."""
    with database.read() as session:
        row = _open(session, database.now(session), code)
        if not row.from_on <= said.on <= min(row.to_on, row.cutoff_on):
            last = min(row.to_on, row.cutoff_on)
            raise Mistake(f"Kỳ này nhận việc từ {row.from_on:%d/%m/%Y} đến hết {last:%d/%m/%Y}; hãy xem lại ngày.")
        own = col(Activity.return_id) == row.id
        if (session.scalar(sa.select(sa.func.count()).select_from(Activity).where(own)) or 0) >= MOST:
            raise Mistake(f"Một báo cáo có nhiều nhất {MOST} hoạt động; hãy gửi bảng cho đơn vị tổng hợp.")
        stored = session.scalar(
            sa.select(sa.func.sum(col(ActivityEvidence.size)))
            .join(Activity, col(Activity.id) == col(ActivityEvidence.activity_id)).where(own)
        )  # fmt: skip
        if (stored or 0) + sum(len(content) for _, content in said.files) > MOST_BYTES:
            raise Mistake(f"Tệp của báo cáo này đã đủ {MOST_BYTES // 1024 // 1024} MB; hãy ghi minh chứng bằng chữ.")
        unit, return_id = row.unit, row.id
    told = replace(said, unit=unit, evidence=(), column="")
    return desk.add(database, media, f"return:{return_id}", told, second_reader=True, return_id=return_id).id


def take_back(database: Database, code: str, activity_id: int) -> None:
    """The unit drops one that it told by mistake and that nobody has read. Raises NotFound, Conflict."""
    with database.write() as session:
        now = database.now(session)
        row = _open(session, now, code)
        activity = session.get(Activity, activity_id)
        if activity is None or activity.return_id != row.id:
            raise NotFound("Không có hoạt động này trong báo cáo của đơn vị.")
        if activity.state != "waiting":
            raise Conflict("Hoạt động này đã được xem nên không rút lại được.")
        read(session, now, f"return:{row.id}", activity, "refused", "Đơn vị rút lại")


def hand_in(database: Database, code: str, office: str, note: str) -> None:
    """The unit says: this is all. Also with nothing to tell. Raises NotFound, Conflict, Mistake."""
    said = " ".join(clean_text(office).split())[:200]
    if not said:
        raise Mistake("Hãy ghi phòng, ban hoặc chức danh nộp báo cáo (không cần tên riêng).")
    with database.write() as session:
        now = database.now(session)
        row = _open(session, now, code)
        row.sent_by, row.note, row.sent_at = said, clean_text(note).strip()[:2000], now
        session.add(row)
        record(session, now, f"return:{row.id}", "return.send", f"return:{row.id}", unit=row.unit)


def accept(database: Database, by: str, return_id: int) -> int:
    """A manager has read it: what waits counts from now on. Returns how many. Raises NotFound, Conflict."""
    with database.write() as session:
        now, user, row = _read_by(database, session, by, return_id)
        _require_sent(row)
        waiting = session.scalars(
            sa.select(Activity).where(col(Activity.return_id) == row.id, col(Activity.state) == "waiting")
        ).all()
        for activity in waiting:
            read(session, now, user.email, activity, "counted")
        row.accepted_by, row.accepted_at = user.email, now
        session.add(row)
        record(session, now, user.email, "return.accept", f"return:{row.id}", unit=row.unit)
        return len(waiting)


def send_back(database: Database, by: str, return_id: int, why: str) -> None:
    """The unit's form opens again, with the reason on it. Raises NotFound, Conflict, Mistake."""
    said = " ".join(clean_text(why).split())[:500]
    if not said:
        raise Mistake("Hãy ghi lý do trả lại để đơn vị biết phải bổ sung gì.")
    with database.write() as session:
        now, user, row = _read_by(database, session, by, return_id)
        _require_sent(row)
        row.sent_at, row.note = None, f"Trả lại: {said}"
        session.add(row)
        record(session, now, user.email, "return.back", f"return:{row.id}", unit=row.unit, reason=said)


def today_of(session: Session, now: datetime) -> date:
    return now.astimezone(stored_zone(session)).date()


def _open(session: Session, now: datetime, code: str) -> UnitReturn:
    row = find(session, now, code)
    if row.sent_at is not None:
        raise Conflict("Báo cáo đã nộp. Muốn bổ sung, hãy nhờ đơn vị tổng hợp trả lại.")
    return row


def _require_sent(row: UnitReturn) -> None:
    if row.sent_at is None:
        raise Conflict("Đơn vị chưa nộp báo cáo này.")
    if row.accepted_at is not None:
        raise Conflict("Báo cáo này đã được nhận rồi.")


def _read_by(database: Database, session: Session, by: str, return_id: int) -> tuple[datetime, User, UnitReturn]:
    user = person(session, by, "returns")
    row = session.get(UnitReturn, return_id, with_for_update=True)
    if row is None or row.revoked_at is not None or not may_see(user, row.unit):
        raise NotFound("Không có báo cáo này.")
    return database.now(session), user, row

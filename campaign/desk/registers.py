"""Counts for targets: how many schools, offices, companies there are and how many did it, with a source and a day."""

from __future__ import annotations

from datetime import date

from campaign.db import Database
from campaign.errors import Mistake, NotFound
from campaign.models import Register
from campaign.models.reach import LARGEST
from campaign.people.audit import record
from campaign.workspace.stored import stored_plan
from campaign.workspace.text import clean_text


def enter(
    database: Database,
    actor: str,
    target: str,
    as_of: date,
    source: str,
    numerator: int | None,
    denominator: int | None,
) -> int:
    """Append one count; the newest day within a report's period holds. Returns its number. Raises NotFound, Mistake."""
    source = " ".join(clean_text(source).split())
    if not source:
        raise Mistake("Hãy ghi nguồn của số liệu: ai đếm, trong văn bản nào.")
    if numerator is None and denominator is None:
        raise Mistake("Hãy ghi tử số, mẫu số, hoặc cả hai.")
    if any(value is not None and not 0 <= value <= LARGEST for value in (numerator, denominator)) or denominator == 0:
        raise Mistake("Tử số phải từ 0 trở lên, mẫu số phải từ 1 trở lên.")
    if numerator is not None and denominator is not None and numerator > denominator:
        raise Mistake(f"Tử số {numerator} lớn hơn mẫu số {denominator}; hãy xem lại.")
    with database.write() as session:
        now = database.now(session)
        known = [each.id for each in stored_plan(session).targets]
        if target not in known:
            raise NotFound(f"Kế hoạch không có chỉ tiêu {target!r}. Các chỉ tiêu: {', '.join(known)}.")
        row = Register(
            target=target, numerator=numerator, denominator=denominator, source=source, as_of=as_of, created_by=actor,
            created_at=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        record(session, now, actor, "register.enter", f"target:{target}", numerator=numerator, denominator=denominator,
               as_of=as_of.isoformat(), source=source)  # fmt: skip
        return row.id or 0

"""Links by which somebody without an account reads a report: made, listed and taken back by managers; they expire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.db import Database
from campaign.desk.roles import may_see, person
from campaign.errors import Mistake, NotFound
from campaign.models import ReportShare
from campaign.people.audit import record
from campaign.people.secrets import fingerprint, new_secret
from campaign.workspace.text import clean_text

LONGEST_DAYS = 365
SHOWN = 100


def share(database: Database, by: str, asked: Mapping[str, str], days: int, note: str = "") -> str:
    """The code of a new link, which is told this once. ``asked``: the filters. Raises Mistake."""
    if not 1 <= days <= LONGEST_DAYS:
        raise Mistake(f"Liên kết sống từ 1 đến {LONGEST_DAYS} ngày.")
    code = new_secret()
    with database.write() as session:
        now, user = database.now(session), person(session, by, "report_share")
        row = ReportShare(
            code_sha256=fingerprint(code), asked=dict(asked), note=" ".join(clean_text(note).split())[:200],
            unit=user.unit, created_by=user.email, created_at=now, expires_at=now + timedelta(days=days),
        )  # fmt: skip
        session.add(row)
        session.flush()
        record(session, now, user.email, "report.share", f"share:{row.id}", days=days, **dict(asked))
    return code


def revoke(database: Database, by: str, share_id: int) -> None:
    """It opens nothing from now on; twice is once. Raises NotFound."""
    with database.write() as session:
        now, user = database.now(session), person(session, by, "report_share")
        row = session.get(ReportShare, share_id)
        if row is None or not may_see(user, row.unit):
            raise NotFound("Không có liên kết này.")
        if row.revoked_at is None:
            row.revoked_at = now
            session.add(row)
            record(session, now, user.email, "report.unshare", f"share:{row.id}")


def opened(database: Database, code: str) -> ReportShare:
    """The link behind this code. Raises NotFound alike for one that never was, has expired or was taken back."""
    with database.write() as session:
        row = session.scalars(sa.select(ReportShare).where(col(ReportShare.code_sha256) == fingerprint(code))).first()
        if row is None or row.revoked_at is not None or row.expires_at <= database.now(session):
            raise NotFound("Liên kết này không có hoặc đã hết hạn. Hãy xin người gửi một liên kết mới.")
        row.opened += 1
        session.add(row)
        session.flush()
        session.refresh(row)
        session.expunge(row)
        return row


def listed(session: Session, unit: str) -> Sequence[ReportShare]:
    """Newest first; those of one unit's people for a person of it."""
    query = sa.select(ReportShare).order_by(col(ReportShare.id).desc()).limit(SHOWN)
    return session.scalars(query.where(col(ReportShare.unit).in_(("", unit))) if unit else query).all()

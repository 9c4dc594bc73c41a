"""Issued reports: figures that stay as they were, whatever samples come later, named by a hash."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.clock import iso_z
from campaign.errors import Conflict, Mistake, NotFound
from campaign.models import FrozenReport
from campaign.reach.report import Report

SHORTEST = 8
"""Characters of a hash that may name a report."""


def sha256_of(body: dict[str, Any]) -> str:
    """SHA-256 in hex of the canonical JSON (sorted keys, no spaces, UTF-8) of a report without its ``frozen``."""
    figures = {key: value for key, value in body.items() if key != "frozen"}
    text = json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _with_details(report: Report) -> dict[str, Any]:
    """What is issued: the body and, so that its hash speaks for the annexes too, ``details_sha256`` of their rows."""
    if not report.details:
        return report.body
    return {**report.body, "details_sha256": sha256_of(report.details)}


def freeze(session: Session, now: datetime, report: Report, actor: str) -> Report:
    """Keep this report and return it with its ``frozen``. The next one of the same period and unit corrects it.

    The caller's transaction commits. The very same report again is the one that is there already.
    """
    body = _with_details(report)
    sha256 = sha256_of(body)
    there = session.get(FrozenReport, sha256)
    if there is not None:
        return _thawed(there)
    period, unit = report.body["period"], report.body["unit"] or ""
    from_on, to_on = date.fromisoformat(period["from"]), date.fromisoformat(period["to"])
    before = sa.select(sa.func.max(col(FrozenReport.number))).where(
        col(FrozenReport.plan) == report.body["plan"],
        col(FrozenReport.from_on) == from_on,
        col(FrozenReport.to_on) == to_on,
        col(FrozenReport.unit) == unit,
    )
    row = FrozenReport(
        sha256=sha256, plan=report.body["plan"], from_on=from_on, to_on=to_on, unit=unit,
        number=(session.scalar(before) or 0) + 1,
        body=json.dumps({key: value for key, value in body.items() if key != "frozen"}, ensure_ascii=False),
        names=json.dumps(report.names, ensure_ascii=False), issued_by=actor, issued_at=now,
        details=json.dumps(report.details, ensure_ascii=False) if report.details else "",
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _thawed(row)


def find_frozen(session: Session, name: str) -> Report:
    """The issued report of this hash, or of these first characters of it. Raises NotFound, Mistake, Conflict."""
    start = name.strip().lower()
    if len(start) < SHORTEST or not all(letter in "0123456789abcdef" for letter in start):
        raise Mistake(f"{name!r} không phải mã của báo cáo đã phát hành; hãy ghi ít nhất {SHORTEST} ký tự của mã.")
    found = session.scalars(sa.select(FrozenReport).where(col(FrozenReport.sha256).startswith(start)).limit(2)).all()
    if not found:
        raise NotFound(f"Không có báo cáo đã phát hành nào mang mã {start}.")
    if len(found) > 1:
        raise Mistake(f"Có nhiều báo cáo bắt đầu bằng {start}; hãy ghi đủ mã.")
    report = _thawed(found[0])
    told = report.body.get("details_sha256")
    if sha256_of(report.body) != found[0].sha256 or (told and told != sha256_of(report.details)):
        raise Conflict("Báo cáo đã phát hành này không còn khớp mã của nó: nội dung lưu đã bị sửa ở nơi khác.")
    return report


def _thawed(row: FrozenReport) -> Report:
    said = json.loads(row.body)
    frozen = {"at": iso_z(row.issued_at), "number": row.number, "hash": row.sha256}
    body = {}
    for key, value in said.items():  # ``frozen`` in its place, so that the two printings are the same bytes
        body[key] = value
        if key == "generated_at":
            body["frozen"] = frozen
    return Report(body, json.loads(row.names), json.loads(row.details) if row.details else {})

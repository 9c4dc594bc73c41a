"""Columns of the plan: their issues are activities that name them and items that carry their tag."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from campaign.db import Database
from campaign.models import Revision
from campaign.reach.periods import read_period
from campaign.reach.rhythm import Rhythm, rhythms
from campaign.workspace.stored import stored_plan
from tests.reach.ledger import ZONE, Ledger

COLUMN = {"id": "song", "title": "Sống an toàn", "task": "1d", "unit": "dai", "every_days": 7, "tag": "Sống an toàn"}


def rhythm(ledger: Ledger, today: str) -> Rhythm:
    with ledger.database.read() as session:
        period = read_period("2026", ZoneInfo(ZONE))
        return rhythms(session, stored_plan(session), period, date.fromisoformat(today))[0]


def tagged(ledger: Ledger, tag: str) -> int:
    item = ledger.item("1d")
    with ledger.database.write() as session:
        session.execute(sa.update(Revision).where(col(Revision.item_id) == item).values(tags=[tag]))
    return item


def ledger_with(database: Database, **column: Any) -> Ledger:
    ledger = Ledger(database)
    ledger.plan(column=[COLUMN | column])
    ledger.channel("facebook")
    ledger.channel("zalo", "zalo")
    return ledger


def test_an_item_on_two_channels_is_one_issue_beside_the_activities(database: Database) -> None:
    ledger = ledger_with(database)
    item = tagged(ledger, "Sống an toàn")
    ledger.post(item, "zalo", "2026-11-09T07:30")
    ledger.post(item, "facebook", "2026-11-08T07:30")
    ledger.activity("1d", "column_issue", "2026-11-03", column_key="song")
    found = rhythm(ledger, "2026-11-12")
    assert (found.issues, found.last_on, found.silences, found.broken_since) == (2, date(2026, 11, 8), 0, None)


def test_other_tags_and_posts_that_were_taken_down_are_no_issue(database: Database) -> None:
    ledger = ledger_with(database)
    ledger.activity("1d", "column_issue", "2026-11-01", column_key="song")
    ledger.post(tagged(ledger, "Sống an toàn hơn"), "zalo", "2026-11-08T07:30")
    gone = ledger.database.clock.now()
    ledger.post(tagged(ledger, "Sống an toàn"), "zalo", "2026-11-08T08:30", retracted_at=gone)
    found = rhythm(ledger, "2026-11-12")
    assert (found.issues, found.broken_since) == (1, date(2026, 11, 8))


def test_without_a_tag_only_activities_are_issues(database: Database) -> None:
    ledger = ledger_with(database, tag="")
    ledger.post(tagged(ledger, ""), "zalo", "2026-11-08T07:30")
    assert rhythm(ledger, "2026-11-12").issues == 0

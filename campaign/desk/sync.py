"""``sync``: ``check``, then what is right is brought in. A wrong file never stops the others; twice is once."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlmodel import Session

from campaign.db import Database
from campaign.db.schema import migrate
from campaign.desk.check import template_mistakes, template_path
from campaign.desk.sync_calendar import bring_in_calendar
from campaign.desk.sync_channels import bring_in_channels, prepare, tried_templates
from campaign.desk.sync_items import approve_all_files, bring_in_items, note_kept, note_removed
from campaign.desk.sync_known import Known, what_is_known
from campaign.desk.sync_media import media_mistake, media_mistakes, unused_images, users_of_media
from campaign.desk.sync_report import SyncReport
from campaign.errors import Mistake
from campaign.media.intake import take_in
from campaign.media.store import MediaStore
from campaign.models import Fact, MediaRow
from campaign.people.audit import record
from campaign.settings import Settings
from campaign.workspace.plan import Plan
from campaign.workspace.reading import Workspace, read_workspace
from campaign.workspace.schedules import DEFAULT_TIMEZONE
from campaign.workspace.stored import store_plan, stored_plan, stored_zone

NAMES_FACT = "names_sha256"
LISTED = 50
"""Slugs of each sort that the audit row names; the counts are whole."""


def sync(database: Database, settings: Settings, actor: str = "files") -> SyncReport:
    """Bring the files in; what was done and what is wrong. Migrates the database first.

    Raises Mistake only for a database that cannot be used (a newer program's).
    """
    migrate(database)
    store = MediaStore.of(settings)
    known, read = _read(database, settings, store)
    report = SyncReport(mistakes=list(read.mistakes), warnings=list(read.warnings))
    _bring_in_declarations(database, read, report)
    approved = _files_are_approved(database, read.plan)
    media = _take_in_media(database, store, known, read, report)
    bring_in_items(database, read.items, media, report, settings, approved=approved)
    _note_the_rest(database, read, report)
    if approved:
        report.approved = approve_all_files(database)
    report.mistakes = sorted(set(report.mistakes))
    _finish(database, settings, actor, read, report)
    return report


def _read(database: Database, settings: Settings, store: MediaStore) -> tuple[Known, Workspace]:
    with database.read() as session:
        known = what_is_known(session, settings.workspace, store)
        names = session.get(Fact, NAMES_FACT)
        today = database.now(session).astimezone(_zone(session)).date()
    names_then = names.value if names else ""
    return known, read_workspace(settings.workspace, known.files, known_names=names_then, today=today)


def _bring_in_declarations(database: Database, read: Workspace, report: SyncReport) -> None:
    """Plan, channels and calendar: few rows, one transaction."""
    with database.read() as session:
        tried = tried_templates(session)
    faults = template_mistakes(read.channels, tried)
    report.mistakes.extend(faults)
    wrong = {fault.path for fault in faults}
    channels = [prepare(channel) for channel in read.channels if template_path(channel.key) not in wrong]
    with database.write() as session:
        now = database.now(session)
        zone = read.schedules.timezone if read.schedules else _zone(session).key
        plan = read.plan or _stored_plan(session)
        if plan is not None:
            report.plan_changed = store_plan(session, now, plan, zone)
        report.channels = bring_in_channels(session, now, channels, read.channel_keys)
        if read.schedules is not None:
            report.calendar = bring_in_calendar(session, now, read.schedules)


def _take_in_media(
    database: Database, store: MediaStore, known: Known, read: Workspace, report: SyncReport
) -> dict[str, MediaRow]:
    root = read.root
    users = users_of_media(read.items)
    report.mistakes.extend(media_mistakes(root, unused_images(root, known.media | users.keys()), users))
    taken = take_in(database, store, [root / path for path in users])
    for path, why in taken.refused.items():
        report.mistakes.append(media_mistake(path.relative_to(root).as_posix(), why, users))
    return {path.relative_to(root).as_posix(): row for path, row in taken.rows.items()}


def _note_the_rest(database: Database, read: Workspace, report: SyncReport) -> None:
    note_removed(database, read.item_paths, report)
    with database.read() as session:
        note_kept(session, [file.slug for file in read.unchanged], report)


def _files_are_approved(database: Database, plan: Plan | None) -> bool:
    if plan is None:
        with database.read() as session:
            plan = _stored_plan(session)
    return plan is not None and plan.editorial.files_are_approved


def _finish(database: Database, settings: Settings, actor: str, read: Workspace, report: SyncReport) -> None:
    """Remember the names, leave one audit row if anything changed, and bring the calendar up to date."""
    with database.write() as session:
        now = database.now(session)
        session.merge(Fact(name=NAMES_FACT, value=read.names_sha256, at=now))
        if report.did_something:
            record(session, now, actor, "sync", "workspace", **_detail(report))
        has_plan = _stored_plan(session) is not None
    if has_plan:
        from campaign.schedule.planner import plan_ahead  # needed by few commands, and slow to import

        plan_ahead(database, settings)


def _detail(report: SyncReport) -> dict[str, object]:
    listed = {name: getattr(report, name) for name in ("added", "changed", "removed", "channels", "calendar")}
    counts = {name: len(found) for name, found in listed.items()}
    first = {f"{name}_first": found[:LISTED] for name, found in listed.items() if found}
    return {**counts, **first, "approved": report.approved, "plan": report.plan_changed}


def _stored_plan(session: Session) -> Plan | None:
    try:
        return stored_plan(session)
    except Mistake:
        return None


def _zone(session: Session) -> ZoneInfo:
    try:
        return stored_zone(session)
    except Mistake:
        return ZoneInfo(DEFAULT_TIMEZONE)

"""I12: after a restore nothing goes out twice. What was due is asked about; what replaced it is kept."""

from __future__ import annotations

import hashlib
import os
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from campaign.credentials import Vault
from campaign.db import Database
from campaign.db.instance_lock import InstanceLock
from campaign.db.schema import require_current
from campaign.delivery.changes import resolve_absent, resolve_published
from campaign.delivery.settle import replay_journal, write_journal
from campaign.delivery.tick import recover
from campaign.errors import Mistake
from campaign.media.store import MediaStore
from campaign.models import Channel, Delivery, Fact, Item, Session, User
from campaign.platforms.seam import Receipt
from campaign.schedule.planner import plan_ahead
from campaign.upkeep import restore as work
from campaign.upkeep.backup import back_up
from campaign.upkeep.manifest import Listed, ListedTable, Manifest
from campaign.upkeep.restore import Restored, restore, verify
from campaign.upkeep.sqlite_files import single_file
from tests.conftest import START
from tests.db.test_migrations import upgrade
from tests.delivery.stage import Stage
from tests.delivery.stage import stage as scene
from tests.faults.child import fork
from tests.upkeep.rows import fill
from tests.upkeep.scene import BYTES, HOUR, filled

LONG = "Câu chuyện dài về an toàn trên mạng. " * 200


def brought_back(stage: Stage, path: Path) -> Restored:
    done = restore(path, stage.database, stage.settings, "cli")
    stage.wire()
    return done


def feed(stage: Stage) -> int:
    with stage.database.read() as session:
        published = sa.select(sa.func.count()).where(
            col(Delivery.state) == "published", col(Delivery.channel_key) == "tin"
        )
        return session.scalar(published) or 0


def items(database: Database) -> int:
    with database.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Item)) or 0


def settle_for_hours(stage: Stage) -> None:
    for _ in range(8):
        recover(stage.dispatch)
        plan_ahead(stage.database, stage.settings)
        stage.settle()
        stage.clock.advance(minutes=20)


def test_what_went_out_after_the_backup_never_goes_again(stage: Stage, tmp_path: Path) -> None:
    ids = filled(stage)
    archive = back_up(stage.database, stage.settings, tmp_path / "a.zip").path
    stage.clock.advance(hours=1)
    stage.settle()
    assert (len(stage.posts()), feed(stage)) == (1, 1)
    stage.clock.advance(minutes=5)
    assert brought_back(stage, archive).marked.uncertain == 2
    settle_for_hours(stage)
    assert (len(stage.posts()), feed(stage)) == (1, 0)
    rows = [stage.row(number) for number in ids]
    assert [row.state for row in rows] == ["uncertain", "uncertain"]
    assert all("khôi phục" in (row.error_message or "") for row in rows)


def test_what_is_due_later_still_goes_out_once(stage: Stage, tmp_path: Path) -> None:
    filled(stage)
    archive = back_up(stage.database, stage.settings, tmp_path / "a.zip").path
    brought_back(stage, archive)
    stage.clock.advance(hours=1)
    stage.settle()
    assert (len(stage.posts()), feed(stage)) == (1, 1)


def test_one_that_was_moved_ahead_and_went_out_since_is_asked_about(stage: Stage, tmp_path: Path) -> None:
    telegram, rss = filled(stage)
    archive = back_up(stage.database, stage.settings, tmp_path / "a.zip").path
    with stage.database.write() as session:
        session.get_one(Delivery, telegram).due_at = stage.now()
    stage.settle()
    brought_back(stage, archive)
    assert (stage.row(telegram).state, stage.row(rss).state) == ("uncertain", "scheduled")
    stage.clock.advance(hours=2)
    stage.settle()
    assert len(stage.posts()) == 1


@pytest.mark.parametrize("state", ["queued", "sending", "held", "failed", "uncertain"])
def test_every_unpublished_state_becomes_a_question(stage: Stage, tmp_path: Path, state: str) -> None:
    telegram, _ = filled(stage)
    with stage.database.write() as session:
        row = session.get_one(Delivery, telegram)
        row.state, row.due_at, row.held_reason = state, stage.now() - HOUR, "late" if state == "held" else None
        row.step_visible, row.lease_until = state == "sending", stage.now()
    archive = back_up(stage.database, stage.settings, tmp_path / "a.zip").path
    brought_back(stage, archive)
    settle_for_hours(stage)
    row = stage.row(telegram)
    assert (row.state, row.held_reason, row.next_try_at) == ("uncertain", None, None)
    assert stage.posts() == []


def test_a_person_answers_and_only_send_again_sends(stage: Stage, tmp_path: Path) -> None:
    telegram, rss = filled(stage)
    archive = back_up(stage.database, stage.settings, tmp_path / "a.zip").path
    stage.clock.advance(hours=1, minutes=1)
    brought_back(stage, archive)
    with stage.database.write() as session:
        resolve_published(session, telegram, stage.now())
        resolve_absent(session, rss, stage.now())
    stage.settle()
    assert (stage.row(telegram).state, stage.row(rss).state) == ("published", "published")
    assert stage.posts() == []


def test_absence_by_an_id_of_the_backup_proves_nothing(stage: Stage, tmp_path: Path) -> None:
    """RSS reads its own rows; after a restore these are older than what readers were given."""
    _, rss = filled(stage)
    with stage.database.write() as session:
        session.get_one(Delivery, rss).due_at = stage.now()
    stage.settle()
    with stage.database.write() as session:
        row = session.get_one(Delivery, rss)
        row.state, row.published_at, row.remote_id = "uncertain", None, None
        row.uncertain_at, row.next_try_at = stage.now(), stage.now() + HOUR
    archive = back_up(stage.database, stage.settings, tmp_path / "a.zip").path
    stage.clock.advance(hours=2)
    brought_back(stage, archive)
    settle_for_hours(stage)
    assert stage.row(rss).state == "uncertain"


def test_what_follows_a_post_that_was_there_is_asked_about_too(stage: Stage, tmp_path: Path) -> None:
    stage.add_channel("telegram")
    stage.add_item("dai", body=LONG)
    long = stage.deliver("dai", "telegram")
    archive = back_up(stage.database, stage.settings, tmp_path / "a.zip").path
    stage.settle()
    out = len(stage.posts())
    assert out > 1
    stage.clock.advance(minutes=1)
    with stage.database.read() as session:
        post = session.get_one(Delivery, long).post
    brought_back(stage, archive)
    with stage.database.write() as session:
        session.get_one(Delivery, long).post = post  # as if it had been frozen before the backup
        resolve_published(session, long, stage.now())
    settle_for_hours(stage)
    with stage.database.read() as session:
        parts = session.scalars(sa.select(col(Delivery.state)).where(col(Delivery.part) != "")).all()
    assert set(parts) == {"uncertain"}
    assert len(stage.posts()) == out


def test_people_sign_in_again_and_zalo_waits_for_a_connection(stage: Stage, tmp_path: Path) -> None:
    filled(stage)
    with stage.database.write() as session:
        now = stage.now()
        session.add(User(id=1, email="e@example.vn", name="Biên tập viên", role="editor", created_at=now))
        session.flush()
        session.add(Session(secret_sha256="a" * 64, user_id=1, created_at=now, last_seen_at=now))
        for key, closed_by in (("oa", ""), ("oa-dong", "e@example.vn")):
            session.add(
                Channel(
                    key=key,
                    platform="zalo",
                    title=key,
                    account=f"zalo:{key}",
                    connected_at=now,
                    closed_by=closed_by,
                    closed_at=now if closed_by else None,
                    options={"oa_id": "1", "app_id": "2"},
                )
            )
    archive = back_up(stage.database, stage.settings, tmp_path / "a.zip").path
    assert brought_back(stage, archive).marked.zalo == 2
    with stage.database.read() as session:
        assert session.scalars(sa.select(Session)).all() == []
        oa, closed = session.get_one(Channel, "oa"), session.get_one(Channel, "oa-dong")
        assert (oa.closed_by, "kết nối lại" in oa.closed_reason) == ("platform", True)
        assert (closed.closed_by, closed.connected_at) == ("e@example.vn", None)
        assert session.get_one(Channel, "telegram").closed_at is None
        assert session.get_one(Fact, "restored_at").at == stage.now()


def test_files_come_back_by_their_hash_and_a_damaged_one_is_replaced(stage: Stage, tmp_path: Path) -> None:
    filled(stage)
    archive = back_up(stage.database, stage.settings, tmp_path / "a.zip").path
    store = MediaStore(stage.settings.media_folder)
    path = next(store.folder.glob("??/*"))
    path.write_bytes(b"x" * len(BYTES))
    (stage.folder / "plan.toml").write_text("# của người đang dùng\n")
    done = brought_back(stage, archive)
    assert path.read_bytes() == BYTES
    assert (done.media, done.files, done.files_kept) == (1, 0, 1)
    assert (stage.folder / "plan.toml").read_text() == "# của người đang dùng\n"


def test_a_new_machine_gets_everything_and_its_own_key_file(stage: Stage, tmp_path: Path) -> None:
    filled(stage)
    archive = back_up(stage.database, stage.settings, tmp_path / "a.zip", with_key=True).path
    other = tmp_path / "may-moi"
    settings = stage.settings.__class__(
        workspace=other, database_url=f"sqlite:///{other / 'var' / 'campaign.db'}", secret_key_file=other / "secret.key"
    )
    database = Database(settings.database_url, stage.clock)
    done = restore(archive, database, settings, "cli")
    database.close()
    assert (done.kept_at, done.media, done.files, done.sealed) == (None, 1, 1, True)
    assert (other / "plan.toml").exists()


def test_another_key_is_kept_beside_that_of_the_archive(stage: Stage, tmp_path: Path) -> None:
    filled(stage)
    keyed = back_up(stage.database, stage.settings, tmp_path / "keyed.zip", with_key=True).path
    plain = back_up(stage.database, stage.settings, tmp_path / "plain.zip").path
    stage.settings.secret_key_file.unlink()
    sealed = Vault(stage.settings.secret_key_file).seal("x", {"a": "b"})
    assert not brought_back(stage, plain).sealed
    assert brought_back(stage, keyed).sealed
    assert Vault(stage.settings.secret_key_file).open("x", sealed) == {"a": "b"}


def test_the_replaced_database_is_kept_whole(stage: Stage, tmp_path: Path) -> None:
    filled(stage)
    archive = back_up(stage.database, stage.settings, tmp_path / "a.zip").path
    stage.add_item("sau-sao-luu")
    kept_at = brought_back(stage, archive).kept_at
    assert kept_at is not None
    assert items(stage.database) == 1
    if stage.database.is_sqlite:
        kept = Database(f"sqlite:///{kept_at}")
        assert items(kept) == 2
        kept.close()
    else:
        brought_back(stage, kept_at)
        assert items(stage.database) == 2


def test_a_receipt_that_waited_in_the_journal_never_meets_other_rows(stage: Stage, tmp_path: Path) -> None:
    filled(stage)
    archive = back_up(stage.database, stage.settings, tmp_path / "a.zip").path
    write_journal(stage.dispatch, "ticket", 99, Receipt(remote_id="1"))
    brought_back(stage, archive)
    assert replay_journal(stage.dispatch) == 0
    assert len(list((stage.settings.var / "backups").glob("*.receipts.jsonl"))) == 1


def test_a_restore_waits_until_nobody_runs(stage: Stage, tmp_path: Path) -> None:
    filled(stage)
    archive = back_up(stage.database, stage.settings, tmp_path / "a.zip").path
    if stage.database.is_sqlite:
        with InstanceLock(stage.settings.database_url), pytest.raises(Mistake, match="đang chạy"):
            brought_back(stage, archive)
        return
    with stage.database.write() as session:
        session.merge(Fact(name="last_tick_at", value="", at=stage.now() - timedelta(seconds=2)))
    with pytest.raises(Mistake, match="đang chạy"):
        brought_back(stage, archive)
    stage.clock.advance(minutes=1)
    brought_back(stage, archive)


@pytest.mark.parametrize("point", ["settle", "_bring_key", "into", "_bring_files"])
def test_a_kill_leaves_a_whole_database_and_the_same_command_finishes(stage: Stage, tmp_path: Path, point: str) -> None:
    filled(stage)
    archive = back_up(stage.database, stage.settings, tmp_path / "a.zip").path
    stage.clock.advance(hours=2)
    stage.database.close()
    into = "into_sqlite" if stage.database.is_sqlite else "into_postgresql"

    def child() -> None:
        setattr(work, into if point == "into" else point, lambda *_: os._exit(9))
        restore(archive, Database(stage.database.url, stage.clock), stage.settings, "cli")

    assert os.waitstatus_to_exitcode(os.waitpid(fork(child), 0)[1]) == 9
    require_current(stage.database)
    assert stage.row(1).state == ("uncertain" if point == "_bring_files" else "scheduled")
    brought_back(stage, archive)
    assert stage.row(1).state == "uncertain"


def test_half_restored_rows_are_refused_until_they_are_all_there(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if stage.database.is_sqlite:
        pytest.skip("SQLite changes by one rename")
    filled(stage)
    archive = back_up(stage.database, stage.settings, tmp_path / "a.zip").path
    monkeypatch.setattr("campaign.upkeep.place.fill", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        brought_back(stage, archive)
    with pytest.raises(Mistake, match="dở dang"):
        require_current(stage.database)
    monkeypatch.undo()
    brought_back(stage, archive)
    require_current(stage.database)


def test_what_the_replaced_database_knew_outlives_a_restore_that_was_interrupted(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rows are taken away before the archive's are all there; the second run must not take that for innocence."""
    if stage.database.is_sqlite:
        pytest.skip("SQLite changes by one rename")
    telegram, _ = filled(stage)
    archive = back_up(stage.database, stage.settings, tmp_path / "a.zip").path
    with stage.database.write() as session:
        session.get_one(Delivery, telegram).due_at = stage.now()
    stage.settle()
    for _ in range(2):
        with monkeypatch.context() as cut:
            cut.setattr("campaign.upkeep.place.fill", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                brought_back(stage, archive)
    brought_back(stage, archive)
    assert stage.row(telegram).state == "uncertain"
    stage.clock.advance(hours=2)
    stage.settle()
    assert len(stage.posts()) == 1


@pytest.mark.parametrize("revision", ["0003", "0010"])
def test_an_archive_of_an_older_program_is_brought_to_this_one(stage: Stage, tmp_path: Path, revision: str) -> None:
    old = Database(f"sqlite:///{tmp_path / 'old.db'}")
    upgrade(old, revision)
    with old.engine.execution_options(immediate=True).connect() as connection:
        counts = fill(connection)
        connection.commit()
    old.close()
    single_file(tmp_path / "old.db")
    archive = by_hand(tmp_path / "old.db", revision, counts)
    assert verify(archive, stage.settings).schema_revision == revision
    brought_back(stage, archive)
    require_current(stage.database)
    assert items(stage.database) == 3


def by_hand(rows: Path, revision: str, counts: dict[str, int]) -> Path:
    """An archive as the program of that revision would have written it."""
    content = rows.read_bytes()
    manifest = Manifest(
        program="0.0.1", schema_revision=revision, made_at=START, database_kind="sqlite", media=[], files=[],
        database=Listed(name="campaign.db", sha256=hashlib.sha256(content).hexdigest(), size=len(content)),
        tables={name: ListedTable(count=count, digest="") for name, count in counts.items()},
    )  # fmt: skip
    path = rows.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("campaign.db", content)
        archive.writestr("manifest.json", manifest.model_dump_json())
    return path


def test_a_damaged_sqlite_file_is_no_obstacle(sqlite_database: Database, tmp_path: Path) -> None:
    with scene(sqlite_database, tmp_path) as stage:
        filled(stage)
        archive = back_up(stage.database, stage.settings, tmp_path / "a.zip").path
        stage.database.close()
        path = Path(stage.settings.database_url.removeprefix("sqlite:///"))
        path.write_bytes(b"this was a database once" * 1000)
        done = brought_back(stage, archive)
        assert done.kept_at is not None
        assert done.kept_at.read_bytes().startswith(b"this was")
        assert stage.row(1).state == "scheduled"

"""The doctor: one plain line for each thing, and what needs a person is seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from campaign.db import Database
from campaign.db.schema import migrate, require_current
from campaign.errors import Mistake
from campaign.media.store import MediaStore
from campaign.models import Channel, Fact, Feed
from campaign.settings import Settings
from campaign.upkeep import doctor
from campaign.upkeep.backup import back_up
from campaign.upkeep.doctor import examine
from campaign.upkeep.finding import AREAS
from tests.delivery.stage import Stage
from tests.upkeep.scene import filled


@pytest.fixture
def healthy(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Rows, files, a backup and a tick; the doctor asks the stage's clock."""
    filled(stage)
    back_up(stage.database, stage.settings, tmp_path / "out" / "a.zip")
    word(stage, timedelta())
    monkeypatch.setattr(doctor, "Database", lambda url: stage.database.__class__(url, stage.clock))
    return stage


def word(stage: Stage, ago: timedelta) -> None:
    with stage.database.write() as session:
        session.merge(Fact(name="last_tick_at", value="", at=stage.now() - ago))


def change(statement: str) -> Callable[[Stage], None]:
    def work(stage: Stage) -> None:
        with stage.database.write() as session:
            session.execute(sa.text(statement))

    return work


def channel(**columns: object) -> Callable[[Stage], None]:
    def work(stage: Stage) -> None:
        with stage.database.write() as session:
            row = session.get_one(Channel, "telegram")
            for name, value in columns.items():
                setattr(row, name, stage.now() + value if isinstance(value, timedelta) else value)

    return work


def failing_feed(stage: Stage) -> None:
    with stage.database.write() as session:
        session.add(
            Feed(
                url="https://bao.example.vn/rss",
                added_by="cli",
                added_at=stage.now(),
                next_at=stage.now(),
                failures=3,
                error_message="Máy chủ không trả lời.",
            )
        )


def stored(stage: Stage) -> Path:
    return next(MediaStore(stage.settings.media_folder).folder.glob("??/*"))


def test_all_is_well_in_one_line_each(healthy: Stage) -> None:
    found = examine(healthy.settings)
    assert [one.area for one in found if not one.ok] == []
    assert [one.area for one in found] == list(AREAS)


@pytest.mark.parametrize(
    ("area", "spoil", "says"),
    [
        ("clock", lambda stage: word(stage, timedelta(minutes=9)), "đã đứng 9 phút"),
        ("clock", lambda stage: word(stage, timedelta(hours=-1)), "tương lai"),
        ("clock", change("DELETE FROM fact WHERE name = 'last_tick_at'"), "chưa chạy lần nào"),
        ("backups", change("DELETE FROM fact WHERE name = 'last_backup_at'"), "Chưa có bản sao lưu"),
        ("keys", lambda stage: stage.settings.secret_key_file.unlink(), "Mất tệp khóa"),
        ("keys", lambda stage: stage.settings.secret_key_file.chmod(0o644), "chmod 600"),
        ("keys", change("UPDATE credential SET sealed = 'gAAAA'"), "không mở được"),
        ("channels", channel(connected_at=None), "chưa kết nối"),
        ("channels", channel(closed_at=timedelta(), closed_by="platform", closed_reason="Hết hạn."), "channel connect"),
        ("channels", channel(closed_at=timedelta(), closed_by="e@example.vn"), "channel open"),
        ("channels", channel(token_expires_at=timedelta(days=3)), "còn 3 ngày"),
        ("media", lambda stage: stored(stage).unlink(), "Thiếu 1 tệp"),
        ("media", lambda stage: stored(stage).write_bytes(b"x" * stored(stage).stat().st_size), "bị hỏng"),
        ("feeds", failing_feed, "Máy chủ không trả lời"),
        ("database", change("INSERT INTO fact VALUES ('moved_to', 'postgresql://may/x', '2026-12-01')"), "chuyển sang"),
        ("database", change("UPDATE alembic_version SET version_num = '9999'"), "mới hơn"),
    ],
)
def test_what_needs_a_person_is_seen(healthy: Stage, area: str, spoil: Callable[[Stage], None], says: str) -> None:
    spoil(healthy)
    wrong = [one for one in examine(healthy.settings) if not one.ok]
    assert [one.area for one in wrong] == [area]
    assert says in wrong[0].says


def test_a_channel_that_has_been_silent_and_an_old_backup_are_told(healthy: Stage) -> None:
    with healthy.database.write() as session:
        session.execute(
            sa.text("UPDATE delivery SET state = 'published', published_at = '2026-12-01' WHERE channel_key = 'tin'")
        )
    healthy.clock.advance(days=20)
    word(healthy, timedelta())
    wrong = {one.area: one.says for one in examine(healthy.settings) if not one.ok}
    assert wrong.keys() == {"channels", "backups"}
    assert "tin không gửi gì từ 20 ngày" in wrong["channels"]
    assert "20 ngày" in wrong["backups"]


def test_a_full_disk_is_told(healthy: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "RESERVE_BYTES", 1 << 60)
    assert [one.area for one in examine(healthy.settings) if not one.ok] == ["disk"]


def test_without_a_database_it_says_how_to_make_one(tmp_path: Path) -> None:
    settings = Settings(workspace=tmp_path, database_url=f"sqlite:///{tmp_path / 'var' / 'campaign.db'}")
    wrong = [one for one in examine(settings) if not one.ok]
    assert [one.area for one in wrong] == ["database"]
    assert "campaign sync" in wrong[0].says
    assert not (tmp_path / "var").exists()


def test_a_workspace_that_is_not_there_is_told(tmp_path: Path) -> None:
    settings = Settings(workspace=tmp_path / "x", database_url=f"sqlite:///{tmp_path / 'x' / 'var' / 'campaign.db'}")
    wrong = {one.area: one.says for one in examine(settings) if not one.ok}
    assert wrong.keys() == {"database", "disk"}
    assert "--workspace" in wrong["disk"]


def test_what_is_no_database_is_told_in_a_sentence_by_every_command(tmp_path: Path) -> None:
    (tmp_path / "campaign.db").write_bytes(b"this was a database once" * 1000)
    database = Database(f"sqlite:///{tmp_path / 'campaign.db'}")
    for opened in (require_current, migrate):
        with pytest.raises(Mistake, match="campaign restore"):
            opened(database)
    database.close()


def test_a_broken_file_is_told_and_how_to_mend_it(healthy: Stage) -> None:
    if not healthy.database.is_sqlite:
        pytest.skip("a file is SQLite's")
    healthy.database.close()
    path = Path(healthy.settings.database_url.removeprefix("sqlite:///"))
    with path.open("r+b") as file:
        file.seek(4096 * 40)
        file.write(b"\xff" * 4096 * 60)
    wrong = [one for one in examine(healthy.settings) if not one.ok]
    assert [one.area for one in wrong] == ["database"]
    assert "campaign restore" in wrong[0].says

"""What goes wrong on our side before a byte leaves: nobody has to wonder whether the post is out."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from campaign.credentials import Vault, require_key
from campaign.errors import Mistake
from tests.delivery.stage import Stage


def change_key(stage: Stage) -> bytes:
    """Another key in the key file; returns the right one."""
    path: Path = stage.settings.secret_key_file
    right = path.read_bytes()
    path.write_bytes(Fernet.generate_key())
    stage.wire()
    return right


def test_a_wrong_key_leaves_the_post_scheduled_and_says_why(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    right = change_key(stage)
    stage.settle()
    row = stage.row(delivery)
    assert (row.state, row.error_code) == ("scheduled", "local")
    assert "khóa" in (row.error_message or "").lower()
    stage.settings.secret_key_file.write_bytes(right)
    stage.wire()
    stage.clock.advance(seconds=40)
    stage.settle()
    assert stage.row(delivery).state == "published"


def test_secrets_that_the_database_does_not_give_leave_the_post_scheduled(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    with stage.database.write() as session:
        session.connection().exec_driver_sql("ALTER TABLE credential RENAME TO away")
    stage.settle()
    row = stage.row(delivery)
    assert (row.state, row.error_code, stage.posts()) == ("scheduled", "local", [])
    with stage.database.write() as session:
        session.connection().exec_driver_sql("ALTER TABLE away RENAME TO credential")
    stage.clock.advance(seconds=40)
    stage.settle()
    assert stage.row(delivery).state == "published"


def test_a_wrong_key_uses_up_no_look_for_an_uncertain_post(stage: Stage) -> None:
    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    stage.sandbox.faults.add("lost", times=1)
    stage.tick()
    right = change_key(stage)
    stage.settle()
    assert (stage.row(delivery).state, stage.row(delivery).lookups) == ("uncertain", 0)
    stage.settings.secret_key_file.write_bytes(right)
    stage.wire()
    stage.clock.advance(minutes=2)
    stage.settle()
    assert stage.row(delivery).state == "published"


def test_a_program_does_not_start_with_a_key_that_is_not_its_own(stage: Stage) -> None:
    stage.add_channel()
    change_key(stage)
    with pytest.raises(Mistake, match="không mở được bí mật"):
        require_key(stage.database, Vault(stage.settings.secret_key_file))


def test_the_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    from campaign.db import Database
    from campaign.db.schema import migrate

    database = Database(f"sqlite:///{tmp_path / 'var' / 'campaign.db'}")
    migrate(database)
    files = sorted((tmp_path / "var").iterdir())
    assert {path.name for path in files} >= {"campaign.db", "campaign.db-wal", "campaign.db-shm"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in [*files, tmp_path / "var"])
    database.close()


def test_a_key_file_that_cannot_be_read_leaves_the_post_scheduled(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_many(_: Vault, key: str, sealed: str) -> dict[str, str]:
        raise OSError(errno.EMFILE, "Too many open files")

    stage.add_channel()
    stage.add_item("otp")
    delivery = stage.deliver("otp", "telegram")
    with monkeypatch.context() as patched:
        patched.setattr(Vault, "open", too_many)
        stage.settle()
    row = stage.row(delivery)
    assert (row.state, row.error_code, stage.posts()) == ("scheduled", "local", [])
    assert "Too many open files" in (row.error_message or "")

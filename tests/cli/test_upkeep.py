"""Backup, restore, move, keys and doctor as a person runs them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from campaign.sandbox import Sandbox
from tests.app.program import Program

COMMANDS = [
    ("sync",), ("serve", "--port", "0"), ("tick",), ("calendar",), ("deliveries",), ("channel", "list"),
    ("backup", "x.zip"), ("report", "--format", "json", "-o", "-"), ("user", "list"), ("token", "list"),
    ("alerts", "list"), ("measure",), ("keys", "rotate"), ("activity", "list"), ("cancel", "1"), ("doctor",),
    ("approve", "otp", "--by", "e@example.vn"), ("schedule", "otp", "--channel", "kenh", "--at", "now"),
]  # fmt: skip
"""One of each kind of command that opens the database."""


def change(program: Program, statement: str) -> None:
    with closing(sqlite3.connect(program.root / "var" / "campaign.db")) as connection:
        connection.execute(statement)
        connection.commit()


def test_a_drill_after_a_restore_no_post_goes_out_again(program: Program, sandbox: Sandbox, tmp_path: Path) -> None:
    archive = str(tmp_path / "sao-luu.zip")
    delivery = program.ok("schedule", "otp", "--channel", "kenh", "--at", "now").out.strip()
    assert program.ok("backup", archive).out == f"{archive}\n"
    program.ok("tick")
    assert len(sandbox.posts()) == 1
    assert "dùng được" in program.ok("restore", archive, "--verify").err
    told = program.ok("restore", archive).err
    assert "1 lượt đăng có thể đã lên kênh" in told
    program.ok("tick")
    program.ok("tick")
    assert len(sandbox.posts()) == 1
    (row,) = program.deliveries("--state", "uncertain")
    assert (str(row["id"]), row["error"]["code"]) == (delivery, "restored")
    program.ok("resolve", delivery, "--published")
    program.ok("tick")
    assert len(sandbox.posts()) == 1


def test_a_backup_is_made_while_serve_runs_and_a_restore_waits(program: Program, tmp_path: Path) -> None:
    serving = program.start("serve", "--port", "0")
    serving.wait_for(r"Đang chạy: (\S+)")
    program.ok("backup", str(tmp_path / "a.zip"))
    for command in (("restore", str(tmp_path / "a.zip")), ("keys", "rotate"), ("move", "--to", "postgresql://x/y")):
        ended = program.here(*command)
        assert (ended.code, ended.err.count("\n")) == (1, 1), ended
        assert "đang chạy" in ended.err
    assert serving.stop().code == 0


def test_a_damaged_archive_is_one_sentence_and_exit_1(program: Program, tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    program.ok("backup", str(archive))
    archive.write_bytes(archive.read_bytes()[:-1000])
    for options in ((), ("--verify",)):
        ended = program.here("restore", str(archive), *options)
        assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1), ended


def test_the_doctor_tells_each_thing_and_ends_with_1_where_somebody_is_needed(program: Program) -> None:
    ended = program.here("doctor", "--json")
    wrong = {one["area"] for one in ended.json["findings"] if not one["ok"]}
    assert (ended.code, ended.json["ok"], wrong) == (1, False, {"clock", "backups"})
    assert "CẦN XEM\tclock\t" in program.here("doctor").out
    program.ok("tick")
    program.ok("backup", str(program.root / "a.zip"))
    assert program.ok("doctor", "--json").json["ok"] is True


def test_new_keys_and_the_channel_still_posts(program: Program, sandbox: Sandbox) -> None:
    before = (program.root / "var" / "secret.key").read_text()
    assert "1 bí mật" in program.ok("keys", "rotate").err
    assert (program.root / "var" / "secret.key").read_text() != before
    program.ok("schedule", "otp", "--channel", "kenh", "--at", "now")
    program.ok("tick")
    assert len(sandbox.posts()) == 1


def test_the_move_and_the_same_workspace_on_postgresql(
    program: Program, sandbox: Sandbox, postgresql_url: str, tmp_path: Path
) -> None:
    url = postgresql_url.replace("postgresql+psycopg://", "postgresql://")
    program.ok("schedule", "otp", "--channel", "kenh", "--at", "now")
    assert "đối chiếu từng dòng đều khớp" in program.ok("move", "--to", url).err
    for command in (("tick",), ("sync",), ("deliveries",), ("serve", "--port", "0"), ("move", "--to", f"{url}&x=1")):
        ended = program.here(*command)
        assert (ended.code, "đã chuyển sang" in ended.err) == (1, True), ended
    there = Program(program.root, {**program.environ, "CAMPAIGN_DATABASE_URL": url})
    there.ok("tick")
    assert len(sandbox.posts()) == 1
    assert "a.zip" in there.ok("backup", str(tmp_path / "a.zip")).out
    there.ok("restore", str(tmp_path / "a.zip"), "--verify")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_of_an_older_program_refuses_a_newer_database(program: Program, command: tuple[str, ...]) -> None:
    change(program, "UPDATE alembic_version SET version_num = '9999'")
    ended = program.here(*command)
    assert ended.code == 1, ended
    assert "phiên bản mới hơn" in ended.err + ended.out
    assert "Traceback" not in ended.err

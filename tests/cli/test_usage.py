"""Help for every command, exit 2 for wrong usage, and one sentence where the ground is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer

from campaign.cli.main import app
from tests.app.program import Program


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))


ALL = list(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_explains_itself(tmp_path: Path, path: tuple[str, ...]) -> None:
    ended = Program(tmp_path).here(*path, "--help")
    assert (ended.code, ended.err) == (0, "")
    assert " ".join(path) in ended.out
    assert any(letter in ended.out for letter in "ạảãáàệếềộốợớựưđ")  # said in Vietnamese


@pytest.mark.parametrize("words", [
    "khong-co-lenh-nay", "schedule otp", "schedule otp --channel kenh", "cancel", "cancel x", "cancel -1",
    "cancel 99999999999", "retract 1", "channel", "channel khong-co", "user add", "user add a@b.vn --name A",
    "calendar --days 0", "calendar --days nhieu", "serve --port 70000", "deliveries --khong-co", "init",
    "sandbox --port x",
])  # fmt: skip
def test_wrong_usage_is_exit_2_and_says_nothing_on_stdout(tmp_path: Path, words: str) -> None:
    ended = Program(tmp_path).here(*words.split())
    assert ended.code == 2
    assert ended.err or words == "channel"


@pytest.mark.parametrize(("name", "value"), [
    ("CAMPAIGN_DATABASE_URL", "mysql://x"), ("CAMPAIGN_TICK_S", "0"), ("CAMPAIGN_LOG", "ồn"),
    ("CAMPAIGN_APPROVALS", "3"), ("CAMPAIGN_RETRY_S", "a,b"), ("CAMPAIGN_LANGUAGE", "fr"),
])  # fmt: skip
def test_a_setting_that_cannot_be_read_is_named(tmp_path: Path, name: str, value: str) -> None:
    ended = Program(tmp_path, {name: value}).here("deliveries")
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert name in ended.err


def test_a_file_that_is_no_database_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "campaign.db").write_text("không phải cơ sở dữ liệu" * 100)
    ended = Program(tmp_path).here("deliveries")
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)


def test_a_postgresql_that_is_not_there_is_told_without_its_address(tmp_path: Path) -> None:
    address = "postgresql://nguoi:" + "mat-khau" + "@127.0.0.1:9/x"
    ended = Program(tmp_path, {"CAMPAIGN_DATABASE_URL": address}).here("deliveries")
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "mat-khau" not in ended.err

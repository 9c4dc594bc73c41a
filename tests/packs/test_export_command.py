"""``campaign export``: a file on the disk, notes on stderr, and a sentence where something is wrong."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from campaign.db import Database
from campaign.packs.table import PACKS
from tests.packs.stock import stocked


def run(workspace: Path, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    variables = {"CAMPAIGN_DATABASE_URL": url, "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "campaign", "--workspace", str(workspace), "export", *words]
    return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=120, check=False)


def test_a_pack_is_written_to_a_file_with_its_own_options(sqlite_database: Database, tmp_path: Path) -> None:
    stocked(sqlite_database)
    file = tmp_path / "loa.zip"
    words = ("loudspeakers", "-o", str(file), "--tag", "otp", "--communes", "Xã A", "--communes=Xã B", "--days", "1")
    done = run(tmp_path, sqlite_database.url, *words)
    assert (done.returncode, done.stdout) == (0, "")
    schedule = zipfile.ZipFile(file).read("schedule.csv").decode()
    assert schedule.count("Xã A") == schedule.count("Xã B") == 2
    assert "chưa có tệp âm thanh" in done.stderr


def test_an_unknown_pack_or_option_is_one_sentence_and_exit_1(sqlite_database: Database, tmp_path: Path) -> None:
    stocked(sqlite_database)
    for words, said in (
        (("loa",), "Gần nhất là loudspeakers."),
        (("sms", "-o", "x", "--item", "khong-doc-otp", "--dot", "1"), "--wave"),
    ):
        done = run(tmp_path, sqlite_database.url, *words)
        assert done.returncode == 1
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def test_the_help_lists_every_pack_with_its_options_one_a_line(tmp_path: Path) -> None:
    lines = run(tmp_path, "sqlite://", "--help").stdout.splitlines()
    for name, pack in PACKS.items():
        assert any(line.strip().startswith(f"{name}: {pack.title}") for line in lines)
        for option in pack.options:
            (told,) = [line for line in lines if line.split()[:1] == [f"--{option.name}"] and option.title in line]
            assert ("bắt buộc" in told) is option.needed

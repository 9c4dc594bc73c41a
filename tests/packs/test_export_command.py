"""``campaign export``: a file on the disk, notes on stderr, and a sentence where something is wrong."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from campaign.db import Database
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
        (("loa",), "loudspeakers"),
        (("sms", "-o", "x", "--item", "khong-doc-otp", "--dot", "1"), "--wave"),
    ):
        done = run(tmp_path, sqlite_database.url, *words)
        assert done.returncode == 1
        assert said in done.stderr
        assert "Traceback" not in done.stderr

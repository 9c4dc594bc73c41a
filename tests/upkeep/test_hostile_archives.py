"""An archive comes from outside: what is damaged, or made to do harm, is refused in a sentence and changes nothing."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from campaign.db import Database
from campaign.errors import Mistake
from campaign.upkeep import opened
from campaign.upkeep.backup import back_up
from campaign.upkeep.manifest import Listed
from campaign.upkeep.restore import restore, verify
from tests.delivery.stage import Stage
from tests.delivery.stage import stage as scene
from tests.upkeep.scene import filled


@pytest.fixture
def stage(sqlite_database: Database, tmp_path: Path) -> Iterator[Stage]:
    with scene(sqlite_database, tmp_path) as made:
        filled(made)
        yield made


@pytest.fixture
def archive(stage: Stage, tmp_path: Path) -> Path:
    return back_up(stage.database, stage.settings, tmp_path / "a.zip").path


def again(archive: Path, change: Callable[[dict[str, bytes]], None], *extra: tuple[zipfile.ZipInfo, bytes]) -> Path:
    """The same archive with other contents, its manifest corrected where a careful attacker would."""
    with zipfile.ZipFile(archive) as old:
        there = {name: old.read(name) for name in old.namelist()}
    change(there)
    made = archive.with_name("other.zip")
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in there.items():
            new.writestr(name, content)
        for info, content in extra:
            new.writestr(info, content)
    return made


def listed(there: dict[str, bytes], name: str, content: bytes) -> None:
    """Put a file in and list it as it is."""
    manifest = json.loads(there["manifest.json"])
    there[name] = content
    one = Listed(name=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content)).model_dump()
    if name == "campaign.db":
        manifest["database"] = one
    else:
        manifest["files"].append(one)
    there["manifest.json"] = json.dumps(manifest).encode()


def refused(stage: Stage, path: Path, why: str) -> None:
    """By the check and by the restore; nothing has changed."""
    before = tree(stage.folder)
    for work in (lambda: verify(path, stage.settings), lambda: restore(path, stage.database, stage.settings, "cli")):
        with pytest.raises(Mistake, match=why):
            work()
    assert tree(stage.folder) == before


def tree(root: Path) -> set[str]:
    ours = ("campaign.db.lock", "campaign.db-wal", "campaign.db-shm", "other.zip", "escaped")
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.name not in ours}


@pytest.mark.parametrize(
    "name",
    ["../escaped", "/tmp/escaped", "workspace/../../escaped", "workspace\\..\\escaped", "workspace/C:escaped",
     "media/aa/../../../escaped", "campaign.db/x", "var/secret.key", "workspace/./plan.toml", "workspace/a\x01b"],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused(stage: Stage, archive: Path, name: str) -> None:
    refused(stage, again(archive, lambda there: listed(there, name, b"x")), "không an toàn|tệp lạ")
    assert not any(path.name == "escaped" for path in stage.folder.parent.rglob("escaped"))


def test_a_symbolic_link_is_refused(stage: Stage, archive: Path) -> None:
    link = zipfile.ZipInfo("workspace/content/link.md")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    refused(stage, again(archive, lambda _: None, (link, b"/etc/passwd")), "không phải tệp thường")


def test_a_bomb_is_refused_before_it_unfolds(stage: Stage, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = again(archive, lambda there: listed(there, "workspace/content/bomb.md", bytes(9 << 20)))
    refused(stage, bomb, "nén bất thường")
    monkeypatch.setattr(opened, "MOST_ENTRIES", 3)
    refused(stage, archive, "quá nhiều tệp")


def test_what_would_fill_the_disk_is_refused(stage: Stage, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "RESERVE_BYTES", 1 << 60)
    refused(stage, archive, "Đĩa không đủ chỗ")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused(stage: Stage, archive: Path) -> None:
    twice = again(archive, lambda _: None, (zipfile.ZipInfo("campaign.db"), b"x"))
    refused(stage, twice, "hai tệp cùng tên")


def spoil(name: str, content: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda there: there.update({name: content})


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (spoil("workspace/plan.toml", b"schema = 2\n"), "không đúng như lúc được ghi"),
        (spoil("workspace/plan.toml", b"more than before\n"), "không đúng kích thước"),
        (spoil("workspace/new.toml", b""), "tệp lạ"),
        (lambda there: there.pop("workspace/plan.toml"), "thiếu tệp"),
        (lambda there: there.pop("manifest.json"), "không phải bản sao lưu"),
        (spoil("manifest.json", b"{}"), "không đọc được manifest"),
        (lambda there: listed(there, "campaign.db", b"no database" * 100), "bị hỏng"),
    ],
)
def test_what_is_damaged_is_refused(stage: Stage, archive: Path, change: Any, why: str) -> None:
    refused(stage, again(archive, change), why)


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x03\x04" + bytes(100)])
def test_what_is_no_archive_is_refused(stage: Stage, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.zip"
    path.write_bytes(content)
    refused(stage, path, "không phải bản sao lưu")
    with pytest.raises(Mistake, match="Không mở được"):
        verify(tmp_path / "none.zip", stage.settings)


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.97])
def test_half_a_file_is_refused(stage: Stage, archive: Path, tmp_path: Path, cut: float) -> None:
    whole = archive.read_bytes()
    (tmp_path / "other.zip").write_bytes(whole[: int(len(whole) * cut)])
    refused(stage, tmp_path / "other.zip", "hỏng")


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("DELETE FROM approval", "không đủ"),
        ("UPDATE item SET slug = 'khac'", "không đúng như lúc được ghi"),
        ("CREATE TRIGGER strange AFTER INSERT ON item BEGIN DELETE FROM link; END", "trigger hoặc view lạ"),
        ("DROP TRIGGER audit_kept", "trigger hoặc view lạ"),
        ("CREATE VIEW strange AS SELECT 1", "trigger hoặc view lạ"),
        ("UPDATE alembic_version SET version_num = '9999'", "mới hơn"),
        ("UPDATE delivery SET item_id = 99", "foreign_key_check"),
    ],
)
def test_a_database_that_was_tampered_with_is_refused(stage: Stage, archive: Path, statement: str, why: str) -> None:
    def tamper(there: dict[str, bytes]) -> None:
        path = archive.with_name("tampered.db")
        path.write_bytes(there["campaign.db"])
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(statement)
            connection.commit()
        listed(there, "campaign.db", path.read_bytes())
        path.unlink()

    refused(stage, again(archive, tamper), why)


def test_an_archive_of_a_newer_program_is_refused(stage: Stage, archive: Path) -> None:
    def newer(there: dict[str, bytes]) -> None:
        there["manifest.json"] = there["manifest.json"].replace(b'"schema_revision": "0', b'"schema_revision": "9')

    refused(stage, again(archive, newer), "mới hơn")

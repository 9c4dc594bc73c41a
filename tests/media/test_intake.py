"""The store and what is taken into it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import sqlalchemy as sa

from campaign.db import Database
from campaign.errors import NotFound
from campaign.media import intake
from campaign.media.intake import safe_name, take_in
from campaign.media.store import MediaStore
from campaign.models import MediaRow
from tests.media.files import encoded, jpeg, picture


def test_a_stored_file_is_found_by_its_hash_and_readable_by_the_owner_only(tmp_path: Path) -> None:
    store = MediaStore(tmp_path / "media")
    sha256 = store.put(b"content")
    assert sha256 == hashlib.sha256(b"content").hexdigest()
    assert store.path(sha256) == tmp_path / "media" / sha256[:2] / sha256
    assert store.path(sha256).stat().st_mode & 0o777 == 0o600
    with store.open(sha256) as file:
        assert file.read() == b"content"
    assert [path.name for path in (tmp_path / "media").iterdir()] == [sha256[:2]]


@pytest.mark.parametrize("name", ["../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n", "\0" * 64, ""])
def test_only_a_hash_opens_a_file(tmp_path: Path, name: str) -> None:
    store = MediaStore(tmp_path)
    with pytest.raises(NotFound):
        store.open(name)


def test_the_same_source_is_encoded_once(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    decode_all = intake.decode_all
    monkeypatch.setattr(intake, "decode_all", lambda requests: asked.append(len(requests)) or decode_all(requests))
    store = MediaStore(tmp_path / "media")
    files = [tmp_path / "Ảnh Đẹp.jpg", tmp_path / "ban-sao.jpg"]
    for file in files:
        file.write_bytes(jpeg())
    first = take_in(database, store, files)
    again = take_in(database, store, files)
    assert asked == [1]
    assert first.rows[files[0]].sha256 == first.rows[files[1]].sha256 == again.rows[files[0]].sha256
    row = again.rows[files[0]]
    assert row.name == f"anh-dep-{row.sha256[:8]}.jpg"
    assert row.size == store.path(row.sha256).stat().st_size
    with database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(MediaRow)) == 1


def test_one_bad_file_does_not_stop_the_others(database: Database, tmp_path: Path) -> None:
    good, bad, missing = tmp_path / "tot.png", tmp_path / "hong.png", tmp_path / "khong-co.png"
    good.write_bytes(encoded(picture(), "PNG"))
    bad.write_bytes(encoded(picture(), "PNG")[:200])
    taken = take_in(database, MediaStore(tmp_path / "media"), [good, bad, missing])
    assert list(taken.rows) == [good]
    assert "ảnh hỏng" in taken.refused[bad]
    assert "không có" in taken.refused[missing]


def test_a_file_lost_from_the_store_is_made_again(sqlite_database: Database, tmp_path: Path) -> None:
    store, file = MediaStore(tmp_path / "media"), tmp_path / "a.jpg"
    file.write_bytes(jpeg())
    sha256 = take_in(sqlite_database, store, [file]).rows[file].sha256
    store.path(sha256).unlink()
    assert take_in(sqlite_database, store, [file]).rows[file].sha256 == sha256
    assert store.has(sha256)


@pytest.mark.parametrize("stem", ["..", "con\0", "../../x", "CON", "%2e%2e", "漢字", "a" * 300])
def test_served_names_are_plain(stem: str) -> None:
    name = safe_name(stem, "0123456789abcdef", ".jpg")
    assert name.removesuffix("-01234567.jpg").replace("-", "a").isalnum()
    assert name.isascii()
    assert len(name) < 80

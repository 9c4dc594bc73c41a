"""``campaign backup``: one archive of an installation, made while it runs.

A zip: the database as one SQLite file whichever database it came from, media files, the workspace's files, the key only
if asked, and ``manifest.json`` last. Secrets stand in it as in the database: sealed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import campaign
from campaign.db import Database
from campaign.db.schema import HEAD
from campaign.errors import Mistake
from campaign.media.store import CHUNK, MediaStore
from campaign.media.uploads import RESERVE_BYTES
from campaign.models import Fact
from campaign.settings import Settings
from campaign.upkeep.durable import written_whole
from campaign.upkeep.manifest import (
    DATABASE,
    KEY,
    LAST_BACKUP,
    MANIFEST,
    WORKSPACE,
    Listed,
    ListedMedia,
    Manifest,
    media_name,
)
from campaign.upkeep.manifest import ListedTable as Table
from campaign.upkeep.snapshot import snapshot
from campaign.upkeep.sqlite_files import sqlite_path
from campaign.upkeep.tables import extents

WORKSPACE_PARTS = ("plan.toml", "schedules.toml", "channels", "content", "reports")


@dataclass(frozen=True)
class Made:
    """What was written. ``left_out``: stored files that could not be read."""

    path: Path
    manifest: Manifest
    left_out: int


def back_up(
    database: Database, settings: Settings, path: Path, *, with_key: bool = False, with_media: bool = True
) -> Made:
    """Write the archive; the name appears when it is complete. Raises Mistake where it may not or cannot be written."""
    if path.exists() and not path.is_file():
        raise Mistake(f"{path} không phải là một tệp. Hãy chọn tên tệp khác cho bản sao lưu.")
    with database.read() as session:
        made_at = database.now(session)
    try:
        _require_room(database, settings, path, with_media)
        with (
            written_whole(path) as draft,
            tempfile.TemporaryDirectory(prefix=".backup-", dir=path.parent) as folder,
        ):
            copy = Path(folder) / DATABASE
            snapshot(database, copy)
            tables = _tables(copy)
            with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
                writer = _Writer(archive, made_at)
                row_file = writer.add(DATABASE, copy)
                files = [*writer.workspace(settings.workspace), *writer.key(settings.secret_key_file, with_key)]
                media, left_out = writer.media(MediaStore.of(settings), with_media)
                manifest = Manifest(
                    program=campaign.__version__,
                    schema_revision=HEAD,
                    made_at=made_at,
                    database_kind="sqlite" if database.is_sqlite else "postgresql",
                    database=row_file,
                    tables=tables,
                    media=media,
                    files=files,
                )
                archive.writestr(_entry(MANIFEST, made_at), manifest.model_dump_json(indent=1), zipfile.ZIP_DEFLATED)
    except OSError as error:
        raise Mistake(f"Không ghi được bản sao lưu {path}: {error.strerror or error}") from None
    with database.write() as session:
        session.merge(Fact(name=LAST_BACKUP, value=str(path), at=made_at))
    return Made(path, manifest, left_out)


def _require_room(database: Database, settings: Settings, path: Path, with_media: bool) -> None:
    """The copy and the archive beside each other, and what the running database needs for itself."""
    size = sqlite_path(database).stat().st_size if database.is_sqlite else 0
    needed = 2 * size + RESERVE_BYTES
    if with_media:
        needed += sum(MediaStore.of(settings).sizes().values())
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(path.parent).free < needed:
        raise Mistake(
            f"Đĩa không đủ chỗ cho bản sao lưu (cần khoảng {needed / 1e9:.1f} GB trống ở {path.parent}). "
            "Hãy dọn bớt, hoặc ghi sang đĩa khác."
        )


def _tables(copy: Path) -> dict[str, Table]:
    opened = Database(f"sqlite:///{copy}")
    try:
        with opened.engine.connect() as connection:
            found = extents(connection)
            return {name: Table(count=one.count, digest=one.digest) for name, one in found.items()}
    finally:
        opened.close()


def _entry(name: str, made_at: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, made_at.timetuple()[:6])
    entry.external_attr = 0o100600 << 16
    return entry


class _Writer:
    """Adds files to one archive, each hashed as it goes in."""

    def __init__(self, archive: zipfile.ZipFile, made_at: datetime) -> None:
        self._archive, self._made_at = archive, made_at

    def add(self, name: str, path: Path, *, packed: bool = True) -> Listed:
        entry = _entry(name, self._made_at)
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as source, self._archive.open(entry, "w", force_zip64=True) as target:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
        return Listed(name=name, sha256=digest.hexdigest(), size=size)

    def workspace(self, root: Path) -> Iterator[Listed]:
        """Plain files only: a symbolic link may lead anywhere."""
        for part in WORKSPACE_PARTS:
            found = [root / part, *sorted((root / part).rglob("*"))]
            for file in found:
                if file.is_file() and not _through_a_link(file, root):
                    yield self.add(f"{WORKSPACE}{file.relative_to(root).as_posix()}", file)

    def key(self, file: Path, wanted: bool) -> Iterator[Listed]:
        if wanted:
            if not file.is_file():
                raise Mistake(f"Chưa có tệp khóa {file}: không có gì để sao lưu bằng --with-key.")
            yield self.add(KEY, file)

    def media(self, store: MediaStore, contained: bool) -> tuple[list[ListedMedia], int]:
        """The list, and how many stored files are not what their names say: they are told of by the doctor. Files that
        only a common store has are fetched."""
        listed, wrong = [], 0
        for sha256, size in sorted(store.sizes().items()):
            if not contained:
                listed.append(ListedMedia(sha256=sha256, size=size, contained=False))
                continue
            try:
                one = self._sound(store.path(sha256))
            except FileNotFoundError:
                continue
            if one is None:
                wrong += 1
            else:
                listed.append(ListedMedia(sha256=one.sha256, size=one.size, contained=True))
        return listed, wrong

    def _sound(self, file: Path) -> Listed | None:
        with file.open("rb") as content:
            if hashlib.file_digest(content, "sha256").hexdigest() != file.name:
                return None
        return self.add(media_name(file.name), file, packed=False)


def _through_a_link(file: Path, root: Path) -> bool:
    return os.path.realpath(file) != os.path.join(os.path.realpath(root), file.relative_to(root))

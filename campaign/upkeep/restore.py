"""``campaign restore``: an archive becomes the installation, or is only checked.

Everything is unfolded, checked and brought to this program's schema beside the running database first; what cannot be
used changes nothing. The database it replaces is kept in ``var/backups/before-restore-...``.
"""

from __future__ import annotations

import filecmp
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from campaign.credentials import Vault
from campaign.db import Database
from campaign.errors import Mistake
from campaign.media.store import MediaStore
from campaign.settings import Settings
from campaign.upkeep.after import Marked, settle
from campaign.upkeep.durable import sync, written_whole
from campaign.upkeep.keys import sealed_texts
from campaign.upkeep.manifest import DATABASE, KEY, WORKSPACE, Manifest, media_name
from campaign.upkeep.opened import Archive, open_archive
from campaign.upkeep.place import into_postgresql, into_sqlite, left, present
from campaign.upkeep.running import nobody_else
from campaign.upkeep.sqlite_files import single_file
from campaign.upkeep.staged import stage


@dataclass(frozen=True)
class Restored:
    """What was done. ``kept_at``: the database that was replaced; ``missing``: media files that are in neither place;
    ``sealed``: may the stored secrets be opened with the key that is there now?"""

    manifest: Manifest
    marked: Marked
    kept_at: Path | None
    media: int
    missing: int
    files: int
    files_kept: int
    sealed: bool


def verify(path: Path, settings: Settings) -> Manifest:
    """Check the archive wholly, changing nothing. Raises Mistake with what is wrong."""
    with open_archive(path) as archive, _beside(settings) as folder:
        archive.require_room(folder)
        stage(archive, folder / DATABASE)
        for listed in archive.listed.values():
            if listed.name != DATABASE:
                archive.check(listed)
        return archive.manifest


def restore(path: Path, database: Database, settings: Settings, actor: str) -> Restored:
    """Make the archive the installation. Raises Mistake, before anything is changed, where that cannot be done."""
    with nobody_else(database, settings), open_archive(path) as archive, _beside(settings) as folder:
        archive.require_room(folder)
        staged_file = folder / DATABASE
        stage(archive, staged_file)
        at = max(_moment(database), archive.manifest.made_at)
        files = {one.name: folder / f"file-{number}" for number, one in enumerate(archive.manifest.files)}
        for one in archive.manifest.files:
            archive.extract(one, files[one.name])
        media = _bring_media(archive, MediaStore.of(settings))
        gone = present(database, left)
        staged = Database(f"sqlite:///{staged_file}")
        try:
            with staged.write() as session:
                marked = settle(session, at, archive.manifest.made_at, gone or frozenset(), actor)
        finally:
            staged.close()
        single_file(staged_file)
        sync(staged_file)
        _bring_key(files.get(KEY), settings.secret_key_file)
        put = into_sqlite if database.is_sqlite else into_postgresql
        kept_at = put(staged_file, database, settings, at)
        written, kept = _bring_files(files, settings.workspace)
        return Restored(
            archive.manifest, marked, kept_at, *media, written, kept, sealed=_opens(database, settings.secret_key_file)
        )


@contextmanager
def _beside(settings: Settings) -> Iterator[Path]:
    """A folder on the disk of the database, gone afterwards."""
    settings.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.var) as folder:
        yield Path(folder)


def _moment(database: Database) -> datetime:
    with database.read() as session:
        return database.now(session)


def _bring_media(archive: Archive, store: MediaStore) -> tuple[int, int]:
    """(files written, files that are nowhere). What is there already, and sound, is left alone."""
    written = missing = 0
    for one in archive.manifest.media:
        if store.is_sound(one.sha256):
            continue
        if not one.contained:
            missing += 1
            continue
        with store.workplace() as folder:
            made = Path(folder) / "new"
            archive.extract(archive.listed[media_name(one.sha256)], made)
            store.take(made)
        written += 1
    return written, missing


def _bring_key(archived: Path | None, key_file: Path) -> None:
    """Where there is no key yet, the archive's; beside another one, its keys are added below: both then open."""
    if archived is None:
        return
    there = key_file.read_text("ascii").split() if key_file.exists() else []
    keys = [*there, *(key for key in archived.read_text("ascii").split() if key not in there)]
    if keys != there:
        with written_whole(key_file) as draft:
            draft.write_text("".join(f"{key}\n" for key in keys), "ascii")


def _bring_files(files: dict[str, Path], root: Path) -> tuple[int, int]:
    """The workspace's files, where there are none: (written, left as they were). A file that is there is a person's."""
    written = kept = 0
    for name, unfolded in files.items():
        if not name.startswith(WORKSPACE):
            continue
        target = root / name.removeprefix(WORKSPACE)
        if target.exists() or target.is_symlink() or _leads_out(target.parent, root):
            kept += 0 if target.is_file() and filecmp.cmp(target, unfolded, shallow=False) else 1
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(target) as draft:
            shutil.copyfile(unfolded, draft)
            draft.chmod(0o644)
        written += 1
    return written, kept


def _leads_out(folder: Path, root: Path) -> bool:
    return not folder.resolve().is_relative_to(root.resolve())


def _opens(database: Database, key_file: Path) -> bool:
    with database.read() as session:
        texts = sealed_texts(session)
    try:
        vault = Vault(key_file)
        for one in texts:
            vault.open(one.key, one.text)
    except Mistake:
        return False
    return True

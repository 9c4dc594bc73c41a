"""A person brings a file in, or cuts a part out of a stored picture."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.db import Database
from campaign.desk.roles import person
from campaign.errors import Conflict, Mistake, NotFound
from campaign.library.media_uses import FileUses, all_files
from campaign.media.intake import take_in
from campaign.media.pictures import Box, cut
from campaign.media.store import MediaStore
from campaign.media.upload import Upload, plain_name, require_size, shown_name
from campaign.media.uploads import Uploads
from campaign.models import FittedMedia, MediaRow, MediaUpload
from campaign.people.audit import record

DECODING = threading.BoundedSemaphore(2)
"""Files of people that are decoded at a time: each takes a core and up to 1.5 GB."""


@dataclass(frozen=True)
class MediaRoom:
    """Where files are: the database's rows, the store, and what is still coming."""

    database: Database
    store: MediaStore
    uploads: Uploads


def begin_upload(room: MediaRoom, by: str, name: str, size: int, sha256: str = "") -> Upload:
    """Announce a file of ``size`` bytes. Raises NotFound, Mistake, NoRoom."""
    with room.database.read() as session:
        user = person(session, by, "edit")
        now = room.database.now(session)
    return room.uploads.begin(now, user.email, name, size, sha256)


def finish_upload(room: MediaRoom, by: str, upload_id: str) -> MediaRow:
    """Take the whole file in; asked again, the same answer. Raises NotFound, Conflict while parts are missing, Mistake
    for a file that cannot be used (it is forgotten then)."""
    refused = ""
    with room.uploads.whole(by, upload_id) as (upload, path):
        if upload.stored:
            return _row(room, upload.stored)
        try:
            row = _take(room, by, upload.name, path)
            room.uploads.keep(upload, row.sha256)
            return row
        except Mistake as mistake:
            refused = str(mistake)
    room.uploads.forget(by, upload_id)
    raise Mistake(refused)


def keep_file(room: MediaRoom, by: str, name: str, content: bytes) -> MediaRow:
    """Take in a small file that came in one piece (a form without scripts). Raises NotFound, Mistake."""
    named = shown_name(name)
    if not content:
        raise Mistake("Chưa có tệp nào được chọn, hoặc tệp trống; hãy chọn lại tệp.")
    require_size(named, "moving", len(content))
    with _workplace(room) as folder:
        path = folder / plain_name(named)
        path.write_bytes(content)
        return _take(room, by, named, path)


def cut_picture(room: MediaRoom, by: str, sha256: str, box: Box) -> MediaRow:
    """A new stored picture: that part of another one, which stays as it is. Raises NotFound, Mistake."""
    row = _row(room, sha256)
    stem = row.name.rpartition(".")[0].rpartition("-")[0] or "anh"
    with _workplace(room) as folder:
        path = folder / f"{stem}-cat.png"
        cut(room.store, row, box, path)
        return _take(room, by, row.name, path, cut_from=sha256)


def remove_file(room: MediaRoom, by: str, sha256: str) -> str:
    """Take a file that nothing needs out of the store, with what was made of it; its name. Raises NotFound, Mistake,
    Conflict where an item shows it, showed it or may show it."""
    with room.database.write() as session:
        now = room.database.now(session)
        user = person(session, by, "media_remove")
        file = next((each for each in all_files(session) if each.row.sha256 == sha256), None)
        if file is None:
            raise NotFound("Không có tệp nào mang tên này trong kho.")
        if not file.free(now):
            raise Conflict(_why_kept(file))
        gone = _made_of(session, file) | {sha256}
        session.execute(sa.delete(FittedMedia).where(col(FittedMedia.source_sha256) == sha256))
        session.execute(sa.delete(MediaUpload).where(col(MediaUpload.sha256).in_(gone)))
        session.execute(sa.delete(MediaRow).where(col(MediaRow.sha256).in_(gone)))
        record(session, now, user.email, "media.remove", f"media:{sha256}", name=file.row.name, files=len(gone))
        name = file.row.name
    for each in gone:
        room.store.remove(each)
    return name


def _why_kept(file: FileUses) -> str:
    if any(use.published for use in file.uses):
        return "Tệp này đứng trong bài đã đăng nên không xóa được."
    if file.uses:
        return f"Mục {file.uses[0].slug} dùng tệp này (bản đang có hoặc bản cũ) nên không xóa được."
    if file.typed or file.kept:
        return "Tệp này còn được dùng: trong chữ đang gõ chưa lưu, làm minh chứng, hoặc từ bản tin lấy về."
    return "Tệp vừa tải lên chưa đầy một ngày; có thể ai đó đang viết bài với tệp này. Hãy xóa vào ngày mai."


def _made_of(session: Session, file: FileUses) -> set[str]:
    """What platforms were given instead, unless something else is or uses the same bytes."""
    made = {each.sha256 for each in file.fitted if each.sha256 and each.sha256 != file.row.sha256}
    others = sa.select(col(FittedMedia.sha256)).where(
        col(FittedMedia.source_sha256) != file.row.sha256, col(FittedMedia.sha256).in_(made)
    )
    known = {each.row.sha256 for each in all_files(session)}
    return {each for each in made if each} - set(session.scalars(others)) - known


def _take(room: MediaRoom, by: str, name: str, path: Path, **detail: str) -> MediaRow:
    with room.database.read() as session:
        user = person(session, by, "edit")
    with DECODING:
        intake = take_in(room.database, room.store, [path])
    if path in intake.refused:
        raise Mistake(f"“{name}”: {intake.refused[path]}.")
    row = intake.rows[path]
    with room.database.write() as session:
        now = room.database.now(session)
        session.merge(MediaUpload(sha256=row.sha256, email=user.email, at=now))
        record(session, now, user.email, "media.add", f"media:{row.sha256}", name=name, stored=row.name, **detail)
    return row


def _row(room: MediaRoom, sha256: str) -> MediaRow:
    with room.database.read() as session:
        row = session.get(MediaRow, sha256)
    if row is None:
        raise NotFound("Không có tệp nào mang tên này trong kho.")
    return row


@contextmanager
def _workplace(room: MediaRoom) -> Iterator[Path]:
    with room.store.workplace() as folder:
        yield Path(folder)

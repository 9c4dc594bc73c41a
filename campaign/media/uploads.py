"""Uploads in parts: what has come of a file lies in ``<folder>/<random name>/`` until it is whole, or a day has passed.

A part is put exactly where the last one ended, so a broken connection costs nothing but the part in hand (the idea of
https://tus.io/protocols/resumable-upload, in our own words). The offset is the size of the file itself: nothing is
remembered that a power cut could make untrue. No name that a browser sent ever becomes a path.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path

from campaign.errors import Conflict, Mistake, NotFound
from campaign.media.kinds import HEAD_BYTES, kind_of
from campaign.media.store import hash_of
from campaign.media.upload import Upload, plain_name, require_size, shown_name

PART_BYTES = 1 << 20
"""The largest part that is taken at once."""
MOST_PER_PERSON = 2 << 30
"""Bytes of one person's unfinished files together."""
MOST_AT_ONCE = 20
RESERVE_BYTES = 512 << 20
"""Of the disk, never filled by uploads: the database has to be able to write."""
KEPT = timedelta(hours=24)
_ID = re.compile(r"[A-Za-z0-9_-]{32}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FULL = "Máy chủ gần hết chỗ trống nên chưa nhận tệp được. Hãy báo người quản trị, rồi thử lại sau."


class NoRoom(Mistake):
    """The disk has too little room left; asking the same again later may work."""


class Uploads:
    """``folder``: for the owner of the process alone. Parts of one upload come one after the other (a file lock)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, now: datetime, owner: str, name: str, size: int, sha256: str = "") -> Upload:
        """Make room for a file. Raises Mistake (too large, too many at once), NoRoom."""
        named = shown_name(name)
        if size < 1:
            raise Mistake(f"“{named}” là tệp trống; hãy chọn lại tệp.")
        if sha256 and not _SHA256.fullmatch(sha256):
            raise Mistake("Mã kiểm tra của tệp không đúng dạng; hãy mở lại trang rồi tải lên lần nữa.")
        require_size(named, "moving", size)
        self._require_room(owner, size)
        upload = Upload(secrets.token_urlsafe(24), owner, named, size, sha256, now)
        self._place(upload.id).mkdir(mode=0o700, parents=True)
        self._part(upload.id).touch(mode=0o600)
        self._write(upload)
        return upload

    def of(self, owner: str, upload_id: str) -> Upload:
        """The upload as it stands. Raises NotFound, also for another person's."""
        upload = self._read(upload_id)
        if upload is None or upload.owner != owner:
            raise NotFound("Không còn phần đã tải của tệp này (giữ trong 24 giờ). Hãy chọn tệp và tải lại từ đầu.")
        return upload

    def unfinished(self, owner: str) -> list[Upload]:
        """This person's files that are not whole or not taken in yet, the newest first."""
        mine = [upload for upload in self._all() if upload.owner == owner and not upload.stored]
        return sorted(mine, key=lambda upload: upload.begun_at, reverse=True)

    def append(self, owner: str, upload_id: str, offset: int, part: bytes) -> Upload:
        """Put a part where the last one ended. Raises NotFound, Conflict (another place is next), NoRoom, Mistake.

        A file that will never be taken (its first bytes tell) is refused and forgotten at once, not after an hour.
        """
        with self._alone(owner, upload_id) as upload:
            if offset != upload.offset or upload.stored:
                raise Conflict("Phần gửi lên không nối tiếp phần đã có; hãy hỏi lại vị trí rồi gửi tiếp.")
            if offset + len(part) > upload.size or len(part) > PART_BYTES:
                raise Mistake(f"Phần gửi lên của “{upload.name}” dài hơn đã báo; hãy bỏ tệp này và tải lại.")
            if self._free_bytes() < RESERVE_BYTES // 2:
                raise NoRoom(_FULL)
            self._add(upload, part)
            done = replace(upload, offset=offset + len(part))
            if offset < min(HEAD_BYTES, upload.size) <= done.offset:
                self._judge(done)
            return done

    @contextmanager
    def whole(self, owner: str, upload_id: str) -> Iterator[tuple[Upload, Path]]:
        """The upload and its file under a plain name, for taking in. Raises NotFound, Conflict while parts are missing,
        Mistake where the bytes are not those that were announced."""
        with self._alone(owner, upload_id) as upload:
            if upload.stored:
                yield upload, Path()
                return
            if upload.offset < upload.size:
                raise Conflict(f"“{upload.name}” chưa tải xong ({upload.offset} trên {upload.size} byte).")
            named = self._place(upload.id) / "whole" / plain_name(upload.name)
            named.parent.mkdir(mode=0o700, exist_ok=True)
            if not named.exists():  # it is there already where the process died while taking it in
                self._part(upload.id).replace(named)
            with named.open("rb") as file:
                if upload.sha256 and hash_of(file) != upload.sha256:
                    self.forget(owner, upload_id)
                    raise Mistake(f"“{upload.name}” bị sai lệch khi truyền; hãy tải lại tệp này.")
            yield upload, named

    def keep(self, upload: Upload, stored: str) -> None:
        """The file is in the store: its parts go, the answer stays for a sender that did not hear it."""
        self._write(replace(upload, stored=stored))
        self._part(upload.id).unlink(missing_ok=True)
        shutil.rmtree(self._place(upload.id) / "whole", ignore_errors=True)

    def forget(self, owner: str, upload_id: str) -> None:
        """Drop what has come. Raises NotFound."""
        self.of(owner, upload_id)
        shutil.rmtree(self._place(upload_id), ignore_errors=True)

    def sweep(self, now: datetime) -> int:
        """Forget everything begun a day ago, and what cannot be read; how many."""
        if not self.folder.is_dir():
            return 0
        old = 0
        for place in self.folder.iterdir():
            upload = self._read(place.name)
            if upload is None or not timedelta() <= now - upload.begun_at < KEPT:
                shutil.rmtree(place, ignore_errors=True)
                old += 1
        return old

    def _judge(self, upload: Upload) -> None:
        with self._part(upload.id).open("rb") as file:
            head = file.read(HEAD_BYTES)
        try:
            require_size(upload.name, kind_of(head, upload.name).family, upload.size)
        except Mistake as refused:
            shutil.rmtree(self._place(upload.id), ignore_errors=True)
            said = str(refused)
            raise Mistake(said if upload.name in said else f"“{upload.name}”: {said}.") from None

    def _add(self, upload: Upload, part: bytes) -> None:
        path = self._part(upload.id)
        try:
            with path.open("ab") as file:
                file.write(part)
        except OSError as full:
            os.truncate(path, upload.offset)
            raise NoRoom(_FULL) from full

    def _require_room(self, owner: str, size: int) -> None:
        waiting = [upload for upload in self._all() if not upload.stored]
        mine = [upload.size for upload in waiting if upload.owner == owner]
        if len(mine) >= MOST_AT_ONCE or sum(mine) + size > MOST_PER_PERSON:
            raise Mistake(
                f"Bạn đang tải dở {len(mine)} tệp; mỗi người nhiều nhất {MOST_AT_ONCE} tệp và "
                f"{MOST_PER_PERSON >> 30} GB một lúc. Hãy chờ tải xong, hoặc bỏ bớt tệp đang tải dở."
            )
        coming = sum(upload.size - upload.offset for upload in waiting)
        if self._free_bytes() - coming - 2 * size < RESERVE_BYTES:  # once as it comes, once as it is stored
            raise NoRoom(_FULL)

    def _free_bytes(self) -> int:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return shutil.disk_usage(self.folder).free

    def _all(self) -> Iterator[Upload]:
        if self.folder.is_dir():
            yield from filter(None, (self._read(place.name) for place in self.folder.iterdir()))

    @contextmanager
    def _alone(self, owner: str, upload_id: str) -> Iterator[Upload]:
        """The upload as it stands, while nobody else touches it."""
        self.of(owner, upload_id)
        try:
            file = (self._place(upload_id) / "about.json").open("rb")
        except FileNotFoundError:
            self.of(owner, upload_id)
            raise
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield self.of(owner, upload_id)

    def _place(self, upload_id: str) -> Path:
        return self.folder / upload_id

    def _part(self, upload_id: str) -> Path:
        return self._place(upload_id) / "part"

    def _read(self, upload_id: str) -> Upload | None:
        if not _ID.fullmatch(upload_id):
            return None
        try:
            said = json.loads((self._place(upload_id) / "about.json").read_bytes())
            said["begun_at"] = datetime.fromisoformat(said["begun_at"])
            upload = Upload(**said)
        except (OSError, ValueError, TypeError, KeyError):
            return None
        part = self._part(upload_id)
        return replace(upload, offset=part.stat().st_size if part.exists() else upload.size)

    def _write(self, upload: Upload) -> None:
        """In place, since the file is also the lock; it fits one block of the disk."""
        said = {**asdict(upload), "begun_at": upload.begun_at.isoformat()}
        path = self._place(upload.id) / "about.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps(said), "utf-8")

"""The media of many machines: one store that all of them reach (S3 and what speaks like it), by fsspec.

https://filesystem-spec.readthedocs.io/ The local folder stays where programs read and write; since a file's name is the
hash of its bytes, what was fetched once and is what its name says is right for ever.
"""

from __future__ import annotations

import hashlib
import logging
import re
import uuid
from functools import cached_property
from pathlib import Path
from typing import Any

from campaign.errors import Mistake

_STORED = re.compile(r"[0-9a-f]{64}")

log = logging.getLogger(__name__)


class RemoteMedia:
    """Files under ``url`` (``s3://bucket/prefix``, or any other address that fsspec knows), named as in the folder.

    Every call raises Mistake where the store cannot be reached.
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    @cached_property
    def _place(self) -> tuple[Any, str]:
        import fsspec

        try:
            if self.url.startswith("s3://"):
                from obstore.fsspec import register

                register("s3")
            system, root = fsspec.core.url_to_fs(self.url)
        except (ImportError, ValueError) as error:
            raise Mistake(
                f"Không dùng được CAMPAIGN_MEDIA_URL ({error}). Với s3:// hãy cài thêm: pip install 'campaign[s3]'"
            ) from None
        return system, root

    def has(self, sha256: str) -> bool:
        system, _ = self._place
        try:
            return bool(self._tried(lambda: system.info(self._name(sha256))["type"] == "file"))
        except FileNotFoundError:
            return False

    def sizes(self) -> dict[str, int]:
        """{sha256: bytes} of everything that is there."""
        system, root = self._place
        try:
            found = self._tried(lambda: system.find(root, detail=True))
        except FileNotFoundError:
            return {}
        named = ((path.rpartition("/")[2], about["size"]) for path, about in found.items())
        return {name: int(size) for name, size in named if _STORED.fullmatch(name)}

    def send(self, sha256: str, made: Path) -> None:
        """Store the file there, whole or not at all; twice is the same as once."""
        system, _ = self._place
        name = self._name(sha256)

        def put() -> None:
            if "file" not in system.protocol:
                system.put_file(str(made), name)  # an object appears once all of it has come
                return
            draft = f"{name}.{uuid.uuid4().hex}"
            system.makedirs(name.rpartition("/")[0], exist_ok=True)
            system.put_file(str(made), draft)
            system.mv(draft, name)

        self._tried(put)

    def fetch(self, sha256: str, to: Path) -> bool:
        """Bring the file to ``to``, whole or not at all. False: it is not there, or is not what its name says."""

        def bring() -> bool:
            to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = to.parent / f".fetched-{uuid.uuid4().hex}"
            try:
                self._place[0].info(self._name(sha256))  # not there, or the store is away: it tells them apart
                self._place[0].get_file(self._name(sha256), str(draft))
                sound = _sha256_of(draft) == sha256
                if sound:
                    draft.replace(to)
            finally:
                draft.unlink(missing_ok=True)
            return sound

        try:
            sound = bool(self._tried(bring))
        except FileNotFoundError:
            return False
        if not sound:
            log.error("the common store's %s is not what its name says: it is not used", sha256)
        return sound

    def remove(self, sha256: str) -> None:
        """Forget the file; what is not there is gone already."""
        system, _ = self._place
        if self.has(sha256):
            self._tried(lambda: system.rm_file(self._name(sha256)))

    def _name(self, sha256: str) -> str:
        return f"{self._place[1]}/{sha256[:2]}/{sha256}"

    def _tried(self, what: Any) -> Any:
        """A store that does not answer says so in a sentence; no library's own text can hold its keys."""
        try:
            return what()
        except FileNotFoundError:
            raise
        except Exception as error:
            name = type(error).__name__
            raise Mistake(f"Kho tệp chung (CAMPAIGN_MEDIA_URL) không trả lời: {name}. Hãy thử lại sau.") from None


def _sha256_of(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()

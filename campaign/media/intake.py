"""Takes files in: the same source bytes are decoded and encoded once, stored once and have one row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from campaign.db import Database
from campaign.media.decoded import Decoded, Refused
from campaign.media.decoding import decode_all
from campaign.media.store import MediaStore, hash_of
from campaign.models import MediaRow

BATCH = 200
"""Files decoded between two writes; also rows per write."""
LONGEST_NAME = 60


@dataclass
class Intake:
    """What became of each file: its row, or why not (the rest of a sentence that begins with its name)."""

    rows: dict[Path, MediaRow] = field(default_factory=dict)
    refused: dict[Path, str] = field(default_factory=dict)


def take_in(database: Database, store: MediaStore, files: Iterable[Path]) -> Intake:
    """Store every file that decodes. No transaction is open while decoding; a file that is missing is refused too."""
    intake = Intake()
    sources = _source_hashes(files, intake)
    with database.read() as session:
        known = rows_by_source(session, set(sources.values()))
        now = database.now(session)
    new: dict[str, Path] = {}
    for path, source in sources.items():
        if source not in known or not store.has(known[source].sha256):
            new.setdefault(source, path)
    pending = list(new.items())
    for start in range(0, len(pending), BATCH):
        known |= _take_batch(database, store, pending[start : start + BATCH], now, intake)
    for path, source in sources.items():
        if source in known:
            intake.rows[path] = known[source]
        elif path not in intake.refused:
            intake.refused[path] = intake.refused[new[source]]
    return intake


def examine(files: Iterable[Path]) -> dict[Path, str]:
    """Only look: why each file that would not be taken is refused. Writes nothing."""
    results = decode_all([(path, None) for path in files])
    return {path: result.why for path, result in results.items() if isinstance(result, Refused)}


def source_hash(path: Path) -> str | None:
    """SHA-256 of a file as it lies there; None if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hash_of(file)
    except OSError:
        return None


def rows_by_source(session: Session, sources: set[str]) -> dict[str, MediaRow]:
    """The rows of these source hashes."""
    found: dict[str, MediaRow] = {}
    wanted = sorted(sources)
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        for row in session.exec(select(MediaRow).where(col(MediaRow.source_sha256).in_(part))):
            found[row.source_sha256] = row
    return found


def safe_name(stem: str, sha256: str, ending: str) -> str:
    """A name to serve under: letters, digits and dashes, unique by content, with the ending of what it is."""
    bare = unicodedata.normalize("NFKD", stem.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:LONGEST_NAME].strip("-")
    return f"{plain or 'tep'}-{sha256[:8]}{ending}"


def _source_hashes(files: Iterable[Path], intake: Intake) -> dict[Path, str]:
    sources: dict[Path, str] = {}
    for path in files:
        source = source_hash(path)
        if source is None:
            intake.refused[path] = "không có hoặc không đọc được tệp này"
        else:
            sources[path] = source
    return sources


def _take_batch(
    database: Database, store: MediaStore, batch: Sequence[tuple[str, Path]], now: datetime, intake: Intake
) -> Mapping[str, MediaRow]:
    taken: dict[str, MediaRow] = {}
    with store.workplace() as folder:
        made = {path: Path(folder) / source for source, path in batch}
        results = decode_all([(path, made[path]) for _, path in batch])
        for source, path in batch:
            result = results[path]
            if isinstance(result, Refused):
                intake.refused[path] = result.why
            else:
                taken[source] = _row(store, source, path, made[path], result, now)
    return _record(database, taken)


def _row(store: MediaStore, source: str, path: Path, made: Path, decoded: Decoded, now: datetime) -> MediaRow:
    size = made.stat().st_size
    sha256 = store.take(made)
    return MediaRow(
        sha256=sha256,
        source_sha256=source,
        kind=decoded.kind,
        mime=decoded.mime,
        name=safe_name(path.stem, sha256, decoded.ending),
        size=size,
        width=decoded.width,
        height=decoded.height,
        duration_s=decoded.duration_s,
        codec=decoded.codec,
        frame_rate=decoded.frame_rate,
        rate_varies=decoded.rate_varies,
        created_at=now,
    )


def _record(database: Database, taken: Mapping[str, MediaRow]) -> dict[str, MediaRow]:
    """Keep the row that is already there when two sources came out as the same bytes."""
    recorded: dict[str, MediaRow] = {}
    with database.write() as session:
        for source, row in taken.items():
            known = session.get(MediaRow, row.sha256)
            if known is None:
                session.add(row)
                session.flush()
            recorded[source] = known or row
    return recorded

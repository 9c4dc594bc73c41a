"""Makes files fit, one at a time, each in a child of its own; the row says how far it is, and keeps what came out.

Any number of programs may be at it: a row is worked on by whoever took it, until that one has been silent for a while.
"""

from __future__ import annotations

import json
import logging
import selectors
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from campaign.db import Database
from campaign.errors import Mistake
from campaign.media.decoded import Decoded
from campaign.media.decoding import start_child
from campaign.media.fitting import Need
from campaign.media.intake import safe_name
from campaign.media.store import MediaStore
from campaign.models import FittedMedia, MediaRow

NOTE_EVERY_S = 3.0
SILENT = timedelta(minutes=2)
"""A row whose worker has said nothing for so long may be taken by another."""
AGAIN = timedelta(hours=6)
"""A failed one is tried once more after this: a full disk may have been the reason."""
PATIENCE_S = 180.0
"""A child that tells no progress for so long is ended."""
_DIED = "quá lớn hoặc hỏng, không chuyển đổi được; hãy xuất lại tệp nhỏ hơn"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fitting:
    """Where fitting happens. ``stopped`` is asked while a child works: true ends it; its file is done again later."""

    database: Database
    store: MediaStore
    stopped: Callable[[], bool] = lambda: False


def fit(fitting: Fitting, need: Need) -> bool:
    """Make this file fit, unless that is done, or tried lately, or another is at it. True if something was settled."""
    if not _take(fitting.database, need):
        return False
    log.info("fitting %s: %s begins", need.row.name, need.recipe.name)
    try:
        made = _made(fitting, need)
    except _Interrupted:
        with fitting.database.write() as session:
            session.delete(_locked(session, need))
        return False
    except Mistake as mistake:
        log.warning("fitting %s: %s failed: %s", need.row.name, need.recipe.name, mistake)
        _note(fitting.database, need, state="failed", error=str(mistake))
        return True
    _keep(fitting.database, need, made)
    log.info("fitting %s: %s is ready, %d bytes", need.row.name, need.recipe.name, made.size)
    return True


def forget_unfinished(database: Database) -> None:
    """At start, by the only program on this database: nobody is at work on what the last run left."""
    with database.write() as session:
        session.execute(sa.delete(FittedMedia).where(col(FittedMedia.state) == "working"))


class _Interrupted(Exception):
    """The program is ending."""


def _take(database: Database, need: Need) -> bool:
    """Enter ourselves in the row. False: it is ready, failed lately, or another's."""
    source, recipe = need.key
    with database.write() as session:
        now = database.now(session)
        insert = sqlite.insert if database.is_sqlite else postgresql.insert
        values = {"source_sha256": source, "recipe": recipe, "state": "working", "progress": "", "error": ""}
        statement = insert(FittedMedia).values(**values, updated_at=now).on_conflict_do_nothing()
        if session.scalar(statement.returning(col(FittedMedia.source_sha256))) is not None:
            return True
        row = _locked(session, need)
        if row is None or not may_be_taken(row, now):
            return False
        row.state, row.progress, row.error, row.updated_at = "working", "", "", now
        return True


def may_be_taken(row: FittedMedia, now: datetime) -> bool:
    """Is there something to do that nobody is doing?"""
    if row.state == "ready":
        return False
    return now - row.updated_at > (SILENT if row.state == "working" else AGAIN)


def _locked(session: Session, need: Need) -> FittedMedia | None:
    source, recipe = need.key
    query = sa.select(FittedMedia).where(col(FittedMedia.source_sha256) == source, col(FittedMedia.recipe) == recipe)
    return session.scalars(query.with_for_update()).one_or_none()


def _note(database: Database, need: Need, **columns: Any) -> None:
    with database.write() as session:
        row = _locked(session, need)
        if row is not None:
            row.updated_at = database.now(session)
            for name, value in columns.items():
                setattr(row, name, value)


def _made(fitting: Fitting, need: Need) -> MediaRow:
    """The fitted file, stored. Raises Mistake, or _Interrupted."""
    with fitting.store.workplace() as folder:
        out = Path(folder) / "made"
        last = _last_word(fitting, need, _request(fitting.store, need, out))
        if "refused" in last:
            raise Mistake(last["refused"])
        if last["kept"]:
            return need.row
        return _stored(fitting, need, Decoded(**last["fitted"]), out)


def _request(store: MediaStore, need: Need, out: Path) -> dict[str, Any]:
    recipe = need.recipe
    drawn = recipe.picture.startswith("title:")
    return {
        "kind": recipe.kind, "source": str(store.path(need.row.sha256)), "out": str(out), "most": recipe.most,
        "side": recipe.side, "total": recipe.total, "ratio": recipe.ratio, "codecs": recipe.codecs,
        "rates": recipe.rates,
        "picture": str(store.path(recipe.picture)) if recipe.picture and not drawn else "",
        "title": recipe.picture.removeprefix("title:") if drawn else "",
    }  # fmt: skip


def _last_word(fitting: Fitting, need: Need, request: dict[str, Any]) -> dict[str, Any]:
    """What the child says in the end; on the way its progress goes into the row and the log."""
    noted_at = time.monotonic()
    last: dict[str, Any] = {"refused": _DIED}
    for line in _lines(fitting, request):
        last = line if "done" not in line else last
        if "done" in line and time.monotonic() - noted_at >= NOTE_EVERY_S:
            noted_at = time.monotonic()
            log.info("fitting %s: %s, %d %%", need.row.name, need.recipe.name, line["done"] * 100)
            _note(fitting.database, need, progress=f"{line['done'] * 100:.0f} %")
    return last


def _lines(fitting: Fitting, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    process = start_child("campaign.media.fitting_child")
    try:
        cast(IO[bytes], process.stdin).write(json.dumps(request).encode() + b"\n")
        cast(IO[bytes], process.stdin).close()
        yield from _heard(fitting, process)
    except BrokenPipeError:
        return
    finally:
        process.kill()
        process.wait()
        cast(IO[bytes], process.stdout).close()


def _heard(fitting: Fitting, process: subprocess.Popen[bytes]) -> Iterator[dict[str, Any]]:
    """Its lines until it ends, or is silent for too long. Raises _Interrupted."""
    stdout = cast(IO[bytes], process.stdout)
    heard_at = time.monotonic()
    with selectors.DefaultSelector() as selector:
        selector.register(stdout, selectors.EVENT_READ)
        while time.monotonic() - heard_at < PATIENCE_S:
            if fitting.stopped():
                raise _Interrupted
            if not selector.select(0.5):
                continue
            line = stdout.readline()
            if not line:
                return
            heard_at = time.monotonic()
            yield json.loads(line)


def _stored(fitting: Fitting, need: Need, decoded: Decoded, out: Path) -> MediaRow:
    size = out.stat().st_size
    sha256 = fitting.store.take(out)
    stem = Path(need.row.name).stem.rsplit("-", 1)[0]
    return MediaRow(
        sha256=sha256, source_sha256=sha256, kind=decoded.kind, mime=decoded.mime,
        name=safe_name(stem, sha256, decoded.ending), size=size, width=decoded.width, height=decoded.height,
        duration_s=decoded.duration_s, codec=decoded.codec, frame_rate=decoded.frame_rate,
        rate_varies=decoded.rate_varies, created_at=need.row.created_at,
    )  # fmt: skip


def _keep(database: Database, need: Need, made: MediaRow) -> None:
    """The file's own row and the word that it is ready, in one transaction."""
    with database.write() as session:
        now = database.now(session)
        if session.get(MediaRow, made.sha256) is None:
            made.created_at = now
            session.add(made)
        row = _locked(session, need)
        if row is None:
            row = FittedMedia(source_sha256=need.key[0], recipe=need.key[1], updated_at=now)
            session.add(row)
        row.state, row.sha256, row.progress, row.error, row.updated_at = "ready", made.sha256, "", "", now

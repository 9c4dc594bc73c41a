"""Opens the parts that commands work with."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy.exc import OperationalError

from campaign.credentials import Vault
from campaign.credentials.destinations import Destinations
from campaign.db import Database
from campaign.db.no_room import is_full, says_full
from campaign.db.schema import NO_DATABASE, require_current
from campaign.delivery.context import Dispatch, Wake
from campaign.delivery.engine import Engine, InlineEngine
from campaign.errors import Mistake
from campaign.media.store import MediaStore
from campaign.settings import Settings

_NAMES = "(?:access|refresh|page|bot)_token|app_?secret(?:_proof)?|(?:oa_)?secret_key|client_secret|Bearer|secret"
SECRET = re.compile(
    rf"(?:bot)?\d{{6,}}:[A-Za-z0-9_-]{{20,}}|\b(?:{_NAMES})[\"']?[=: ]+[\"']?[^\s\"'&,}}]+", re.IGNORECASE
)


class NoSecrets(logging.Formatter):
    """Whatever looks like a secret never reaches a log, tracebacks included. Telegram's bot token stands in the path of
    every address."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRET.sub("[secret]", super().format(record))


def start_log(level: str) -> None:
    """Log to stderr; libraries that print addresses stay quiet."""
    handler = logging.StreamHandler()
    handler.setFormatter(NoSecrets("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a beat that waits for the one before is no news
    for name in ("httpx", "httpcore", "telegram", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.WARNING)


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """The workspace's database at this program's schema. Raises Mistake where there is none, or it is another's."""
    if settings.is_sqlite and not _file(settings).exists():
        raise Mistake(NO_DATABASE)
    try:
        database = Database(settings.database_url)
    except OSError as error:
        raise Mistake(_not_opened(settings, error)) from None
    try:
        try:
            require_current(database)
        except OperationalError as error:
            raise Mistake(_not_opened(settings, error)) from None
        try:
            yield database
        except OperationalError as error:
            if not says_full(error):
                raise
            raise Mistake(_no_room(settings)) from None
    finally:
        database.close()


def _not_opened(settings: Settings, error: OperationalError | OSError) -> str:
    if not settings.is_sqlite:
        return "Không mở được cơ sở dữ liệu. Hãy xem lại CAMPAIGN_DATABASE_URL và máy chủ."
    path = _file(settings)
    if says_full(error) or is_full(path.parent):
        return _no_room(settings)
    why = error.strerror if isinstance(error, OSError) else error.orig
    return f"Không mở được tệp cơ sở dữ liệu {path} ({why}). Hãy xem quyền đọc, ghi của tệp và đĩa chứa nó."


def _no_room(settings: Settings) -> str:
    return f"Đĩa chứa {_file(settings).parent} đã đầy, nên cơ sở dữ liệu không mở hay ghi được. Hãy dọn bớt tệp."


def _file(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite:///"))


def dispatch_for(
    database: Database, settings: Settings, engine: Engine | None = None, wake: Wake | None = None
) -> Dispatch:
    """The protocol's hold on this database; without an engine, ids run in the caller's thread."""
    media = MediaStore.of(settings)
    destinations = Destinations(database, Vault(settings.secret_key_file), media.open)
    dispatch = Dispatch(database, settings, engine or InlineEngine(), destinations)
    return replace(dispatch, wake=wake) if wake else dispatch

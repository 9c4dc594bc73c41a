"""One address for everything: the public pages at once, the editors' pages once they are loaded."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from campaign.app.turns import give_way
from campaign.db import Database
from campaign.media.store import MediaStore
from campaign.public.app import PublicApp
from campaign.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI


class Site:
    """An ASGI application. FastAPI takes the better part of a second to load: /health does not wait for it."""

    def __init__(self, database: Database, settings: Settings, failed: Callable[[], None]) -> None:
        """``failed`` is called, in some thread, if the editors' pages cannot be loaded: half a program is none."""
        self._failed = failed
        self.public = PublicApp(database, settings, MediaStore.of(settings))
        self._database, self._settings = database, settings
        self._web: Future[FastAPI] = Future()
        self._web.set_running_or_notify_cancel()  # whoever stops waiting for it must not call it off

    async def startup(self) -> None:
        await self.public.startup()
        asyncio.get_running_loop().run_in_executor(None, self._load_web)

    async def shutdown(self) -> None:
        await self.public.shutdown()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        give_way(self._database)
        if scope["type"] in ("http", "websocket") and not self.public.owns(scope["path"]):
            await (await asyncio.wrap_future(self._web))(scope, receive, send)
            return
        await self.public(scope, receive, send)

    async def loaded(self) -> None:
        """Until the editors' pages are there, or it is known that they cannot be (``fault``)."""
        await asyncio.gather(asyncio.wrap_future(self._web), return_exceptions=True)

    @property
    def fault(self) -> BaseException | None:
        """Why the editors' pages could not be loaded; None while all is well."""
        return self._web.exception() if self._web.done() else None

    def _load_web(self) -> None:
        try:
            from campaign.web.app import create_web

            self._web.set_result(create_web(self._database, self._settings))
            _give_back_memory()
        except BaseException as error:
            self._web.set_exception(error)
            self._failed()


def _give_back_memory() -> None:
    """What loading used and no longer needs goes back to the system, where the C library can do that (glibc)."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)

"""Routes and applications that are made when they are first asked for.

FastAPI prepares a validator for each parameter of each route as the route is added: 40 MB and half a second for the
editors' addresses, most of which a day never asks for. So ``serve`` starts with paths alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from fastapi.params import Depends
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send


class LateRoute(Route):
    """One address of the pages; ``made`` is FastAPI's route behind it, with the dependencies it checks."""

    def __init__(
        self, path: str, answer: Callable[..., Response], methods: Sequence[str], needs: Sequence[Depends]
    ) -> None:
        super().__init__(path, answer, methods=methods, include_in_schema=False)
        self._needs = needs

    @cached_property
    def made(self) -> APIRoute:
        """The route itself. It is made on the event loop's thread, so never twice at a time."""
        return APIRoute(
            self.path,
            self.endpoint,
            methods=self.methods,
            dependencies=self._needs,
            response_model=None,
        )

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, as FastAPI would have."""
        scope["route"] = self.made
        await self.made.handle(scope, receive, send)


class LateApp:
    """An ASGI application behind the first request for it; ``made`` is the application."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make = make

    @cached_property
    def made(self) -> Any:
        """The application itself."""
        return self._make()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, as the application does."""
        await self.made(scope, receive, send)

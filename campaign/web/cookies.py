"""The cookies and how they are written.

``__Host-`` ties a cookie to this very host and to https (RFC 6265bis, 4.1.3.2); browsers refuse it over plain http, so
on a loopback address the names are plain.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True)
class Cookies:
    """Names and attributes; ``secure``: the public address is https."""

    secure: bool

    @property
    def session(self) -> str:
        """The signed-in browser's secret. Gone when the browser closes; the row decides about its end anyway."""
        return self._named("campaign")

    @property
    def form(self) -> str:
        """A random seed of form tokens for a browser that is not signed in."""
        return self._named("campaign-form")

    @property
    def language(self) -> str:
        return self._named("campaign-language")

    @property
    def step(self) -> str:
        """Between the password and the code of the phone."""
        return self._named("campaign-step")

    @property
    def device(self) -> str:
        """A browser that is not asked for the code again."""
        return self._named("campaign-device")

    @property
    def occasions(self) -> str:
        """Days and seasons that were put away on the calendar."""
        return self._named("campaign-occasions")

    def put(self, response: Response, name: str, value: str, *, keep_s: int | None = None) -> None:
        """Set a cookie that no script can read; without ``keep_s`` it ends with the browser."""
        response.set_cookie(name, value, max_age=keep_s, path="/", secure=self.secure, httponly=True, samesite="lax")

    def drop(self, response: Response, name: str) -> None:
        response.delete_cookie(name, path="/", secure=self.secure, httponly=True, samesite="lax")

    def _named(self, name: str) -> str:
        return f"__Host-{name}" if self.secure else name

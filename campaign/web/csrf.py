"""A request that changes something must come from our own pages.

Browsers say where a request comes from in Sec-Fetch-Site (https://www.w3.org/TR/fetch-metadata/), older ones in Origin.
Where both are silent, the form must carry its token: a hash of a cookie that no other site can read or set.
"""

from __future__ import annotations

import hashlib
import hmac
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from campaign.web.asgi import API, ASGIApp, Receive, Scope, Send, header, refuse
from campaign.web.body import BODY, SAFE_METHODS
from campaign.web.cookies import Cookies

FIELD = "csrf"
HEADER = b"x-csrf-token"
REFUSED = "Yêu cầu không đến từ trang của chương trình nên bị từ chối. Hãy mở lại trang và thử lần nữa."


def form_token(seed: str) -> str:
    """The token that a form shows for a cookie's value; it does not lead back to the cookie."""
    return hashlib.sha256(b"form:" + seed.encode()).hexdigest()


class SameSiteOnly:
    """403 for an unsafe method from elsewhere, before any of our code runs."""

    def __init__(self, app: ASGIApp, cookies: Cookies, public_url: str) -> None:
        self.app = app
        self.cookies = cookies
        self.public_origin = _origin(public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS and not self._is_ours(scope):
            await refuse(scope, send, 403, REFUSED)
            return
        await self.app(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        if self._is_a_program(scope):
            return True
        site = header(scope, b"sec-fetch-site")
        if site is not None:
            return site in ("same-origin", "none")
        origin = header(scope, b"origin")
        if origin is not None:
            return origin in self._own_origins(scope)
        return self._has_token(scope)

    def _is_a_program(self, scope: Scope) -> bool:
        """An API token comes in a header that no other site can make a browser send, and no cookie is looked at."""
        bearer = (header(scope, b"authorization") or "").lower().startswith("bearer ")
        return scope["path"].startswith(API) and bearer and not _cookie_values(scope, (self.cookies.session,))

    def _own_origins(self, scope: Scope) -> set[str]:
        own = {f"{scope.get('scheme', 'http')}://{header(scope, b'host') or ''}"}
        return own | {self.public_origin} if self.public_origin else own

    def _has_token(self, scope: Scope) -> bool:
        given = header(scope, HEADER) or _field(scope)
        seeds = _cookie_values(scope, (self.cookies.session, self.cookies.form))
        return bool(given) and any(hmac.compare_digest(given.encode(), form_token(seed).encode()) for seed in seeds)


def _field(scope: Scope) -> str:
    kind = (header(scope, b"content-type") or "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return ""
    try:
        body: bytes = scope.get(BODY, b"")
        fields = parse_qs(body.decode("ascii", "replace"), max_num_fields=100)
    except ValueError:
        return ""
    return fields.get(FIELD, [""])[0]


def _cookie_values(scope: Scope, names: tuple[str, ...]) -> list[str]:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(header(scope, b"cookie") or "")
    except CookieError:
        return []
    return [jar[name].value for name in names if name in jar and jar[name].value]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

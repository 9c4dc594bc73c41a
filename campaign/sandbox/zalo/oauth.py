"""OAuth v4 of Official Accounts: the consent page and the token endpoint, with PKCE and refresh tokens that work once.

Until a pair has been issued or set here any access token is taken, and any refresh token once; then only what follows
from it. Lifetimes run by the sandbox's clock.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

from campaign.clock import Clock
from campaign.sandbox.wire import Reply, json_reply
from campaign.sandbox.zalo.refusals import OauthRefusal, Refusal

ACCESS_LIVES = timedelta(hours=25)
CODE_LIVES = timedelta(minutes=10)
CODE_FORM = {"code", "app_id", "grant_type", "code_verifier"}
REFRESH_FORM = {"refresh_token", "app_id", "grant_type"}
CONSENT = {"app_id", "redirect_uri", "code_challenge", "state"}


@dataclass(frozen=True)
class Code:
    app_id: str
    challenge: str
    at: datetime


@dataclass
class Keys:
    """The tokens of the account. ``access`` and ``refresh`` empty: whatever comes first is taken."""

    clock: Clock
    access: str = ""
    refresh: str = ""
    ends_at: datetime | None = None
    dead: set[str] = field(default_factory=set)
    """Access tokens that a newer pair has killed, and refresh tokens that were spent."""
    seen: set[str] = field(default_factory=set)
    codes: dict[str, Code] = field(default_factory=dict)

    def clear(self) -> None:
        self.access = self.refresh = ""
        self.ends_at = None
        for kept in (self.dead, self.seen):
            kept.clear()
        self.codes.clear()

    def check(self, token: str) -> None:
        """Raises Refusal for an access token that is not good now."""
        if len(token) < 8:
            raise Refusal(-216, "Access token is invalid")
        if token in self.dead or (self.access and token != self.access):
            raise Refusal(-216, "Access token is invalid")
        if self.access and self.ends_at and self.clock.now() >= self.ends_at:
            raise Refusal(-220, "access_token is expired or removed")
        self.seen.add(token)

    def set_pair(self, access: str, refresh: str) -> None:
        self.access, self.refresh = access, refresh
        self.ends_at = self.clock.now() + ACCESS_LIVES

    def expire(self) -> None:
        """Every access token used so far ends now; refresh tokens stay good."""
        self.dead |= self.seen | ({self.access} if self.access else set())

    def revoke(self) -> None:
        """The account takes the application away: nothing works until it is authorised again."""
        self.expire()
        self.refresh = self.refresh or "revoked"
        self.dead.add(self.refresh)

    def consent(self, asked: Mapping[str, str], oa_id: str) -> Reply:
        """The page on which an administrator says yes."""
        if set(asked) != CONSENT or not all(asked.values()) or not _is_web(asked["redirect_uri"]):
            return Reply(400, b"-14003 Invalid redirect uri", "text/plain; charset=utf-8")
        code = secrets.token_urlsafe(24)
        self.codes[code] = Code(asked["app_id"], asked["code_challenge"], self.clock.now())
        answer = urlencode({"code": code, "oa_id": oa_id, "state": asked["state"]})
        back = escape(f"{asked['redirect_uri']}?{answer}")
        page = (
            f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>Cấp quyền</title><h1>OA tập dượt {oa_id}</h1>'
            f'<p>Ứng dụng {escape(asked["app_id"])} xin quyền quản lý bài viết.</p><p><a href="{back}">Cho phép</a></p>'
        )
        return Reply(200, page.encode(), "text/html; charset=utf-8")

    def issue(self, form: Mapping[str, str], app_secret: str) -> Reply:
        """A new pair. Raises OauthRefusal."""
        if not app_secret:
            raise OauthRefusal(-14004, "Invalid secret key")
        if not form.get("app_id", "").isdigit():
            raise OauthRefusal(-14002, "Invalid app id")
        if form.get("grant_type") == "authorization_code":
            self._spend_code(form)
        elif form.get("grant_type") == "refresh_token":
            self._spend_refresh(form)
        else:
            raise OauthRefusal(-14005, "Invalid grant type")
        self.dead |= self.seen | ({self.access} if self.access else set())
        self.set_pair(secrets.token_urlsafe(40), secrets.token_urlsafe(40))
        issued: dict[str, Any] = {"access_token": self.access, "refresh_token": self.refresh, "expires_in": "90000"}
        return json_reply(200, issued)

    def _spend_code(self, form: Mapping[str, str]) -> None:
        code = self.codes.pop(form.get("code", ""), None)
        if set(form) - CODE_FORM or code is None or self.clock.now() > code.at + CODE_LIVES:
            raise OauthRefusal(-14011, "Invalid authorization code")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != code.challenge or form["app_id"] != code.app_id:
            raise OauthRefusal(-14010, "Invalid code verifier")

    def _spend_refresh(self, form: Mapping[str, str]) -> None:
        token = form.get("refresh_token", "")
        if set(form) != REFRESH_FORM or not token or token in self.dead or (self.refresh and token != self.refresh):
            raise OauthRefusal(-14014, "Invalid refresh token")
        self.dead.add(token)


def _is_web(address: str) -> bool:
    return urlsplit(address).scheme in ("http", "https")

"""OAuth v4 of Official Accounts with PKCE: https://developers.zalo.me/docs/official-account/bat-dau/xac-thuc-va-uy-quyen

``/v4/oa/...`` only: ``/v4/permission`` is another product with other tokens. An access token lives 25 hours; a refresh
token three months, works once, and its use kills the access token before it. Failures come with HTTP 200.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from campaign.errors import RateLimited, Rejected
from campaign.net.deadline import Deadline
from campaign.platforms.zalo.refusals import NEXT_MINUTE_S, RATE
from campaign.platforms.zalo.table import Table, read_table
from campaign.platforms.zalo.wire import error_of, exchange


@dataclass(frozen=True)
class Pair:
    """A new pair of tokens, as secrets are stored."""

    secrets: Mapping[str, str] = field(repr=False)


class Refused(Exception):
    """Zalo read the request and gave no token. ``str()`` names its code and never holds a secret."""


def new_verifier() -> str:
    """32 random bytes as base64url without padding: 43 characters (RFC 7636)."""
    return secrets.token_urlsafe(32)


def challenge_of(verifier: str) -> str:
    """base64url(SHA-256(verifier)) without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode()


def authorize_url(options: Mapping[str, Any], redirect_uri: str, state: str, verifier: str) -> str:
    """Where an administrator of the account says yes. Exactly these four parameters."""
    table = read_table(options)
    asked = {
        "app_id": table.app_id,
        "redirect_uri": redirect_uri,
        "code_challenge": challenge_of(verifier),
        "state": state,
    }
    return f"{table.oauth_url}/v4/oa/permission?{urlencode(asked)}"


def exchange_code(options: Mapping[str, Any], deadline: Deadline, app_secret: str, code: str, verifier: str) -> Pair:
    """The pair that a code stands for; a code works once. Raises Rejected, RateLimited, Unavailable."""
    form = {"code": code, "grant_type": "authorization_code", "code_verifier": verifier}
    try:
        return _ask(read_table(options), deadline, app_secret, form)
    except Refused as refused:
        detail = str(refused)
    message = "Zalo không nhận mã cấp quyền này (mã chỉ dùng một lần, trong 10 phút): hãy làm lại từ đầu."
    raise Rejected("code_refused", f"{message} [{detail}]", detail)


def refresh(table: Table, deadline: Deadline, app_secret: str, refresh_token: str) -> Pair:
    """A new pair for a refresh token, which is spent by it. Raises Refused, Rejected, RateLimited, Unavailable
    (code "not_connected": surely not spent; "no_reply": perhaps)."""
    return _ask(table, deadline, app_secret, {"refresh_token": refresh_token, "grant_type": "refresh_token"})


def _ask(table: Table, deadline: Deadline, app_secret: str, form: Mapping[str, str]) -> Pair:
    reply, answer = exchange(
        f"{table.oauth_url}/v4/oa/access_token",
        deadline,
        repeatable=True,
        method="POST",
        headers={"secret_key": app_secret},
        data={"app_id": table.app_id, **form},
    )
    if error_of(answer) == RATE:
        raise RateLimited("rate_limited", "Zalo báo gọi quá nhanh; sẽ thử lại sau.", NEXT_MINUTE_S)
    if not answer.get("access_token"):
        raise Refused(f"error {error_of(answer)}")  # any body without a token; the codes are not all known
    known = {name: str(answer.get(name) or "") for name in ("access_token", "refresh_token")}  # the old one is spent
    if answer.get("expires_in"):
        known["expires_in"] = str(answer["expires_in"])
    return Pair(known | _dated(reply.headers.get("date", "")))


def _dated(date: str) -> dict[str, str]:
    """When the pair was made, by Zalo's own clock: three months from then the refresh token ends."""
    try:
        return {"renewed_at": parsedate_to_datetime(date).isoformat()}
    except ValueError:
        return {}

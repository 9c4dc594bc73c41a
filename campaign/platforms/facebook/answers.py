"""One answer of the Graph API, read: its JSON, its error if it is one, its usage, and Facebook's own clock."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from campaign.net.client import Reply
from campaign.platforms.facebook.usage import Usage, read_usage

DETAIL = 300


@dataclass(frozen=True)
class Refusal:
    """An error as Facebook words it, without a secret in it. ``code`` 0: no Graph error could be read at all."""

    status: int
    code: int = 0
    subcode: int = 0
    kind: str = ""
    message: str = ""
    told: str = ""
    """``error_user_msg``: what Facebook would show a person."""
    transient: bool = False
    trace: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)
    """``error_data``."""
    wait_s: float = 0.0
    """Seconds to wait, where the answer says."""

    @property
    def detail(self) -> str:
        number = f"{self.code}/{self.subcode}" if self.subcode else str(self.code)
        return f"HTTP {self.status}, code {number} {self.kind}: {self.message} (trace {self.trace or '-'})"


@dataclass(frozen=True)
class Answer:
    """``body`` is empty where the answer was no JSON object; then ``refusal`` is set."""

    body: Mapping[str, Any]
    refusal: Refusal | None
    usage: Usage
    at: datetime | None
    """The moment of the answer by Facebook's clock."""


def read_answer(reply: Reply, secrets: Iterable[str]) -> Answer:
    """The answer; every text of it is cleaned of ``secrets``."""
    usage = read_usage(reply.headers)
    value = _json(reply.body)
    body = value if isinstance(value, dict) else {}
    error = body.get("error")
    refusal = None
    if isinstance(error, dict):
        refusal = _refusal(reply, error, usage, secrets)
    elif isinstance(body.get("debug_info"), dict):
        refusal = _refusal(reply, body["debug_info"], usage, secrets)
    elif not 200 <= reply.status < 300 or not isinstance(value, dict):
        refusal = Refusal(reply.status, message="not a Graph answer", wait_s=_wait_s(reply, usage))
    return Answer(body, refusal, usage, _date(reply.headers.get("date")))


def redact(text: str, secrets: Iterable[str]) -> str:
    """``text`` without any of ``secrets``, short enough for a log line."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "<secret>")
    return text[:DETAIL]


def read_time(value: object) -> datetime | None:
    """``2026-11-23T08:00:00+0000`` as an aware moment in UTC; None for anything else."""
    try:
        return datetime.strptime(str(value), "%Y-%m-%dT%H:%M:%S%z").astimezone(UTC)
    except ValueError:
        return None


def whole(value: object) -> int:
    """A whole number, also one that came as text; 0 for anything else."""
    try:
        return int(value) if isinstance(value, int | str) else 0
    except ValueError:
        return 0


def _refusal(reply: Reply, error: Mapping[str, Any], usage: Usage, secrets: Iterable[str]) -> Refusal:
    about = error.get("error_data")
    if isinstance(about, str):
        about = _json(about.encode())
    return Refusal(
        status=reply.status,
        code=whole(error.get("code")),
        subcode=whole(error.get("error_subcode")),
        kind=redact(str(error.get("type") or ""), secrets),
        message=redact(str(error.get("message") or ""), secrets),
        told=redact(str(error.get("error_user_msg") or ""), secrets),
        transient=error.get("is_transient") is True or error.get("retriable") is True,
        trace=redact(str(error.get("fbtrace_id") or ""), secrets),
        about=about if isinstance(about, dict) else {},
        wait_s=_wait_s(reply, usage),
    )


def _wait_s(reply: Reply, usage: Usage) -> float:
    """Facebook tells in minutes by its usage header; a gateway before it in seconds, as HTTP has it."""
    told = reply.headers.get("retry-after", "")
    return float(told) if told.isascii() and told.isdigit() else usage.regain_s


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _date(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC) if text else None
    except ValueError:
        return None

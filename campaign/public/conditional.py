"""Validators: is what the client holds still what we would send? Facts: RFC 9110, sections 8.8 and 13."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from campaign.public.answer import PAGE_POLICY, Answer, Ask, answer, not_modified


@dataclass(frozen=True)
class Validated:
    """A whole answer, its 304, and what decides between them."""

    full: Answer
    unchanged: Answer
    etag: str
    modified_at: datetime | None

    def answer_to(self, ask: Ask) -> Answer:
        return self.unchanged if still_good(ask, self.etag, self.modified_at) else self.full


def validated(
    kind: str, body: bytes, *, cache: str, policy: str = PAGE_POLICY, modified_at: datetime | None = None
) -> Validated:
    """``body`` as an answer that a client can keep and ask about."""
    etag = strong_etag(body)
    validators = [("etag", etag)] + ([("last-modified", http_date(modified_at))] if modified_at else [])
    full = answer(200, kind, body, cache=cache, policy=policy, more=validators)
    return Validated(full, not_modified(full), etag, modified_at)


def strong_etag(body: bytes) -> str:
    """A strong validator: equal exactly when the bytes are equal, also after a restart."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def still_good(ask: Ask, etag: str, modified_at: datetime | None = None) -> bool:
    """True when a 304 is the right answer. If-None-Match, where present, decides alone (RFC 9110, 13.2.2)."""
    held = ask.header(b"if-none-match")
    if held:
        return held.strip() == "*" or etag in (part.strip().removeprefix("W/") for part in held.split(","))
    since = _moment(ask.header(b"if-modified-since"))
    return since is not None and modified_at is not None and modified_at.replace(microsecond=0) <= since


def range_still_good(ask: Ask, etag: str) -> bool:
    """May a Range be answered? If-Range with another validator than ours means: send the whole."""
    condition = ask.header(b"if-range").strip()
    return not condition or condition == etag


def _moment(text: str) -> datetime | None:
    """The moment of an HTTP date; None for anything else (a condition that cannot be read is no condition)."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment

"""What passes between the web server and a stand-in: a request that was read, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from starlette.requests import Request

from campaign.sandbox.faults import Fault


@dataclass(frozen=True)
class Upload:
    """One uploaded file."""

    name: str
    mime: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Call:
    """One request to a stand-in, read and named. ``secret`` is the caller's token: compared, never shown or logged."""

    method: str
    writes: bool
    chat: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Reply:
    """An HTTP answer."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What a stand-in did. ``applied``: does its world look different now?"""

    reply: Reply
    applied: bool = False
    message_id: int | str | None = None
    text: str = ""


@dataclass(frozen=True)
class Seen:
    """One line of the journal: what arrived and what came of it. The ground truth of every test."""

    at: datetime
    platform: str
    method: str
    chat: str
    writes: bool
    applied: bool
    message_id: int | str | None
    text: str
    status: int | None
    """None: no answer was given."""
    fault: str


@dataclass(frozen=True)
class ShownPost:
    """One live post as the wall shows it. ``html`` is already safe; ``media`` are (address, mime)."""

    at: datetime
    html: str
    link: str = ""
    media: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownChannel:
    """One channel of a platform on the wall, its posts newest first."""

    platform: str
    title: str
    link: str
    posts: tuple[ShownPost, ...]


class StandIn(Protocol):
    """The stand-in of one platform: it claims paths, reads requests, and answers as the platform would."""

    name: str

    def claims(self, path: str) -> bool:
        """Is this path its platform's?"""
        ...

    async def read(self, request: Request) -> Call:
        """Read the whole request; names its method, changes nothing."""
        ...

    def answer(self, call: Call) -> Outcome:
        """Do what the platform would do."""
        ...

    def refusal(self, fault: Fault) -> Reply:
        """How this platform words a 400, 401, 403, 429 or 500."""
        ...

    def control(self, what: str, wanted: Mapping[str, Any]) -> Any:
        """A change of its world (``POST /control/<name>/<what>``). Raises KeyError for an unknown one."""
        ...

    def live(self) -> list[dict[str, Any]]:
        """Every post that the public could see now, oldest first."""
        ...

    def shown(self) -> list[ShownChannel]:
        """The same, for the wall."""
        ...

    def reset(self) -> None:
        """An empty world again."""
        ...


def json_reply(status: int, value: Any, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, json.dumps(value, ensure_ascii=False).encode(), headers=headers or {})

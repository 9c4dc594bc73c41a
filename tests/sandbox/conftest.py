"""A running sandbox whose clock the test holds, and a bare HTTP client for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from campaign.clock import SetClock
from campaign.sandbox import Sandbox

TOKEN = "42:" + "x" * 20


class World:
    """The sandbox from outside: what a program with a token, and what a reader, can do."""

    def __init__(self, sandbox: Sandbox, clock: SetClock) -> None:
        self.sandbox = sandbox
        self.clock = clock

    def bot(self, method: str, files: Any = None, bot_token: str = TOKEN, **params: Any) -> dict[str, Any]:
        """One Bot API call; the JSON that was answered."""
        url = f"{self.sandbox.url}/bot{bot_token}/{method}"
        answer = requests.post(url, data={"chat_id": "@kenh_thu"} | params, files=files, timeout=60).json()
        assert isinstance(answer, dict)
        return answer

    def send(self, text: str = "Chào", **params: Any) -> int:
        """Post a text; its message id."""
        return int(self.bot("sendMessage", text=text, **params)["result"]["message_id"])

    def page(self, path: str) -> str:
        answer = requests.get(self.sandbox.url + path, timeout=60)
        answer.raise_for_status()
        return answer.text

    def control(self, what: str, method: str = "POST", **wanted: Any) -> Any:
        answer = requests.request(method, f"{self.sandbox.url}/control/{what}", json=wanted or None, timeout=60)
        return answer.json() | {"status": answer.status_code}


@pytest.fixture(scope="module")
def started() -> Iterator[World]:
    clock = SetClock(datetime(2026, 12, 1, tzinfo=UTC))
    with Sandbox(clock=clock) as sandbox:
        yield World(sandbox, clock)


@pytest.fixture
def world(started: World) -> World:
    started.control("reset")
    return started

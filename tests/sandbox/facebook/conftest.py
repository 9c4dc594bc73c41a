"""The stand-in of Facebook from outside: bare HTTP with a Page's token."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from campaign.clock import SetClock
from campaign.sandbox import Sandbox
from campaign.sandbox.facebook import page_token

PAGE = "1234567890"
SECRET = "of-the-app"


@dataclass
class Outside:
    """A program with a token, and a reader."""

    sandbox: Sandbox
    clock: SetClock
    bearer: str = field(default_factory=lambda: page_token(PAGE))

    def call(self, verb: str, path: str, *, token: str = "", version: str = "v26.0", **sent: Any) -> dict[str, Any]:
        """One Graph call; query for GET and DELETE, a form for POST. The JSON, with its HTTP status."""
        token = token or self.bearer
        proof = hmac.new(SECRET.encode(), token.encode(), hashlib.sha256).hexdigest()
        files = sent.pop("files", None)
        params = {"appsecret_proof": proof} | sent
        place = "data" if verb == "POST" else "params"
        more = {place: {name: value for name, value in params.items() if value is not None}}
        answer = requests.request(
            verb, f"{self.sandbox.url}/{version}/{path}", files=files, timeout=10,
            headers={"Authorization": f"Bearer {token}"}, **more,
        )  # fmt: skip
        told = answer.json()
        return {"http": answer.status_code} | (told if isinstance(told, dict) else {"items": told})

    def error(self, verb: str, path: str, **sent: Any) -> tuple[int, int]:
        """Code and subcode of a refused call."""
        told = self.call(verb, path, **sent)["error"]
        return told["code"], told.get("error_subcode", 0)

    def upload(self, path: str, content: bytes, offset: int, size: int) -> dict[str, Any]:
        headers = {"Authorization": f"OAuth {self.bearer}", "offset": str(offset), "file_size": str(size)}
        told = requests.post(f"{self.sandbox.url}/{path}", data=content, headers=headers, timeout=60).json()
        assert isinstance(told, dict)
        return told

    def control(self, what: str, **wanted: Any) -> int:
        return requests.post(f"{self.sandbox.url}/control/facebook/{what}", json=wanted, timeout=60).status_code

    def page(self, path: str) -> str:
        answer = requests.get(self.sandbox.url + path, timeout=60)
        answer.raise_for_status()
        return answer.text


@pytest.fixture(scope="module")
def started() -> Iterator[Outside]:
    clock = SetClock(datetime(2026, 12, 1, tzinfo=UTC))
    with Sandbox(clock=clock) as sandbox:
        yield Outside(sandbox, clock)


@pytest.fixture
def outside(started: Outside) -> Outside:
    started.sandbox.application.reset()
    return started

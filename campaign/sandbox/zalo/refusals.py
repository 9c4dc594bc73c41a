"""Zalo's ways to say no: HTTP 200 and a code. https://developers.zalo.me/docs/official-account/phu-luc/ma-loi"""

from __future__ import annotations

from typing import Any

from campaign.sandbox.wire import Reply, json_reply


class Refusal(Exception):
    """The OpenAPI answers with an error."""

    def __init__(self, error: int, message: str) -> None:
        super().__init__(message)
        self.error = error
        self.message = message

    @property
    def reply(self) -> Reply:
        return json_reply(200, {"error": self.error, "message": self.message})


class OauthRefusal(Exception):
    """The token endpoint answers with an error of its own shape."""

    def __init__(self, error: int, name: str) -> None:
        super().__init__(name)
        self.error = error
        self.name = name

    @property
    def reply(self) -> Reply:
        body = {"error": self.error, "error_name": self.name, "error_description": self.name}
        return json_reply(200, body)


def invalid(message: str) -> Refusal:
    return Refusal(-201, message)


def accepted(value: dict[str, Any]) -> Reply:
    return json_reply(200, {"data": value, "error": 0, "message": "Success"})

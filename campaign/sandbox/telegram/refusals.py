"""The Bot API's ways to say no. Texts: tdlib/telegram-bot-api Client.cpp and TDLib."""

from __future__ import annotations

from typing import Any

from campaign.sandbox.wire import Reply, json_reply


class Refusal(Exception):
    """The Bot API answers with an error. ``description`` without its leading "Bad Request: "."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    @property
    def reply(self) -> Reply:
        return error_reply(self.status, self.description, **self.parameters)


def bad_request(description: str, **parameters: int) -> Refusal:
    return Refusal(400, f"Bad Request: {description}", **parameters)


def too_many(retry_after: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def error_reply(status: int, description: str, **parameters: int) -> Reply:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return json_reply(status, body)

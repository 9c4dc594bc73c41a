"""The Graph API's ways to say no: https://developers.facebook.com/docs/graph-api/guides/error-handling"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campaign.sandbox.wire import Reply, json_reply

TRACE = "AfakeTraceOfTheStandIn"


class Refusal(Exception):
    """The Graph API answers with an error."""

    def __init__(self, code: int, message: str, subcode: int = 0, status: int = 400, **more: Any) -> None:
        super().__init__(message)
        self.code, self.subcode, self.status, self.message, self.more = code, subcode, status, message, more

    @property
    def reply(self) -> Reply:
        return error_reply(self.status, self.code, self.message, self.subcode, **self.more)


def error_reply(
    status: int,
    code: int,
    message: str,
    subcode: int = 0,
    *,
    headers: Mapping[str, str] | None = None,
    transient: bool = False,
    data: Any = None,
) -> Reply:
    error: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code, "is_transient": transient}
    if subcode:
        error["error_subcode"] = subcode
    if data is not None:
        error["error_data"] = data
    return json_reply(status, {"error": {**error, "fbtrace_id": TRACE}}, headers)


def parameter(message: str) -> Refusal:
    return Refusal(100, f"(#100) {message}")


def gone(node_id: str) -> Refusal:
    message = (
        f"Unsupported request. Object with ID '{node_id}' does not exist, cannot be loaded due to missing permissions, "
        "or does not support this operation"
    )
    return Refusal(100, message, 33)

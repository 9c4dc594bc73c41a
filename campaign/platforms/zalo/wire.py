"""One HTTP exchange with Zalo, read: a JSON object, or one of the six errors. No text of it holds a token.

Every API call carries the header ``access_token`` (not Authorization). Errors come with HTTP 200, so ``error`` is read
always; a missing one is no success.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from campaign.errors import PlatformError, RateLimited, Rejected, Unavailable, Uncertain
from campaign.net.client import AddressRefused, NoReply, NotConnected, Reply, ReplyTooLarge, fetch
from campaign.net.deadline import Deadline
from campaign.platforms.zalo.refusals import NEXT_MINUTE_S


def exchange(url: str, deadline: Deadline, *, repeatable: bool, **request: Any) -> tuple[Reply, dict[str, Any]]:
    """The reply and its JSON object. ``repeatable``: it only reads, or twice is harmless.

    Raises Rejected (an address that is never called), RateLimited, Unavailable and (unless repeatable) Uncertain.
    """
    problem: PlatformError
    try:
        return _read(fetch(url, deadline, **request), repeatable)
    except PlatformError as error:
        problem = error
    except AddressRefused as error:
        problem = Rejected("api_url", "api_url và oauth_url trong channel.toml phải là https.", str(error))
    except NotConnected as error:
        message = "Không kết nối được tới Zalo; chưa có gì được gửi."
        problem = Unavailable("not_connected", message, str(error))
    except (NoReply, ReplyTooLarge) as error:
        problem = unknown(repeatable, f"{type(error).__name__}: {error}")
    raise problem  # out here, so that nothing of the request hangs on it as context


def _read(reply: Reply, repeatable: bool) -> tuple[Reply, dict[str, Any]]:
    answer = parsed(reply.body)
    if reply.status == 429:
        raise RateLimited(
            "rate_limited", "Zalo báo gọi quá nhanh; sẽ gửi tiếp sau.", retry_after(reply.headers), "HTTP 429"
        )
    if reply.status >= 500 or (answer is None and not 400 <= reply.status < 500):
        raise unknown(repeatable, f"HTTP {reply.status}, {'JSON' if answer else 'no JSON'}")
    if answer is None:
        message = "Nơi trả lời không phải Zalo: xem lại đường mạng và api_url."
        raise Unavailable("not_zalo", message, f"HTTP {reply.status}")
    return reply, answer


def unknown(repeatable: bool, detail: str) -> PlatformError:
    if repeatable:
        return Unavailable("no_reply", "Zalo không trả lời trọn vẹn.", detail)
    return Uncertain("no_reply", "Zalo không trả lời trọn vẹn: chưa biết việc này đã xong hay chưa.", detail)


def parsed(body: bytes) -> dict[str, Any] | None:
    """The JSON object of a body, its whole numbers exact; None for anything else."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def error_of(answer: Mapping[str, Any]) -> int | None:
    """The ``error`` of a reply; None where it has none that can be read."""
    try:
        return int(answer["error"])
    except (KeyError, TypeError, ValueError):
        return None


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds to wait, as told; else until the next minute's allowance."""
    told = headers.get("retry-after", "")
    return float(told) if told.isdigit() and int(told) > 0 else NEXT_MINUTE_S

"""The sentence that a report opens with, in pieces: how far, how sure, what is unknown; each names its proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from campaign.reach.wording import WINDOWS, number


@dataclass(frozen=True)
class Piece:
    """Some words; ``what`` (one of ``evidence.WHAT``, "" for plain words), ``measured`` and ``channel``: its proof."""

    text: str
    what: str = ""
    measured: str = ""
    channel: str = ""


def opening(body: dict[str, Any], names: dict[str, Any]) -> list[Piece]:
    """Joined, the pieces are one sentence."""
    channels = [
        channel for task in body["tasks"] for item in task["task_items"] for channel in item["channels"]
    ]  # fmt: skip
    posts = sum(channel["posts"] for channel in channels)
    if not posts:
        return [Piece("Trong kỳ chưa có bài nào được đăng trên kênh của chương trình"), *_unsettled(body), Piece(".")]
    return [
        *_reach(channels, names),
        *_views(channels, posts),
        *_unknown(channels, posts),
        *_unsettled(body),
        Piece("."),
    ]


def _reach(channels: list[dict[str, Any]], names: dict[str, Any]) -> Iterator[Piece]:
    """The largest of what was measured: of a whole channel in the platform's own window, or of one post."""
    found = [
        (channel["channel_reach"]["value"], "channel_reach", channel)
        for channel in channels if channel["channel_reach"]["value"] is not None
    ] + [
        (channel["metrics"]["reach"]["max"], "reach", channel)
        for channel in channels if channel["metrics"]["reach"]["max"] is not None
    ]  # fmt: skip
    if not found:
        yield Piece("Chưa đo được số người tiếp cận")
        return
    value, what, channel = max(found, key=lambda each: each[0])
    title = names["channels"].get(channel["channel"], channel["channel"])
    window = channel["channel_reach"]["window"]
    of = f"cả kênh trong {WINDOWS.get(window, window)}" if what == "channel_reach" else "ở một bài"
    yield Piece("Tiếp cận rộng nhất đo được: ")
    yield Piece(f"{number(value)} tài khoản", what, "yes", channel["channel"])
    yield Piece(f" {of} trên {title} (nền tảng ước tính)")


def _views(channels: list[dict[str, Any]], posts: int) -> Iterator[Piece]:
    views = [channel["metrics"]["views"] for channel in channels]
    measured = sum(each["measured"] for each in views)
    yield Piece("; ")
    if measured:
        yield Piece(f"{number(sum(each['value'] or 0 for each in views))} lượt xem", "views", "yes")
        yield Piece(f", đo được ở {number(measured)} trên ")
    else:
        yield Piece("chưa đo được lượt xem của ")
    yield Piece(f"{number(posts)} bài", "posts")


def _unknown(channels: list[dict[str, Any]], posts: int) -> Iterator[Piece]:
    before = "; chưa biết "
    for metric, words in (("views", "lượt xem"), ("reach", "số người tiếp cận")):
        missing = posts - sum(channel["metrics"][metric]["measured"] for channel in channels)
        if missing:
            yield Piece(before)
            yield Piece(f"{words} của {number(missing)} bài", metric, "no")
            before = ", "


def _unsettled(body: dict[str, Any]) -> Iterator[Piece]:
    if body["uncertain"]:
        yield Piece("; ")
        yield Piece(f"{number(body['uncertain'])} lượt đăng chưa rõ kết quả", "uncertain")

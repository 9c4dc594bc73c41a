"""``make run``: one command, and everybody can watch real items go out on every channel."""

from __future__ import annotations

import json
import re
import signal
import socket
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from campaign.cli.quick import cursor_of
from campaign.delivery.listing import list_deliveries
from campaign.settings import read_settings
from tests.app.program import Program, Running, until

ADDRESS = r"Trang biên tập: +(http://127\.0\.0\.1:\d+)$"


def start(folder: Path, *options: str, **environ: str) -> Running:
    return Program(folder).start(
        "demo", "--port", "0", "--sandbox-port", "0", *options, CAMPAIGN_RETRY_S="1", **environ
    )


def published(folder: Path) -> list[dict[str, Any]]:
    """What is out, of the posts themselves."""
    with cursor_of(read_settings(folder / "var" / "demo", {})) as (cursor, mark):
        rows = list_deliveries(cursor, mark, state="published")
    return [row for row in rows if not row["part"]]


def connected(folder: Path) -> set[str]:
    """The channels that this program posts to by itself."""
    listed = Program(folder / "var" / "demo").ok("channel", "list", "--json").json["channels"]
    return {row["key"] for row in listed if row["state"] == "open" and row["platform"] != "manual"}


def out_on(folder: Path, channels: set[str], posts: int = 1) -> set[str] | None:
    """The items that are out, once each of ``channels`` has so many posts."""
    rows = published(folder)
    if all(len([row for row in rows if row["channel"] == key]) >= posts for key in channels):
        return {row["item"] for row in rows}
    return None


def test_the_demo_publishes_on_every_channel_ends_cleanly_and_goes_on_the_next_time(tmp_path: Path) -> None:
    showing = start(tmp_path, CAMPAIGN_DATABASE_URL="postgresql://khong-phai-cua-ban-chay-thu/x")
    url, wall = showing.wait_for(ADDRESS), showing.wait_for(r"Bức tường.*: +(http\S+)")
    channels = connected(tmp_path)
    assert channels >= {"telegram", "rss"}
    first = until(lambda: out_on(tmp_path, channels), showing.told)
    with urlopen(f"{url}/feeds/tin-attt.xml") as answer:
        assert "<item>" in answer.read().decode()
    with urlopen(f"{url}/items/{min(first)}") as answer:
        assert answer.status == 200
    texts = [row["text"] for row in published(tmp_path) if row["channel"] == "telegram"]
    with urlopen(f"{wall}/control/posts") as answer:
        posts = [post["text"] for post in json.load(answer)["posts"] if post["platform"] == "telegram"]
    assert posts[: len(texts)] == texts
    assert re.search(rf"{url}/go/\w+", texts[0])
    with urlopen(showing.wait_for(r"Đăng nhập.*: +(http\S+)")) as answer:
        assert answer.status == 200
    with cursor_of(read_settings(tmp_path / "var" / "demo", {})) as (cursor, _):
        cursor.execute("SELECT local_time FROM occurrence WHERE state = 'empty'")
        assert cursor.fetchall() == []  # the first sight of the calendar: no slot without an item
    second = start(tmp_path).end()
    assert (second.code, second.out) == (1, "")
    assert f"(pid {showing.process.pid})" in second.err
    ended = showing.stop(signal.SIGINT)
    assert (ended.code, "Traceback" in ended.err) == (0, False)

    again = start(tmp_path)
    assert until(lambda: out_on(tmp_path, channels, posts=2), again.told) > first
    ended = again.stop(signal.SIGTERM)
    assert (ended.code, "Traceback" in ended.err) == (0, False)


def test_a_taken_port_of_the_sandbox_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = start(tmp_path, "--sandbox-port", str(taken.getsockname()[1])).end()
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 2)
    assert ended.err.endswith("Hãy chọn cổng khác: --sandbox-port\n")


def test_a_signal_while_it_still_prepares_is_a_clean_end_too(tmp_path: Path) -> None:
    preparing = start(tmp_path)
    until(lambda: (tmp_path / "var" / "demo" / "plan.toml").exists(), preparing.told)
    ended = preparing.stop(signal.SIGTERM)
    assert (ended.code, ended.out, ended.err.count("\n")) == (0, "", 1)

"""A workspace that only practises says so on every page; one real channel, and it does not."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from campaign.db import Database
from campaign.models import Channel
from campaign.web.practice import is_practice
from tests.conftest import START
from tests.web.conftest import Served

HERE, REAL = "http://127.0.0.1:8900", "https://api.telegram.org"


@pytest.mark.parametrize(
    ("channels", "practises"),
    [
        ([], False),
        ([("rss", {}), ("manual", {})], False),
        ([("telegram", {"api_url": HERE}), ("rss", {}), ("manual", {})], True),
        ([("telegram", {"api_url": HERE}), ("zalo", {"api_url": "http://localhost:8900"})], True),
        ([("telegram", {"api_url": HERE}), ("facebook", {"api_url": REAL})], False),
        ([("telegram", {"api_url": "http://127.0.0.1.evil.example"})], False),
        ([("telegram", {})], False),
    ],
)
def test_it_is_practice_when_every_channel_that_calls_somebody_calls_this_machine(
    sqlite_database: Database, channels: list[tuple[str, dict[str, Any]]], practises: bool
) -> None:
    with sqlite_database.write() as session:
        for number, (platform, options) in enumerate(channels):
            session.add(Channel(key=f"k{number}", platform=platform, title="K", account=f"a{number}", options=options))
        gone = Channel(key="cu", platform="telegram", title="K", account="cu", options={}, removed_at=START)
        session.add(gone)
        session.flush()
        assert is_practice(session) is practises


def test_the_banner_stands_on_pages_of_a_practice_workspace_alone(served: Served) -> None:
    banner = "ĐÂY LÀ BẢN TẬP DƯỢT: không có gì lên kênh thật"
    with served.client("reporter") as client:
        assert banner not in client.get("/").text
        with served.database.write() as session:
            session.execute(sa.update(Channel).values(options={"api_url": HERE}))
        for path in ("/", "/calendar", "/queue", "/channels", "/help", "/account"):
            assert banner in client.get(path).text, path
        assert "THIS IS A PRACTICE WORKSPACE" in client.get("/help?lang=en").text

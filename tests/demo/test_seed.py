"""``demo --seed``: invented figures, only where nothing real can be, and marked for ever."""

from __future__ import annotations

import pytest
from sqlmodel import Session, func, select

from campaign.db import Database
from campaign.demo.seed import seed
from campaign.desk.reports import report
from campaign.errors import Mistake
from campaign.models import Channel, Delivery, MetricSample
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan
from tests.conftest import START
from tests.desk.conftest import PLAN
from tests.web.newsroom import add_item


def furnish(session: Session, api_url: str) -> None:
    store_plan(session, START, Plan.model_validate(PLAN), "Asia/Ho_Chi_Minh")
    options = {"api_url": api_url, "web_url": "https://facebook.com"}
    session.add(Channel(key="facebook", platform="facebook", title="F", task="1a", account="f", options=options))
    session.add(Channel(key="rss", platform="rss", title="R", task="1a", account="r", options={"path": "tin"}))
    for number in range(3):
        add_item(session, START, f"meo-{number}", title=f"Mẹo {number}")


def test_so_many_posts_with_figures_and_every_report_says_that_they_are_invented(database: Database) -> None:
    with database.write() as session:
        furnish(session, "http://127.0.0.1:8900/graph")
    samples = seed(database, 40)
    with database.read() as session:
        assert session.exec(select(func.count()).select_from(Delivery)).one() == 40
        assert session.exec(select(func.count()).select_from(MetricSample)).one() == samples > 40
    body = report(database, "2026").body
    assert "GIẢ LẬP" in body["watermark"]
    assert body["notes"][0] == body["watermark"]
    seed(database, 40)
    with database.read() as session:
        assert session.exec(select(func.count()).select_from(Delivery)).one() == 80


def test_a_workspace_that_could_be_real_is_left_alone(database: Database) -> None:
    with database.write() as session:
        furnish(session, "https://graph.facebook.com")
    with pytest.raises(Mistake, match="facebook có api_url"):
        seed(database, 40)
    with database.read() as session:
        assert session.exec(select(func.count()).select_from(Delivery)).one() == 0
        assert "watermark" not in report(database, "2026").body

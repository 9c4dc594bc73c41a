"""A desk to work at: a plan in the database, a workspace in a folder, people with roles."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.db import Database
from campaign.people.users import add_user
from campaign.settings import Settings
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan
from tests.conftest import START

PLAN = {
    "schema": 1,
    "plan": {"id": "thu", "title": "Kế hoạch thử", "period": {"from": "2026-01-01", "to": "2027-12-31"}},
    "unit": [{"id": "bao", "name": "Báo"}, {"id": "dai", "name": "Đài"}],
    "task": [{"id": "1", "title": "Tuyên truyền"}],
    "task_item": [{"id": "1a", "task": "1", "text": "Đăng tin"}, {"id": "1đ", "task": "1", "text": "Đăng clip"}],
}


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    return Settings(workspace=tmp_path, database_url=database.url)


@pytest.fixture
def newsroom(database: Database) -> Database:
    """The database with the plan (one approval asked for) and people of every role."""
    with database.write() as session:
        store_plan(session, START, Plan.model_validate(PLAN), "Asia/Ho_Chi_Minh")
        for name, role, unit in (
            ("lan", "reporter", ""), ("minh", "editor", ""), ("hoa", "manager", ""), ("tu", "admin", ""),
            ("bao", "editor", "bao"), ("dai", "editor", "dai"),
        ):  # fmt: skip
            add_user(session, START, f"{name}@hg.vn", name.title(), role, unit)
    return database

"""A small newsroom for the pages of approval: real adapters, a sandbox over HTTP, people who write and who approve."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
from sqlmodel import col

from campaign.db import Database
from campaign.desk.editing import edit_item
from campaign.models import Approval, Delivery, Item
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan
from tests.conftest import START
from tests.delivery import stage as scene
from tests.desk.conftest import PLAN
from tests.web import seed
from tests.web.conftest import Served, serving

TITLE = "Cảnh báo: tin nhắn giả mạo ngân hàng"
SLUG = "canh-bao-tin-nhan-gia-mao-ngan-hang"
BODY = "Đừng bấm vào liên kết trong tin nhắn lạ."


@dataclass
class Desk:
    """The pages on a stage whose protocol the test itself lets beat."""

    stage: scene.Stage
    served: Served

    def write(self, by: str = "reporter@example.vn", **keys: Any) -> str:
        """A new article, or the next revision of one that is named; its slug."""
        slug = keys.pop("slug", None)
        said = {"title": TITLE, "body": BODY, "kind": "article", "task": "1a"} if slug is None else {}
        return edit_item(self.stage.database, by, slug, said | keys).slug

    def press(self, role: str, path: str, unit: str = "", **fields: Any) -> httpx.Response:
        """A form sent by a person of that role."""
        with self.served.client(role, unit) as client:
            return client.post(path, data=fields)

    def page(self, role: str, path: str, unit: str = "") -> str:
        with self.served.client(role, unit) as client:
            return client.get(path).text

    def item(self, slug: str = SLUG) -> Item:
        with self.stage.database.read() as session:
            return session.scalars(sa.select(Item).where(col(Item.slug) == slug)).one()

    def deliveries(self, slug: str = SLUG) -> list[Delivery]:
        with self.stage.database.read() as session:
            query = sa.select(Delivery).join(Item, col(Item.id) == col(Delivery.item_id)).where(col(Item.slug) == slug)
            return list(session.scalars(query.order_by(col(Delivery.id))))

    def approvals(self) -> list[Approval]:
        with self.stage.database.read() as session:
            return list(session.scalars(sa.select(Approval).order_by(col(Approval.id))))


@contextmanager
def open_desk(database: Database, folder: Path, approvals: int = 1) -> Iterator[Desk]:
    """Telegram and a feed; a reporter, an editor and a manager of all units."""
    with scene.stage(database, folder) as stage:
        stage.wire(approvals=approvals)
        with database.write() as session:
            store_plan(session, START, Plan.model_validate(PLAN), "Asia/Ho_Chi_Minh")
            for role in ("reporter", "editor", "manager"):
                seed.add_person(session, START, role)
        stage.add_channel("telegram")
        stage.add_channel("tin", "rss")
        with serving(database, stage.settings) as served:
            yield Desk(stage, served)

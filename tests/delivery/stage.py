"""A small stage for the protocol: rows straight into the database, the real adapters, a sandbox over real HTTP."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from campaign.clock import SetClock
from campaign.credentials import Vault, store
from campaign.credentials.destinations import Destinations
from campaign.db import Database
from campaign.delivery.context import Dispatch
from campaign.delivery.engine import InlineEngine
from campaign.delivery.tick import run, tick
from campaign.media.store import MediaStore
from campaign.models import Approval, Attempt, Channel, Delivery, Item, Revision, User
from campaign.models.birth import born
from campaign.sandbox import Sandbox
from campaign.settings import Settings

TOKEN = f"{10**9}:" + "stand-in-secret-" * 2
TEMPLATE = "{{ item.title }}\n\n{{ item.body }}\n\n{{ link }}"


@dataclass
class Stage:
    """One workspace in one database, with its protocol. The clock moves only when a test moves it."""

    database: Database
    folder: Path
    sandbox: Sandbox
    settings: Settings = field(init=False)
    dispatch: Dispatch = field(init=False)

    def __post_init__(self) -> None:
        self.settings = Settings(
            workspace=self.folder,
            database_url=self.database.url,
            secret_key_file=self.folder / "secret.key",
            public_url="http://127.0.0.1:8000",
            http_deadline_s=5.0,
            approvals=1,
        )
        self.wire()

    def wire(self, **changed: Any) -> None:
        """A new process on the same database: settings changed, engine and protocol made anew."""
        self.settings = replace(self.settings, **changed)
        media = MediaStore.of(self.settings)
        destinations = Destinations(self.database, Vault(self.settings.secret_key_file), media.open)
        self.dispatch = Dispatch(self.database, self.settings, InlineEngine(), destinations)
        self.dispatch.engine.start(lambda delivery_id: run(self.dispatch, delivery_id))

    @property
    def clock(self) -> SetClock:
        assert isinstance(self.database.clock, SetClock)
        return self.database.clock

    def now(self) -> datetime:
        """The moment by the database's clock, whichever it is."""
        return self.database.clock.now()

    def tick(self) -> int:
        return tick(self.dispatch)

    def settle(self) -> None:
        """Beats until nothing is due."""
        while self.tick():
            pass

    def row(self, delivery_id: int) -> Delivery:
        with self.database.read() as session:
            return session.get_one(Delivery, delivery_id)

    def attempts(self, delivery_id: int) -> list[Attempt]:
        with self.database.read() as session:
            rows = session.exec(select(Attempt).where(col(Attempt.delivery_id) == delivery_id)).all()
        return sorted(rows, key=lambda row: (row.number, row.started_at))

    def posts(self) -> list[str]:
        """What the public sees on the sandbox."""
        return [str(post["text"]) for post in self.sandbox.posts()]

    def add_plan(self, zone: str = "Asia/Ho_Chi_Minh") -> None:
        from campaign.workspace.plan import Plan
        from campaign.workspace.stored import store_plan

        with self.database.write() as session:
            store_plan(session, self.now(), Plan.model_validate(a_plan()), zone)

    def add_person(self, email: str, role: str = "editor") -> None:
        """Somebody who may act; nothing happens where they are known already."""
        with self.database.write() as session:
            if session.exec(select(User.id).where(col(User.email) == email)).first() is None:
                session.add(User(email=email, name="Ban biên tập", role=role, created_at=self.now()))

    def add_channel(self, key: str = "telegram", platform: str = "telegram", **columns: Any) -> Channel:
        options: Mapping[str, Any] = {
            "telegram": {"chat": f"@{key}", "api_url": self.sandbox.url, "web_url": self.sandbox.url},
            "rss": {"path": key},
            "manual": {"page": f"https://video.example/{key}"},
        }[platform]
        account = columns.pop("account", f"{platform}:{key}")
        channel = Channel(
            key=key, platform=platform, title=key, options=dict(options), template=TEMPLATE, template_sha256="t1",
            account=account, connected_at=self.now(), **columns,
        )  # fmt: skip
        with self.database.write() as session:
            session.add(channel)
            session.flush()
            if platform == "telegram":
                store(session, self.now(), Vault(self.settings.secret_key_file), key, {"bot_token": TOKEN})
        return channel

    def add_item(self, slug: str = "otp", approved: bool = True, **columns: Any) -> Item:
        sha256 = uuid.uuid4().hex
        now = self.now()
        with self.database.write() as session:
            item = Item(
                slug=slug, guid=uuid.uuid4().urn, kind="tip", content_sha256=sha256, created_at=now, updated_at=now
            )
            session.add(item)
            session.flush()
            self._revision(session, item, **columns)
            if approved:
                self._approval(session, item)
        return item

    def edit_item(self, slug: str, **columns: Any) -> None:
        """A new revision that nobody has approved."""
        with self.database.write() as session:
            item = the_item(session, slug)
            item.revision, item.content_sha256 = item.revision + 1, uuid.uuid4().hex
            self._revision(session, item, **columns)

    def approve(self, slug: str) -> None:
        with self.database.write() as session:
            self._approval(session, the_item(session, slug))

    def deliver(self, slug: str, key: str, at: datetime | None = None, **columns: Any) -> int:
        """One delivery by hand; its id."""
        with self.database.write() as session:
            item = the_item(session, slug)
            now = self.now()
            row = born(
                session, now=now, item_id=item.id or 0, channel=session.get_one(Channel, key), due_at=at or now,
                created_by="test", **columns,
            )  # fmt: skip
            return row.id or 0

    def _revision(self, session: Session, item: Item, **columns: Any) -> None:
        columns = {"title": f"Tiêu đề {item.slug}", "body": f"Nội dung {item.slug}.", **columns}
        session.add(
            Revision(
                item_id=item.id or 0,
                number=item.revision,
                content_sha256=item.content_sha256,
                created_at=self.now(),
                **columns,
            )
        )

    def _approval(self, session: Session, item: Item) -> None:
        session.add(
            Approval(item_id=item.id or 0, content_sha256=item.content_sha256, approver="e@example.vn", at=self.now())
        )


def the_item(session: Session, slug: str) -> Item:
    return session.exec(select(Item).where(col(Item.slug) == slug)).one()


def a_plan() -> dict[str, Any]:
    return {
        "schema": 1,
        "plan": {
            "id": "thu", "number": "1", "issuer": "x", "title": "Kế hoạch thử",
            "period": {"from": "2026-01-01", "to": "2027-12-31"},
        },
        "editorial": {"approvals": 1, "files_are_approved": False},
    }  # fmt: skip


@contextmanager
def stage(database: Database, folder: Path) -> Iterator[Stage]:
    """A stage with the plan brought in; the sandbox dates its posts by the same clock."""
    with Sandbox(clock=database.clock) as sandbox:
        made = Stage(database, folder, sandbox)
        made.add_plan()
        yield made

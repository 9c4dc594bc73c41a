"""A small newsroom in the database, and a way to ask the public pages without a socket."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from sqlmodel import Session

from campaign.clock import SetClock
from campaign.db import Database
from campaign.library.fields import ItemFields
from campaign.library.revisions import create, revise
from campaign.media.store import MediaStore
from campaign.models import Approval, Channel, Delivery, Item, Link, MediaRow
from campaign.models.birth import born
from campaign.platforms.seam import Post
from campaign.public.app import PublicApp
from campaign.public.shown import shown_revision, subject
from campaign.rendering.compose import compose
from campaign.settings import Settings
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan
from tests.conftest import START

PUBLIC = "https://tin.example.vn"
PLAN = {
    "schema": 1,
    "plan": {"id": "thu", "title": "Kế hoạch thử", "period": {"from": "2026-01-01", "to": "2027-12-31"}},
    "editorial": {"approvals": 1},
    "unit": [{"id": "bao", "name": "Báo tỉnh"}],
    "task": [{"id": "1", "title": "Tuyên truyền"}],
    "task_item": [{"id": "1a", "task": "1", "text": "Đăng tin"}],
}
TEMPLATE = "{{ item.summary or item.body }}"


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    raw: list[tuple[str, str]]
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        return dict(self.raw)

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Newsroom:
    """Rows are made through the rooms that own them; ``app`` is the real thing over a real database."""

    database: Database
    folder: Path
    public_url: str = PUBLIC
    app: PublicApp = field(init=False)
    store: MediaStore = field(init=False)

    def __post_init__(self) -> None:
        settings = Settings(
            workspace=self.folder, database_url=self.database.url, public_url=self.public_url,
            secret_key_file=self.folder / "secret.key",
        )  # fmt: skip
        self.store = MediaStore(self.folder / "media")
        self.app = PublicApp(self.database, settings, self.store)
        with self.database.write() as session:
            store_plan(session, START, Plan.model_validate(PLAN), "Asia/Ho_Chi_Minh")
            session.add(
                Channel(
                    key="rss", platform="rss", title="Bản tin thử", unit="bao", task="1a", account="rss:tin",
                    options={"path": "tin"}, template=TEMPLATE, template_sha256="t1",
                )
            )  # fmt: skip

    @property
    def clock(self) -> SetClock:
        assert isinstance(self.database.clock, SetClock)
        return self.database.clock

    def pass_time(self, **span: float) -> datetime:
        return self.clock.advance(**span)

    def item(self, slug: str, approved: bool = True, **fields: Any) -> int:
        """A new item; its id."""
        fields = {"title": "Đừng đọc mã OTP", "summary": "Ai hỏi mã là lừa đảo.", "body": "Hãy **cúp máy**."} | fields
        with self.database.write() as session:
            item = create(session, self.clock.now(), slug, ItemFields(**fields), "lan@hg.vn")
            session.flush()
            if approved:
                self._approve(session, item)
            assert item.id
            return item.id

    def edit(self, item_id: int, approved: bool = True, **fields: Any) -> None:
        with self.database.write() as session:
            item = session.get_one(Item, item_id)
            revise(session, self.clock.now(), item, ItemFields(**fields), "lan@hg.vn")
            if approved:
                self._approve(session, item)

    def approve(self, item_id: int) -> None:
        with self.database.write() as session:
            self._approve(session, session.get_one(Item, item_id))

    def _approve(self, session: Session, item: Item) -> None:
        now = self.clock.now()
        session.add(Approval(item_id=item.id, content_sha256=item.content_sha256, approver="minh@hg.vn", at=now))

    def publish(self, item_id: int, channel: str = "rss") -> Delivery:
        """As the delivery room leaves it: frozen post, receipt, the item's first moment of sending."""
        now = self.clock.now()
        with self.database.write() as session:
            item, row = session.get_one(Item, item_id), session.get_one(Channel, channel)
            delivery = born(session, now=now, item_id=item_id, channel=row, due_at=now, created_by="lan@hg.vn")
            revision = shown_revision(session, item, 1)
            assert revision is not None
            post: Post = compose(subject(session, item, revision), row, "code", self.public_url, delivery.guid)
            item.first_sent_at = item.first_sent_at or now
            delivery.state, delivery.published_at, delivery.remote_id = "published", now, delivery.guid
            delivery.post, delivery.text = post.model_dump(mode="json"), post.text
            delivery.permalink, delivery.content_sha256 = post.draft.target, item.content_sha256
            session.flush()
            return delivery

    def change(self, row: type[Any], key: Any, **columns: Any) -> None:
        with self.database.write() as session:
            found = session.get_one(row, key)
            for name, value in columns.items():
                setattr(found, name, value)

    def link(self, code: str, **columns: Any) -> str:
        with self.database.write() as session:
            session.add(Link(code=code, created_at=START, **columns))
        return code

    def file(self, content: bytes, mime: str = "image/png", name: str = "anh") -> dict[str, str]:
        """A stored file; its entry in an item's ``media``."""
        sha256 = self.store.put(content)
        kind = mime.split("/")[0] if mime.split("/")[0] in ("image", "video", "audio") else "file"
        served = f"{name}-{sha256[:8]}.{mime.split('/')[1]}"
        with self.database.write() as session:
            session.merge(
                MediaRow(
                    sha256=sha256, source_sha256=hashlib.sha256(b"source" + content).hexdigest(), kind=kind, mime=mime,
                    name=served, size=len(content), width=640 if kind in ("image", "video") else None,
                    height=360 if kind in ("image", "video") else None, created_at=START,
                )
            )  # fmt: skip
        return {"sha256": sha256, "name": served, "alt": "Mô tả ảnh"}

    def restart(self) -> None:
        """Another run of the program over the same rows."""
        self.close()
        self.app = PublicApp(self.database, self.app.settings, self.store)

    def close(self) -> None:
        asyncio.run(self.app.shutdown())

    def get(self, path: str, method: str = "GET", **headers: str) -> Reply:
        """One request in a loop of its own; header names with _ for -."""
        return asyncio.run(ask(self.app, path, method, headers))


async def ask(app: PublicApp, path: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Reply:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("a request's body is never read")

    raw = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in (headers or {}).items()]
    path, _, query = path.partition("?")
    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": raw}
    await app(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    lines = [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]
    return Reply(sent[0]["status"], lines, body)


class Elements(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]

"""Many channels and deliveries in a fresh database, and a platform that answers at once (or never)."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import sqlalchemy as sa
from sqlmodel import col

from campaign.app.open import dispatch_for
from campaign.credentials import Vault, store
from campaign.db import Database
from campaign.db.schema import migrate
from campaign.delivery.engine import Engine
from campaign.delivery.tick import recover, run, tick
from campaign.models import Approval, Channel, Delivery, Item, Revision
from campaign.models.birth import born
from campaign.net.departure import about_to_leave
from campaign.platforms.seam import Receipt
from campaign.platforms.telegram import TelegramPlatform
from campaign.settings import Settings
from campaign.worker.metronome import Metronome
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan

TEMPLATE = "{{ item.title }}\n\n{{ item.body }}\n\n{{ link }}"
PLAN = {
    "schema": 1,
    "plan": {
        "id": "do", "number": "1", "issuer": "x", "title": "Kế hoạch để đo",
        "period": {"from": "2026-01-01", "to": "2099-12-31"},
    },
    "editorial": {"approvals": 1, "files_are_approved": False},
}  # fmt: skip
HANGING = "treo"
"""Channels whose key begins so have a platform that never answers."""
FILM = "phim"
"""And these one to which a film is sent for as long as anybody looks: bytes are read and copied all the time."""


def settings_for(url: str, folder: Path, **changed: Any) -> Settings:
    key = folder / "secret.key"
    return Settings(
        workspace=folder,
        database_url=url,
        secret_key_file=key,
        public_url="http://127.0.0.1:8000",
        approvals=1,
        **changed,
    )


def fresh(url: str) -> Database:
    database = Database(url)
    migrate(database)
    return database


def fill(
    database: Database, settings: Settings, keys: Sequence[str], each: int, at: Callable[[int], datetime], platform: str
) -> None:
    """``each`` approved items to each channel, the n-th of all due at ``at(n)``."""
    now = database.clock.now()
    with database.write() as session:
        store_plan(session, now, Plan.model_validate(PLAN), "Asia/Ho_Chi_Minh")
        for key in keys:
            options = {"chat": f"@{key}", "api_url": "http://127.0.0.1:9"} if platform == "telegram" else {"path": key}
            session.add(
                Channel(
                    key=key, platform=platform, title=key, options=options, template=TEMPLATE, template_sha256="t",
                    account=f"{platform}:{key}", connected_at=now,
                )
            )  # fmt: skip
            session.flush()
            if platform == "telegram":
                store(session, now, Vault(settings.secret_key_file), key, {"bot_token": f"{10**9}:" + "x" * 30})
    for number in range(each):
        with database.write() as session:
            item = _item(session, f"muc-{number}", now)
            for place, key in enumerate(keys):
                born(
                    session, now=now, item_id=item.id or 0, channel=session.get_one(Channel, key),
                    due_at=at(number * len(keys) + place), created_by="bench",
                )  # fmt: skip


def _item(session: Any, slug: str, now: datetime) -> Item:
    sha256 = uuid.uuid4().hex
    item = Item(slug=slug, guid=uuid.uuid4().urn, kind="tip", content_sha256=sha256, created_at=now, updated_at=now)
    session.add(item)
    session.flush()
    title, body = f"Tiêu đề {slug}", "Đừng đọc mã OTP cho ai."
    session.add(Revision(item_id=item.id or 0, content_sha256=sha256, number=1, title=title, body=body, created_at=now))
    session.add(Approval(item_id=item.id or 0, content_sha256=sha256, approver="bien-tap@example.vn", at=now))
    return item


@contextlib.contextmanager
def instant_platform() -> Iterator[None]:
    """Telegram without its wire: everything of a step but the network, the mark at departure included."""
    for_ever = threading.Event()

    def publish(_: Any, to: Any, post: Any, progress: Any) -> Receipt:
        to.memory.facts()  # both as the adapter does
        to.credentials.read()
        about_to_leave()
        if to.key.startswith(HANGING):
            for_ever.wait()
        while to.key.startswith(FILM):
            bytes(1 << 20).hex()
            time.sleep(0.05)
        return Receipt(remote_id=uuid.uuid4().hex)

    with mock.patch.object(TelegramPlatform, "publish", publish):
        yield


@contextlib.contextmanager
def at_work(database: Database, settings: Settings, engine: Engine) -> Iterator[None]:
    """Metronome, engine and protocol as ``serve`` has them."""
    dispatch = dispatch_for(database, settings, engine, lambda in_s=0.0: metronome.wake(in_s))
    metronome: Metronome = Metronome(lambda: _beat(dispatch), settings.tick_s)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a beat that waits for the one before is no news
    recover(dispatch)
    engine.start(lambda delivery_id: run(dispatch, delivery_id))
    metronome.start()
    try:
        yield
    finally:
        metronome.stop()
        engine.stop(2.0)


def _beat(dispatch: Any) -> None:
    with contextlib.suppress(sa.exc.DBAPIError):
        tick(dispatch)
        dispatch.engine.reap()


def wait_until(database: Database, published: int, patience_s: float = 300.0) -> float:
    """Seconds from now to the last of so many that are published."""
    began, now = time.perf_counter(), database.clock.now()
    while how_many(database) < published:
        if time.perf_counter() - began > patience_s:
            raise SystemExit(f"only {how_many(database)} of {published} were published in {patience_s:.0f} s")
        time.sleep(0.1)  # each look is work that is not the program's
    with database.read() as session:
        last = session.scalar(sa.select(sa.func.max(col(Delivery.published_at))))
    assert last is not None
    return (last - now).total_seconds()


def how_many(database: Database) -> int:
    with database.read() as session:
        done = sa.select(sa.func.count()).where(col(Delivery.state) == "published")
        return session.scalar(done) or 0


def lateness_s(
    database: Database, share: float = 0.99, *, since: datetime | None = None, until: datetime | None = None
) -> float:
    """That percentile of published_at - due_at, in seconds; of what fell due in that time alone, where one is given."""
    asked = sa.select(col(Delivery.published_at), col(Delivery.due_at)).where(col(Delivery.state) == "published")
    if since:
        asked = asked.where(col(Delivery.due_at) >= since)
    if until:
        asked = asked.where(col(Delivery.due_at) < until)
    with database.read() as session:
        pairs = session.execute(asked).all()
    late: list[float] = sorted((published - due).total_seconds() for published, due in pairs)
    return late[min(int(len(late) * share), len(late) - 1)]


def in_a_while(seconds: float) -> datetime:
    from campaign.clock import SystemClock

    return SystemClock().now() + timedelta(seconds=seconds)


def fork(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    return pid

"""``campaign demo`` (``make run``): sandbox, workspace, posts that go out at once, and the server, from one command."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.app.open import dispatch_for
from campaign.app.serve import end_on_signals, serve
from campaign.db import Database
from campaign.db.instance_lock import InstanceLock
from campaign.demo.workspace import prepare
from campaign.desk import channels, deliveries
from campaign.desk.sync import sync
from campaign.desk.users import sign_in_url
from campaign.errors import Mistake
from campaign.models import Channel, Delivery, Item
from campaign.people.one_time import make_sign_in_link
from campaign.people.users import add_user, find
from campaign.platforms import ADAPTERS
from campaign.sandbox import Sandbox
from campaign.sandbox.invented import invented
from campaign.settings import Settings, read_settings

ACTOR = "demo"
EDITOR = "bien-tap@example.vn"
SHOWN = (("tip", timedelta()), ("tip", timedelta(seconds=25)), ("clip", timedelta(seconds=50)))
"""What goes out while somebody watches, and how long after the start. No article: the starter library has as many as
two weeks of slots need, and one that goes out now rests, which would leave an empty slot on the calendar."""
ONCE = ("clip",)
"""Kinds of which there are enough for this the first time only; after that a tip goes in their place."""


def run_demo(folder: Path, port: int, sandbox_port: int) -> None:
    """Until SIGINT or SIGTERM. Everything is on loopback; the folder may be deleted at any time after."""
    end_on_signals()
    settings = read_settings(folder, _own_environment(os.environ))
    if settings.var.exists():
        with InstanceLock(settings.database_url):
            pass  # of two demos in one folder the second must not point the channels of the first elsewhere
    with _platforms(sandbox_port) as sandbox:
        sandbox.zalo.world.fetches = True
        prepare(folder, sandbox.url)
        settings = replace(settings, public_url=settings.public_url or (f"http://127.0.0.1:{port}" if port else ""))
        code = _fill(settings)
        serve(settings, "127.0.0.1", port, announce=lambda url: _announce(url, sandbox.url, settings, code))


@contextmanager
def _platforms(port: int) -> Iterator[Sandbox]:
    sandbox = Sandbox(port)
    try:
        sandbox.start()
    except OSError as error:
        raise Mistake(
            f"Không mở được cổng {port} cho nền tảng tập dượt ({error.strerror}). Hãy chọn cổng khác: --sandbox-port"
        ) from None
    try:
        yield sandbox
    finally:
        sandbox.stop()


def _own_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The demo keeps to its own SQLite file and key, whatever database the shell points at."""
    not_here = ("CAMPAIGN_WORKSPACE", "CAMPAIGN_DATABASE_URL", "CAMPAIGN_SECRET_KEY_FILE", "CAMPAIGN_APPROVALS")
    return {name: value for name, value in environ.items() if name not in not_here}


def _fill(settings: Settings) -> str:
    """Files in, channels connected, one item of each kind on every connected channel; the code of a sign-in link."""
    database = Database(settings.database_url)
    try:
        sync(database, settings)
        dispatch = dispatch_for(database, settings)
        with database.read() as session:
            declared = [(row.key, row.platform, row.options) for row in session.scalars(sa.select(Channel))]
        for key, platform, options in declared:
            if platform in ADAPTERS and (made_up := invented(platform, options)):
                channels.connect(dispatch, ACTOR, key, made_up)
        _schedule_now(database)
        channels.plan_again(dispatch)
        with database.write() as session:
            now = database.now(session)
            user = find(session, EDITOR) or add_user(session, now, EDITOR, "Biên tập viên", "admin", actor=ACTOR)
            return make_sign_in_link(session, now, user)
    finally:
        database.close()


def _schedule_now(database: Database) -> None:
    with database.read() as session:
        now = database.now(session)
        plan = [(slug, key, now + after) for slug, after in _items(session) for key in _connected(session)]
    for slug, key, at in plan:
        deliveries.schedule(database, ACTOR, slug, key, at, urgent=True)


def _items(session: Session) -> list[tuple[str, timedelta]]:
    """Of each kind the item that was out the longest time ago, or never."""
    waiting = {kind: _longest_ago(session, kind) for kind, _ in SHOWN}
    shown = []
    for kind, after in SHOWN:
        kind = "tip" if kind in ONCE and _was_shown(session, kind) else kind
        if slug := next(waiting[kind], None):
            shown.append((slug, after))
    return shown


def _longest_ago(session: Session, kind: str) -> Iterator[str]:
    last_out = sa.func.max(col(Delivery.due_at))
    query = (
        sa.select(col(Item.slug))
        .outerjoin(Delivery, sa.and_(col(Delivery.item_id) == col(Item.id), col(Delivery.created_by) == ACTOR))
        .where(col(Item.kind) == kind)
        .group_by(col(Item.slug))
        .order_by(last_out.is_not(None), last_out, col(Item.slug))
    )
    return iter(list(session.scalars(query)))


def _was_shown(session: Session, kind: str) -> bool:
    query = sa.select(col(Delivery.id)).join(Item, col(Item.id) == col(Delivery.item_id))
    mine = query.where(col(Delivery.created_by) == ACTOR, col(Item.kind) == kind)
    return session.scalar(mine.limit(1)) is not None


def _connected(session: Session) -> list[str]:
    """Connected channels that this program posts to by itself."""
    query = sa.select(col(Channel.key)).where(
        col(Channel.connected_at).is_not(None), col(Channel.removed_at).is_(None), col(Channel.platform) != "manual"
    )
    return list(session.scalars(query.order_by(col(Channel.key))))


def _announce(url: str, sandbox_url: str, settings: Settings, code: str) -> None:
    lines = (
        "",
        f"  Trang biên tập:         {url}",
        f"  Đăng nhập (một lần):    {sign_in_url(replace(settings, public_url=url), code)}",
        f"  Bức tường các kênh thử: {sandbox_url}",
        f"  Bản tin RSS:            {url}/feeds/tin-attt.xml",
        "",
        "  Nội dung khởi đầu được bản chạy thử tự duyệt (files_are_approved = true trong var/demo/plan.toml).",
        "  Một mẹo được đăng ngay, mẹo nữa sau 25 giây, rồi một clip (lần chạy đầu), trên mọi kênh đã kết nối.",
        "  Ctrl-C để dừng.",
        "",
    )
    print("\n".join(lines), flush=True)

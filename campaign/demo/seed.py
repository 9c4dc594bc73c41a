"""``campaign demo --seed N``: published deliveries and invented samples, without network, for trying out reports.

Whatever is printed from such a workspace says that its figures were invented (``campaign.reach.seeded``), for ever.
"""

from __future__ import annotations

import ipaddress
import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.db import Database
from campaign.errors import Mistake
from campaign.models import Activity, ActivityEvidence, Channel, Click, Delivery, Fact, Item, Link, MetricSample
from campaign.people.audit import record
from campaign.reach.seeded import FACT, mark_seeded
from campaign.workspace.plan import Plan
from campaign.workspace.stored import stored_plan, stored_zone

ACTOR = "demo"
MOST = 100_000
BATCH = 500
"""Deliveries of one transaction: no write keeps others waiting."""
AGES = (timedelta(hours=1), timedelta(hours=24), timedelta(days=7), timedelta(days=28))
GROWTH = (0.18, 0.62, 0.91, 1.0)
HOURS = (6, 7, 7, 8, 11, 12, 17, 19, 19, 20)
MEASURED = ("facebook", "zalo", "telegram")
"""Platforms that report views of a post; the others stay without figures, as they do in earnest."""
CALLED = ("api_url", "upload_url", "oauth_url")
"""Options of a channel that the program sends to; defaults are filled in, so a platform's own address is seen too."""
ACTS = ("reactions", "comments", "shares")
EXAMPLES = (
    ("1c", "talk_show", "Tọa đàm trực tiếp: An toàn trên mạng cho gia đình", True, 300),
    ("1c", "programme", "Chương trình phát thanh về lừa đảo qua mạng", False, None),
    ("1d", "column_issue", "Chuyên mục Sống an toàn trên mạng", False, None),
    ("1đ", "print_article", "Bài báo in về bảo vệ tài khoản", False, None),
    ("1e", "training_class", "Tập huấn kỹ năng viết về an toàn thông tin", False, 42),
    ("2b", "loudspeaker_airing", "Phát loa truyền thanh bản tin an toàn thông tin", False, None),
    ("3a", "school_programme", "Tiết học kỹ năng an toàn trên mạng", False, 480),
)


def seed(database: Database, count: int) -> int:
    """Add ``count`` published posts over the last year, with figures. Returns how many samples were made.

    The same number on the same workspace invents the same figures. Raises Mistake for a workspace that could be a real
    one: with a channel whose address is not loopback, or with posts of its own.
    """
    if not 1 <= count <= MOST:
        raise Mistake(f"Số bài giả lập phải từ 1 đến {MOST}.")
    with database.write() as session:
        now, zone, plan = database.now(session), stored_zone(session), stored_plan(session)
        channels = _require_practice(session)
        items = list(session.scalars(sa.select(Item).where(col(Item.state) != "archived").order_by(col(Item.slug))))
        if not items:
            raise Mistake("Thư viện còn trống; hãy chạy campaign sync trước.")
        mark_seeded(session, now, count)
        mine = sa.select(sa.func.count()).select_from(Delivery).where(col(Delivery.created_by) == ACTOR)
        there = session.scalar(mine) or 0
        record(session, now, ACTOR, "seed", "workspace:seeded", count=count)
        session.expunge_all()
    dice = random.Random(f"{count} {there}")  # noqa: S311  figures, not secrets
    made = _Made(channels, items, now, zone, dice, there)
    samples = 0
    for first in range(0, count, BATCH):
        with database.write() as session:
            samples += made.posts(session, first, min(BATCH, count - first), count)
    with database.write() as session:
        samples += made.levels(session)
        made.activities(session, plan)
    return samples


def _require_practice(session: Session) -> list[Channel]:
    declared = sa.select(Channel).where(col(Channel.removed_at).is_(None)).order_by(col(Channel.key))
    channels = list(session.scalars(declared))
    if not channels:
        raise Mistake("Chưa có kênh nào; hãy chạy campaign sync trước.")
    for channel in channels:
        for name, value in channel.options.items():
            if name in CALLED and isinstance(value, str) and not _is_loopback(value):
                raise Mistake(
                    f"Kênh {channel.key} có {name} = {value}, không phải địa chỉ của máy này: đây có thể là thư mục "
                    "thật nên không đổ số liệu giả lập vào. Hãy dùng thư mục tập dượt (make run)."
                )
    published = sa.select(col(Delivery.id)).where(col(Delivery.state) == "published", col(Delivery.created_by) != ACTOR)
    if session.get(Fact, FACT) is None and session.scalar(published.limit(1)) is not None:
        raise Mistake("Thư mục này đã có bài đăng; số liệu giả lập chỉ đổ vào thư mục chưa đăng gì.")
    return channels


def _is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass
class _Made:
    """What rows are made from. ``dice`` is the only source of chance."""

    channels: Sequence[Channel]
    items: Sequence[Item]
    now: datetime
    zone: ZoneInfo
    dice: random.Random
    there: int
    """Posts of earlier seeds: no two stand at one moment."""

    def posts(self, session: Session, first: int, many: int, of: int) -> int:
        """Deliveries number ``first`` and on, with links, visits and samples."""
        rows = [self._delivery(number, of) for number in range(first, first + many)]
        session.add_all(rows)
        session.flush()
        samples = [sample for row in rows for sample in self._samples(row)]
        links = [
            Link(code=f"gia{row.id}", delivery_id=row.id, item_id=row.item_id, created_at=row.created_at)
            for row in rows
        ]
        session.add_all(links)
        session.flush()
        session.add_all(
            Click(code=link.code, minute=row.due_at.replace(second=0, microsecond=0) + timedelta(minutes=7),
                  count=self.dice.randrange(1, 40))
            for link, row in zip(links, rows, strict=True) if self.dice.random() < 0.7
        )  # fmt: skip
        session.add_all(samples)
        session.flush()
        return len(samples)

    def levels(self, session: Session) -> int:
        """Followers of each month, and a platform's own reach of the whole channel now."""
        samples = []
        for channel in self.channels:
            if channel.platform not in MEASURED:
                continue
            followers = self.dice.randrange(2_000, 9_000)
            for month in range(12, -1, -1):
                at = self.now - timedelta(days=30 * month, hours=1)
                samples.append(_sample(None, channel.key, "followers", followers + (12 - month) * 70, at))
            if channel.platform == "facebook":
                reach = followers * 4
                samples.append(_sample(None, channel.key, "reach", reach, self.now - timedelta(hours=1), "days_28"))
        session.add_all(samples)
        return len(samples)

    def activities(self, session: Session, plan: Plan) -> None:
        """A few of each kind, once."""
        if session.scalar(sa.select(col(Activity.id)).where(col(Activity.created_by) == ACTOR).limit(1)) is not None:
            return
        for task, kind, title, live, audience in EXAMPLES:
            item = plan.task_item_by_id.get(task)
            if item is None:
                continue
            for back in range(1 if live else 4):
                on = self.now.astimezone(self.zone).date() - timedelta(days=20 + 45 * back)
                row = Activity(
                    task=task, kind=kind, title=title, live=live, audience=audience, on_date=on,
                    unit=next(iter(item.lead), ""), created_by=ACTOR, created_at=self.now,
                )  # fmt: skip
                session.add(row)
                session.flush()
                session.add(ActivityEvidence(activity_id=row.id or 0, text="Minh chứng giả lập", created_at=self.now))

    def _delivery(self, number: int, of: int) -> Delivery:
        channel = self.channels[number % len(self.channels)]
        item = self.items[(number // len(self.channels)) % len(self.items)]
        day = self.now.astimezone(self.zone).date() - timedelta(days=1 + 364 * (of - 1 - number) // of)
        at = datetime(day.year, day.month, day.day, self.dice.choice(HOURS), self.dice.randrange(60), tzinfo=self.zone)
        at = at.astimezone(self.now.tzinfo) + timedelta(microseconds=self.there + number)
        name = uuid.UUID(int=self.dice.getrandbits(128), version=4)
        return Delivery(
            guid=name.urn, item_id=item.id or 0, channel_key=channel.key, account=f"gia-lap:{channel.key}",
            due_at=at, published_at=at, state="published", created_by=ACTOR, created_at=at,
            content_sha256=item.content_sha256, text="Bài giả lập", remote_id=f"gia-lap-{name.hex}",
        )  # fmt: skip

    def _samples(self, row: Delivery) -> Iterator[MetricSample]:
        """One post in twelve could not be measured, as happens."""
        platform = next(channel.platform for channel in self.channels if channel.key == row.channel_key)
        if platform not in MEASURED or self.dice.random() < 1 / 12:
            return
        views = int(self.dice.lognormvariate(6.4, 0.8))
        metrics = {"views": views}
        if platform == "facebook":
            metrics |= {"reach": int(views * 0.78)}
        metrics |= {act: int(views * share) for act, share in zip(ACTS, (0.04, 0.008, 0.012), strict=True)}
        for age, share in zip(AGES, GROWTH, strict=True):
            at = row.due_at + age
            if at > self.now:
                return
            for metric, value in metrics.items():
                yield _sample(row.id, row.channel_key, metric, int(value * share), at)


def _sample(
    delivery: int | None, channel: str, metric: str, value: int, at: datetime, window: str = ""
) -> MetricSample:
    return MetricSample(
        delivery_id=delivery, channel_key=channel, metric=metric, value=value, taken_at=at, native_name="gia_lap",
        api_version="0", window=window,
    )  # fmt: skip

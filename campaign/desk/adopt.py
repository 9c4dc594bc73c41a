"""Posts made elsewhere (by hand, live streams, before installation) become published deliveries that are counted.

Each gets an item of its own in the channel's task item. The item is archived: no slot picks it, nobody schedules it,
and it has no public page, since the program never published it. Adopting twice is the same as once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from sqlalchemy.exc import IntegrityError

from campaign.db import Database
from campaign.delivery.context import Dispatch
from campaign.desk.adopted import Adopted, Elsewhere, Known, take_one
from campaign.errors import PLATFORM_ERRORS, Mistake, NotFound, Unsupported
from campaign.library.exports import Row, read_export
from campaign.models import Channel
from campaign.people.audit import record
from campaign.platforms import ADAPTERS, platform
from campaign.platforms.seam import Found, ListsPosts
from campaign.reach.collect import collect
from campaign.workspace.openings import local_to_utc
from campaign.workspace.stored import stored_plan, stored_zone

BATCH = 20
"""Posts in one write: under 50 ms of it."""
LISTING_S = 600.0


def adopt_listed(dispatch: Dispatch, actor: str, key: str, since: datetime | None = None) -> Adopted:
    """What the platform lists since then (None: since the plan began), then its figures. Raises Mistake."""
    channel, began = _channel(dispatch.database, key)
    if channel.platform not in ADAPTERS or channel.connected_at is None:
        raise Mistake(f"Kênh {key} chưa kết nối. Hãy chạy: campaign channel connect {key}")
    adapter = platform(channel.platform)
    if not isinstance(adapter, ListsPosts):
        raise Mistake(f"Không liệt kê được bài trên {channel.platform}. Hãy đưa bảng vào: --file BẢNG.csv")
    try:
        listed = adapter.list_posts(dispatch.destinations.to(channel, LISTING_S), since or began)
    except Unsupported as refusal:
        raise Mistake(f"{refusal.message} Hãy đưa bảng vào: --file BẢNG.csv") from None
    except PLATFORM_ERRORS as refusal:
        raise Mistake(f"Chưa liệt kê được bài của kênh {key}: {refusal.message}") from None
    done = _take_in(dispatch, actor, channel, [Elsewhere(found) for found in listed], source="list")
    done.samples += collect(dispatch.database, dispatch.destinations, dispatch.settings.http_deadline_s)
    return done


def adopt_file(
    dispatch: Dispatch, actor: str, key: str, name: str, content: bytes, since: datetime | None = None
) -> Adopted:
    """What a table lists, with its figures as typed in by a person. Raises WrongRows (nothing is written), Mistake."""
    channel, _ = _channel(dispatch.database, key)
    with dispatch.database.read() as session:
        zone, now = stored_zone(session), dispatch.database.now(session)
    page_id = str(channel.options.get("page_id", ""))
    rows = read_export(name, content, zone, now, page_id)
    wanted = [_of_row(row) for row in rows if since is None or row.at >= since]
    return _take_in(dispatch, actor, channel, wanted, source=name)


def midnight(database: Database, said: str) -> datetime:
    """The first moment of a date in the plan's zone. Raises Mistake."""
    try:
        day = datetime.strptime(said, "%Y-%m-%d")  # noqa: DTZ007  the zone is given below
    except ValueError:
        raise Mistake(f"Không đọc được ngày {said!r}. Hãy viết như 2026-01-31.") from None
    with database.read() as session:
        return local_to_utc(day, stored_zone(session))


def _channel(database: Database, key: str) -> tuple[Channel, datetime]:
    """The channel and the plan's first moment."""
    with database.read() as session:
        channel = session.get(Channel, key)
        if channel is None or channel.removed_at:
            raise NotFound(f"Không có kênh {key}. Xem danh sách: campaign channel list")
        if channel.platform == "rss":
            raise Mistake("Bản tin RSS chỉ có những gì chương trình đăng; không có gì để nhận về.")
        if not channel.task:
            raise Mistake(f"Kênh {key} chưa có task trong channel.toml nên không biết tính bài vào mục nào.")
        first = stored_plan(session).about.period.from_on
        return channel, local_to_utc(datetime(first.year, first.month, first.day), stored_zone(session))  # noqa: DTZ001


def _of_row(row: Row) -> Elsewhere:
    text = row.text if row.text.startswith(row.title) else "\n\n".join(filter(None, (row.title, row.text)))
    extra = {"kind": "video"} if row.video else {}
    found = Found(remote_id=row.remote_id, at=row.at, text=text, permalink=row.permalink, kind=row.kind, extra=extra)
    figures = tuple((metric, value, column) for metric, (value, column) in row.figures.items())
    return Elsewhere(found, row.title, figures)


def _take_batch(dispatch: Dispatch, channel: Channel, batch: Sequence[Elsewhere], before: Adopted) -> Adopted:
    """All of them or none, with the numbers so far."""
    done = replace(before, met=set(before.met))
    with dispatch.database.write() as session:
        now = dispatch.database.now(session)
        known = Known(session, channel.account)
        for post in batch:
            take_one(dispatch, session, now, channel, known, post, done)
    return done


def _take_in(dispatch: Dispatch, actor: str, channel: Channel, posts: Sequence[Elsewhere], source: str) -> Adopted:
    done = Adopted()
    rest = iter(sorted(posts, key=lambda post: (post.found.at, post.found.remote_id)))
    while batch := list(islice(rest, BATCH)):
        try:
            done = _take_batch(dispatch, channel, batch, done)
        except IntegrityError:  # somebody else has recorded one of them meanwhile, and now it is known
            done = _take_batch(dispatch, channel, batch, done)
    with dispatch.database.write() as session:
        now = dispatch.database.now(session)
        counts = {"new": done.new, "known": done.known, "settled": done.settled, "samples": done.samples}
        record(session, now, actor, "adopt", f"channel:{channel.key}", source=source, **counts)
    return done

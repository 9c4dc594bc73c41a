"""Places where something of ours hangs: the short link of each, and how often it was opened, day by day.

One code per item and place, born with the first printing. A printed code cannot be called back, so printing opens the
item's public page at once, and needs an address that is ours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.errors import Mistake
from campaign.models import Click, Item, Link
from campaign.models.birth import place_link
from campaign.packs.csv_file import csv_file
from campaign.packs.shape import Chosen, Made
from campaign.packs.table import PACKS
from campaign.rendering.addresses import short_url
from campaign.workspace.channel_options import is_loopback
from campaign.workspace.plan import Plan
from campaign.workspace.text import clean_text

LONGEST, MOST = 120, 300
NO_ADDRESS = (
    "Chưa đặt địa chỉ công khai nên mã QR sẽ không dẫn tới đâu. Hãy đặt CAMPAIGN_PUBLIC_URL rồi tạo lại; chỉ muốn xem "
    "thử thì chọn bản thử."
)
SAMPLE_CODE = "BANXEM00"
"""Of a look: as long as a real one, and never one, for codes have no 0."""
COLUMNS = ("Điểm", "Mục", "Mã", "Địa chỉ", "Nội dung nhiệm vụ", "Ngày", "Lượt mở", "Mức tin cậy")


def places_said(text: str) -> list[str]:
    """One place a line, in order, each once. Raises Mistake for none, too many or too long."""
    named = list(dict.fromkeys(" ".join(clean_text(line).split()) for line in text.splitlines()))
    found = [place for place in named if place]
    if not found:
        raise Mistake("Hãy ghi tên điểm dán, mỗi điểm một dòng, ví dụ: UBND phường Vị Tân.")
    if len(found) > MOST:
        raise Mistake(f"Mỗi lần tạo nhiều nhất {MOST} điểm; hãy chia nhỏ.")
    if long := next((place for place in found if len(place) > LONGEST), ""):
        raise Mistake(f"Tên điểm “{long[:40]}…” dài hơn {LONGEST} ký tự.")
    return found


def task_for(plan: Plan, pack: str) -> str:
    """Where what comes of a pack counts: a task item of the outlet that names it, one that the pack serves before
    others; "" for none."""
    outlet = next((each for each in plan.outlets if pack in each.packs), None)
    tasks = outlet.task_items if outlet else []
    serves = PACKS[pack].tasks if pack in PACKS else ()
    return next((task for task in tasks if task in serves), next(iter(tasks), ""))


def links_of(session: Session, chosen: Chosen, pack: str, places: Iterable[str]) -> dict[str, dict[str, str]]:
    """{slug: {place: code}}, in the caller's transaction; in practice none, in a look samples. Else the items' public
    pages are open from now on. Raises Mistake without a public address."""
    if chosen.practice:
        return {}
    if not chosen.public_url:
        raise Mistake(NO_ADDRESS)
    if chosen.looking:
        named = list(places)
        return {item.slug: dict.fromkeys(named, SAMPLE_CODE) for item in chosen.items}
    task = task_for(chosen.plan, pack)
    found: dict[str, dict[str, str]] = {}
    for item in chosen.items:
        row = session.get_one(Item, item.item_id)
        row.first_sent_at = row.first_sent_at or chosen.now
        session.add(row)
        counts_under = task or next(iter(item.task), "")
        found[item.slug] = {
            place: place_link(session, now=chosen.now, item_id=item.item_id, place=place, task=counts_under).code
            for place in places
        }
    return found


def leads_nowhere(chosen: Chosen) -> list[str]:
    """A sentence where the short links open on this machine only, as in a demo."""
    if chosen.practice or not is_loopback(urlsplit(chosen.public_url).hostname or ""):
        return []
    return [
        f"Địa chỉ công khai đang là {chosen.public_url}: mã và liên kết chỉ mở được trên máy này. Đừng in, đừng gửi."
    ]


@dataclass(frozen=True)
class PlaceCount:
    """One short link of a place. ``by_day``: openings on each local day that had any, in order."""

    place: str
    slug: str
    code: str
    task: str
    since: datetime
    by_day: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.by_day.values())


def counts(session: Session, zone: ZoneInfo) -> list[PlaceCount]:
    """Every place's link, by place and item."""
    query = sa.select(Link, col(Item.slug)).join(Item, col(Item.id) == col(Link.item_id)).where(col(Link.place) != "")
    rows = session.execute(query.order_by(col(Link.place), col(Item.slug))).all()
    days: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    visits = sa.select(Click).where(col(Click.code).in_(sa.select(col(Link.code)).where(col(Link.place) != "")))
    for click in session.scalars(visits.order_by(col(Click.minute))):
        days[click.code][click.minute.astimezone(zone).date().isoformat()] += click.count
    return [
        PlaceCount(link.place, slug, link.code, link.task, link.created_at, dict(days.get(link.code, {})))
        for link, slug in rows
    ]


def prepare(session: Session, chosen: Chosen, options: Mapping[str, str]) -> Mapping[str, Any]:
    return {"counts": counts(session, chosen.zone)}


def make(chosen: Chosen, options: Mapping[str, str]) -> Made:
    """A CSV: a row for each day of each link; one that nobody opened says 0, for the counter saw all there was."""
    rows: Sequence[PlaceCount] = chosen.found["counts"]
    said = [] if rows else ["Chưa có điểm nào: mã của điểm sinh ra khi in áp phích hoặc tờ rơi."]
    if chosen.watermark:
        said.append(chosen.watermark)
    return Made("luot-mo-theo-diem.csv", "text/csv; charset=utf-8", as_csv(rows, chosen), said)


def as_csv(rows: Sequence[PlaceCount], chosen: Chosen) -> bytes:
    told = [
        (row.place, row.slug, row.code, short_url(chosen.public_url, row.code), row.task, day, visits, "Đ")
        for row in rows for day, visits in row.by_day.items() or [("", 0)]
    ]  # fmt: skip
    return csv_file(COLUMNS, [*told, (chosen.watermark,)] if chosen.watermark else told)

"""Which items go into a pack: by slug, tag, kind, period, task item; each in its latest approved revision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.errors import Mistake, NotFound
from campaign.media.store import MediaStore
from campaign.models import Delivery, Item, MediaRow, Revision
from campaign.models.approvals import approvers_of, content_is_approved
from campaign.packs.shape import Chosen, ChosenItem, File
from campaign.settings import Settings
from campaign.workspace.stored import required_approvals, stored_plan, stored_zone

MOST = 300
"""Items of one pack: whoever unpacks it reads them all."""


@dataclass(frozen=True)
class Wanted:
    """What a person asked for; several conditions hold together. ``slugs`` keep their order; without them the items
    come by title. ``from_on`` to ``to_on``: written, or gone out on a channel, in those days (both included).
    ``unit_of``: of a person who sees one unit only."""

    slugs: tuple[str, ...] = ()
    tag: str = ""
    kind: str = ""
    task: str = ""
    from_on: date | None = None
    to_on: date | None = None
    practice: bool = False
    unit_of: str = ""

    @property
    def nothing(self) -> bool:
        return not (self.slugs or self.tag or self.kind or self.task or self.from_on or self.to_on)


def choose(session: Session, settings: Settings, now: datetime, wanted: Wanted, watermark: str = "") -> Chosen:
    """The chosen items with texts and files. Raises Mistake for none or too many, NotFound for an unknown slug; an item
    named by its slug that must not go out is a Mistake, one met by a condition is left out and told."""
    if wanted.nothing:
        raise Mistake("Chưa chọn nội dung nào. Hãy chọn theo tên, thẻ, loại, kỳ hoặc nội dung nhiệm vụ.")
    plan, zone = stored_plan(session), stored_zone(session)
    required = required_approvals(session, settings)
    today = now.astimezone(zone).date()
    kept, left_out = [], []
    for item, number in _candidates(session, wanted, required):
        why = "chưa được duyệt" if number is None else ""
        revision = None if number is None else _revision(session, item, number)
        if revision is not None and (not _holds(revision, wanted) or not _within(session, revision, wanted, zone)):
            continue
        why = why or _must_not(item, revision, today)
        if why and not (wanted.practice and revision is not None):
            left_out.append((item.slug, why))
        elif revision is not None:
            kept.append((item, revision))
    if wanted.slugs and left_out:
        refused = "; ".join(f"{slug} ({why})" for slug, why in left_out)
        raise Mistake(f"Không đưa vào gói được: {refused}.")
    if not kept:
        told = f" Có {len(left_out)} mục bị bỏ ra, ví dụ {left_out[0][0]}: {left_out[0][1]}." if left_out else ""
        raise Mistake(f"Không có nội dung nào đã duyệt hợp với điều chọn.{told}")
    if len(kept) > MOST:
        raise Mistake(f"Điều chọn được {len(kept)} mục, một gói có nhiều nhất {MOST}. Hãy chọn hẹp lại.")
    media = _files(session, settings, [revision for _, revision in kept])
    items = tuple(_chosen(session, item, revision, media) for item, revision in kept)
    return Chosen(
        items, plan, zone, now, settings.public_url, wanted.practice, watermark=watermark, left_out=tuple(left_out)
    )


def nothing_chosen(session: Session, settings: Settings, now: datetime, watermark: str = "") -> Chosen:
    """For a pack that is made from no items."""
    return Chosen((), stored_plan(session), stored_zone(session), now, settings.public_url, watermark=watermark)


def _candidates(session: Session, wanted: Wanted, required: int) -> Iterable[tuple[Item, int | None]]:
    """(item, number of the revision that would go out; None: no revision is approved)."""
    query = sa.select(Item)
    if wanted.slugs:
        query = query.where(col(Item.slug).in_(wanted.slugs))
    else:
        query = query.where(col(Item.state) != "archived", col(Item.withdrawn_at).is_(None))
    if wanted.kind:
        query = query.where(col(Item.kind) == wanted.kind)
    for column, value in ((Revision.tags, wanted.tag), (Revision.task, wanted.task)):
        if value:
            query = query.where(col(Item.id).in_(_ever_held(session, col(column), value)))
    items = {item.slug: item for item in session.scalars(query.order_by(col(Item.slug)))}
    unknown = [slug for slug in wanted.slugs if slug not in items]
    if unknown:
        raise NotFound(f"Không có mục nào tên {unknown[0]}{' thuộc loại này' if wanted.kind else ''}.")
    for slug in dict.fromkeys(wanted.slugs or items):
        item, number = items[slug], _number(session, items[slug], required, wanted.practice)
        if not wanted.unit_of or _units(session, item, number) <= {"", wanted.unit_of}:
            yield item, number
        elif wanted.slugs:
            raise NotFound(f"Không có mục nào tên {slug} trong đơn vị của bạn.")


def _ever_held(session: Session, column: Any, value: str) -> sa.Select[Any]:
    """Items of which any revision holds it: the approved one is looked at afterwards."""
    unpack = sa.func.json_each if session.get_bind().dialect.name == "sqlite" else sa.func.json_array_elements_text
    held = sa.literal(value).in_(sa.select(unpack(column).table_valued("value").c.value))
    return sa.select(col(Revision.item_id)).where(held)


def _units(session: Session, item: Item, number: int | None) -> set[str]:
    """Whose the item is now, and whose it was in the words that would go out: a person of one unit must see both."""
    numbers = {item.revision, number or item.revision}
    query = sa.select(col(Revision.unit)).where(col(Revision.item_id) == item.id, col(Revision.number).in_(numbers))
    return {unit or "" for unit in session.scalars(query)}


def _number(session: Session, item: Item, required: int, practice: bool) -> int | None:
    if practice or required == 0:
        return item.revision
    query = sa.select(col(Revision.number), col(Revision.content_sha256)).where(col(Revision.item_id) == item.id)
    verdicts: dict[str, bool] = {}
    for number, sha256 in session.execute(query.order_by(col(Revision.number).desc())):
        if sha256 not in verdicts:
            verdicts[sha256] = content_is_approved(session, item.id or 0, sha256, required)
        if verdicts[sha256]:
            return int(number)
    return None


def _revision(session: Session, item: Item, number: int) -> Revision:
    query = sa.select(Revision).where(col(Revision.item_id) == item.id, col(Revision.number) == number)
    return session.scalars(query).one()


def _holds(revision: Revision, wanted: Wanted) -> bool:
    asked = ((wanted.tag, revision.tags), (wanted.task, revision.task))
    return all(not value or value in held for value, held in asked)


def _within(session: Session, revision: Revision, wanted: Wanted, zone: ZoneInfo) -> bool:
    """Written, or gone out, in the days asked for."""
    if wanted.from_on is None and wanted.to_on is None:
        return True
    start = datetime.combine(wanted.from_on or date(2000, 1, 1), time(), zone)
    end = datetime.combine((wanted.to_on or date(2999, 1, 1)) + timedelta(days=1), time(), zone)
    if start <= revision.created_at < end:
        return True
    out = sa.select(sa.literal(1)).where(
        col(Delivery.item_id) == revision.item_id, col(Delivery.published_at) >= start,
        col(Delivery.published_at) < end,
    )  # fmt: skip
    return session.execute(out.limit(1)).first() is not None


def _must_not(item: Item, revision: Revision | None, today: date) -> str:
    """Why an approved text must not go out today; "" where it may."""
    if item.state == "archived" or item.withdrawn_at is not None:
        return "đã lưu kho hoặc đã rút"
    if revision is None:
        return ""
    if not revision.verified:
        return "chưa kiểm chứng"
    if revision.not_before is not None and today < revision.not_before:
        return f"chưa đến ngày {revision.not_before:%d/%m/%Y}"
    if revision.expires_on is not None and revision.expires_on < today:
        return f"hết hạn từ {revision.expires_on:%d/%m/%Y}"
    if revision.review_by is not None and revision.review_by < today:
        return f"quá hạn xem lại {revision.review_by:%d/%m/%Y}"
    return ""


def _files(session: Session, settings: Settings, revisions: Sequence[Revision]) -> dict[str, tuple[MediaRow, Any]]:
    store = MediaStore.of(settings)
    wanted = {file["sha256"] for revision in revisions for file in revision.media}
    rows = session.scalars(sa.select(MediaRow).where(col(MediaRow.sha256).in_(wanted))).all() if wanted else []
    return {row.sha256: (row, store.path(row.sha256)) for row in rows if store.has(row.sha256)}


def _chosen(session: Session, item: Item, revision: Revision, media: dict[str, tuple[MediaRow, Any]]) -> ChosenItem:
    files = []
    for file in revision.media:
        if file["sha256"] in media:
            row, path = media[file["sha256"]]
            files.append(
                File(row.sha256, row.name, file.get("alt", ""), row.kind, row.mime, row.size, row.duration_s, path)
            )
    return ChosenItem(
        item_id=item.id or 0, guid=item.guid, slug=item.slug, kind=item.kind, revision=revision.number,
        content_sha256=revision.content_sha256,
        approved_by=tuple(approvers_of(session, item.id or 0, revision.content_sha256)), title=revision.title,
        summary=revision.summary, body=revision.body, link=revision.link, tags=tuple(revision.tags),
        audience=tuple(revision.audience), task=tuple(revision.task), unit=revision.unit, language=revision.language,
        sms=revision.sms, source=revision.source, defang=revision.defang, expires_on=revision.expires_on,
        review_by=revision.review_by, updated_at=revision.created_at, media=tuple(files),
    )  # fmt: skip

"""A table of items and of when they go out: everything in it or nothing, and the same row once, however often it comes.

A row is known by the hash of what it says of the item; where it is to go (``channel``, ``at``) is compared with what is
scheduled. What comes in is a draft: with approvals asked for, nothing of it goes out before somebody has said yes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.db import Database
from campaign.delivery import changes
from campaign.desk.editing import new_slug, slug_of
from campaign.desk.item_input import with_changes
from campaign.desk.roles import may_see, person
from campaign.desk.times import read_time
from campaign.errors import Mistake
from campaign.library.fields import ItemFields
from campaign.library.revisions import create
from campaign.library.tables.columns import VARIANT, exact
from campaign.library.tables.grid import Grid
from campaign.library.tables.values import read_moment, value_of
from campaign.media.intake import examine, take_in
from campaign.media.store import MediaStore
from campaign.models import Channel, Delivery, Item, MediaRow, User
from campaign.models.feed import TABLE_AUTHOR
from campaign.people.audit import record
from campaign.settings import Settings
from campaign.workspace.mistakes import WrongRows, shown_path
from campaign.workspace.stored import stored_zone
from campaign.workspace.table import read_key

ORIGIN = "table"


@dataclass
class Imported:
    """What came of it. ``known``: rows that were brought in before."""

    items: list[str] = field(default_factory=list)
    known: int = 0
    deliveries: int = 0


@dataclass(frozen=True)
class Line:
    """One right row. ``sent``: keys as an item's page sends them; ``places``: (channel, aware UTC)."""

    number: int
    sha256: str
    slug: str
    sent: dict[str, Any]
    said: ItemFields
    places: tuple[tuple[str, datetime], ...]


def import_table(
    database: Database, settings: Settings, actor: str, name: str, grid: Grid, columns: Sequence[str] | None = None
) -> Imported:
    """Bring it in. ``columns``: the key of each column as a person has chosen ("" leaves one out); None: the header
    says it. ``actor``: an e-mail, or "cli". Raises WrongRows with every mistake, and nothing is written then."""
    taking = _Taking(database, settings, actor, shown_path(name), grid, columns)
    with database.read() as session:
        lines = taking.lines(session)
    taking.refuse()
    pictures = taking.take_pictures(lines)
    with database.write() as session:
        lines = taking.lines(session, pictures)  # anew: what was free a moment ago may be taken
        taking.refuse()
        return taking.write(session, lines)


def check_table(
    database: Database, settings: Settings, actor: str, name: str, grid: Grid, columns: Sequence[str] | None = None
) -> tuple[list[Line], list[tuple[int, str]]]:
    """Only look: the rows that are right, and (row, mistake) of the others."""
    taking = _Taking(database, settings, actor, shown_path(name), grid, columns)
    with database.read() as session:
        return taking.lines(session), sorted(set(taking.wrong))


class _Taking:
    def __init__(
        self, database: Database, settings: Settings, actor: str, name: str, grid: Grid, columns: Sequence[str] | None
    ) -> None:
        self.database, self.settings, self.actor, self.name, self.grid = database, settings, actor, name, grid
        self.wrong: list[tuple[int, str]] = []
        self._chosen = columns
        self._files = settings.workspace / "content" / "media"

    def refuse(self) -> None:
        """Raises WrongRows where anything is wrong."""
        if self.wrong:
            raise WrongRows([f"{self.name}:{number}: {message}" for number, message in sorted(set(self.wrong))])

    def lines(self, session: Session, pictures: dict[str, MediaRow] | None = None) -> list[Line]:
        """Every right row, read against what is in the database now."""
        self.wrong = list(self.grid.wrong)
        number = self.grid.rows[0][0] if self.grid.rows else 1
        header = self.grid.header
        columns = exact(header, self.wrong, number) if self._chosen is None else list(self._chosen)
        if "title" not in columns:
            self.wrong.append((number, "thiếu cột title (tiêu đề)"))
            return []
        user = person(session, self.actor, "import") if "@" in self.actor else None
        zone, now = stored_zone(session), self.database.now(session)
        lines: list[Line] = []
        for row, cells in self.grid.rows[1:]:
            try:
                lines.append(self._line(session, row, cells, columns, zone, now, user, pictures))
            except (ValueError, Mistake) as wrong:
                self.wrong += [(row, part) for part in str(wrong).split("\n")]
        self._compare(session, lines)
        return lines

    def take_pictures(self, lines: Sequence[Line]) -> dict[str, MediaRow]:
        """The files under content/media that rows name, stored; by their name. No transaction is open."""
        named = {each["file"] for line in lines for each in line.sent.get("media") or ()}
        paths = {self._files / name: name for name in named if self._lies_there(name)}
        if not paths:
            return {}
        taken = take_in(self.database, MediaStore.of(self.settings), paths)
        return {paths[path]: row for path, row in taken.rows.items()}

    def write(self, session: Session, lines: Sequence[Line]) -> Imported:
        """Items, then their places."""
        now = self.database.now(session)
        known = self._known(session, lines)
        by_slug: dict[str, Item] = {}
        done = Imported()
        for line in lines:
            item = known.get(line.sha256) or (by_slug.get(line.slug) if line.slug else None)
            if item is None:
                slug = line.slug or self._free_slug(session, line)
                item = create(
                    session, now, slug, line.said, self.actor if "@" in self.actor else TABLE_AUTHOR, ORIGIN,
                    origin_path=self.name, origin_sha256=line.sha256,
                )  # fmt: skip
                done.items.append(slug)
                known[line.sha256] = item
            else:
                done.known += 1
            by_slug[item.slug] = item
            try:
                done.deliveries += sum(self._place(session, now, item, key, at) for key, at in line.places)
            except Mistake as mistake:
                self.wrong.append((line.number, str(mistake)))
        self.refuse()
        if done.items or done.deliveries:
            record(session, now, self.actor, "import", "table:" + self.name, items=len(done.items),
                   deliveries=done.deliveries)  # fmt: skip
        return done

    def _line(
        self, session: Session, number: int, cells: Sequence[str], columns: Sequence[str], zone: ZoneInfo,
        now: datetime, user: User | None, pictures: dict[str, MediaRow] | None,
    ) -> Line:  # fmt: skip
        if len(cells) > len(columns):
            raise ValueError(f"dòng có {len(cells)} ô, tiêu đề chỉ có {len(columns)}")
        said = {key: cell for key, cell in zip(columns, cells, strict=False) if key and cell}
        wrong: list[str] = []
        sent = _sent(said, wrong)
        places: tuple[tuple[str, datetime], ...] = ()
        try:
            places = self._places(session, said.get("channel", ""), said.get("at", ""), zone, now, user)
        except (ValueError, Mistake) as mistake:
            wrong.append(str(mistake))
        fields = None
        try:
            slug = read_key(said["slug"]) if "slug" in said else ""
            before = ItemFields(title="", unit=user.unit if user else "")
            fields = with_changes(session, before, self._media(sent, pictures))
            if user is not None and not may_see(user, fields.unit):
                raise Mistake(f"bạn thuộc đơn vị {user.unit} nên không nạp được mục của đơn vị {fields.unit}")
        except ValueError as mistake:
            wrong.append(f"slug {mistake}")
        except Mistake as mistake:
            wrong += str(mistake).split("; ")
        if wrong or fields is None:
            raise ValueError("\n".join(wrong))
        return Line(number, _hash(sent, slug), slug, sent, fields, places)

    def _places(
        self, session: Session, channels: str, at: str, zone: ZoneInfo, now: datetime, user: User | None
    ) -> tuple[tuple[str, datetime], ...]:
        if not channels and not at:
            return ()
        if not channels or not at:
            raise ValueError("channel và at phải đi cùng nhau: đăng ở đâu và lúc nào")
        moment = read_moment(at)
        due = read_time(moment if isinstance(moment, str) else moment.isoformat(), zone)
        if due is None or due < now:
            raise ValueError(f"thời điểm {at} đã qua")
        keys = [key.strip() for key in channels.replace(";", ",").replace("\n", ",").split(",") if key.strip()]
        for key in keys:
            channel = session.get(Channel, key)
            if channel is None or channel.removed_at or (user is not None and not may_see(user, channel.unit)):
                raise ValueError(f"không có kênh {key!r}")
        return tuple((key, due.astimezone(UTC)) for key in dict.fromkeys(keys))

    def _media(self, sent: dict[str, Any], pictures: dict[str, MediaRow] | None) -> dict[str, Any]:
        """Files by their stored names; before they are taken in, those that lie there are only looked at."""
        if not sent.get("media"):
            return sent
        media = []
        for each in sent["media"]:
            name = each["file"]
            if not self._lies_there(name):
                media.append(each)
            elif pictures is not None:
                if name not in pictures:
                    raise Mistake(f"không dùng được tệp content/media/{name}")
                media.append({**each, "file": pictures[name].sha256})
            elif why := examine([self._files / name]).get(self._files / name):
                raise Mistake(f"content/media/{name}: {why}")
        return {**sent, "media": media}

    def _lies_there(self, name: str) -> bool:
        """Within content/media, also where a link leads away from it."""
        try:
            path = (self._files / name).resolve()
            return path.is_relative_to(self._files.resolve()) and path.is_file()
        except (OSError, ValueError):
            return False

    def _compare(self, session: Session, lines: Sequence[Line]) -> None:
        """Rows with one slug must say one thing, and a slug that is there must be of this very row."""
        first: dict[str, Line] = {}
        for line in lines:
            if line.slug and first.setdefault(line.slug, line).sha256 != line.sha256:
                at = first[line.slug].number
                self.wrong.append((line.number, f"slug {line.slug} đã có ở dòng {at} với nội dung khác"))
        taken = {
            item.slug: item.origin_sha256
            for item in session.scalars(sa.select(Item).where(col(Item.slug).in_(list(first))))
        }
        for slug, line in first.items():
            if slug in taken and taken[slug] != line.sha256:
                what = f"đã có mục tên {slug} với nội dung khác; hãy sửa trên trang hoặc đổi slug"
                self.wrong.append((line.number, what))

    def _known(self, session: Session, lines: Sequence[Line]) -> dict[str, Item]:
        hashes = list({line.sha256 for line in lines})
        found: dict[str, Item] = {}
        for start in range(0, len(hashes), 500):
            part = hashes[start : start + 500]
            query = sa.select(Item).where(col(Item.origin) == ORIGIN, col(Item.origin_sha256).in_(part))
            found |= {item.origin_sha256: item for item in session.scalars(query)}
        return found

    def _free_slug(self, session: Session, line: Line) -> str:
        plain = slug_of(line.said.title)
        taken = session.scalars(sa.select(col(Item.id)).where(col(Item.slug) == plain)).first() is not None
        return new_slug(session, None, f"{plain} {line.sha256[:6]}") if taken else plain

    def _place(self, session: Session, now: datetime, item: Item, key: str, at: datetime) -> bool:
        """One delivery, unless there is or was one of this item there at that time (also one that was cancelled)."""
        there = sa.select(col(Delivery.id)).where(
            col(Delivery.item_id) == item.id, col(Delivery.channel_key) == key, col(Delivery.due_at) == at
        )
        if session.scalars(there).first() is not None:
            return False
        changes.schedule_by_hand(session, now, item, session.get_one(Channel, key), at, self.actor)
        return True


def _sent(said: dict[str, str], wrong: list[str]) -> dict[str, Any]:
    """Keys as a page sends them; what cannot be read is told."""
    sent: dict[str, Any] = {}
    variants: dict[str, Any] = {}
    for key, cell in said.items():
        if key in ("channel", "at", "slug"):
            continue
        if key.startswith(VARIANT):
            variants[key.removeprefix(VARIANT)] = {"text": cell}
            continue
        try:
            sent[key] = value_of(key, cell)
        except ValueError as mistake:
            wrong.append(f"`{key}` {mistake}")
    if variants:
        sent["variants"] = {**sent.get("variants", {}), **variants}
    return sent


def _hash(sent: dict[str, Any], slug: str) -> str:
    text = json.dumps({**sent, "slug": slug}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()

"""One post that was made elsewhere: known already, awaited, or new to us."""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery.context import Dispatch
from campaign.delivery.events import awaited, settle
from campaign.desk.editing import new_slug
from campaign.desk.figures import add_by_hand
from campaign.library.fields import ItemFields
from campaign.library.revisions import create
from campaign.models import Channel, Delivery
from campaign.platforms.seam import Found, Receipt
from campaign.workspace.text import clean_text

ORIGIN = "adopted"
TITLE = 120
"""Characters of a first line that serve as a title."""
NOT_NAMING = re.compile(r"utm_.*|fbclid|mibextid|rdid|__.*")


@dataclass
class Adopted:
    """What came of it, in numbers of posts; ``samples``: figures added."""

    new: int = 0
    known: int = 0
    settled: int = 0
    """Deliveries whose fate was unknown, or that a person had posted: seen, and so published."""
    sending: int = 0
    """Left alone: they are just being sent."""
    samples: int = 0
    met: set[int] = field(default_factory=set, repr=False)
    """Deliveries that were counted in this run: a post that is told twice is one post."""


@dataclass(frozen=True)
class Elsewhere:
    """A post from whichever side."""

    found: Found
    title: str = ""
    figures: tuple[tuple[str, int, str], ...] = ()
    """(metric, value, where it stands)"""


class Known:
    """Posts of an account that are some delivery's already: by id, by an album's other ids, by address."""

    def __init__(self, session: Session, account: str) -> None:
        rows = session.execute(
            sa.select(col(Delivery.id), col(Delivery.remote_id), col(Delivery.permalink), col(Delivery.receipt))
            .where(col(Delivery.account) == account)
            .where(sa.or_(col(Delivery.remote_id).is_not(None), col(Delivery.permalink) != ""))
            .order_by(col(Delivery.part).desc(), col(Delivery.id).desc())
        )
        self._by_id: dict[str, int] = {}
        self._by_address: dict[str, int] = {}
        for row_id, remote_id, permalink, receipt in rows:  # the post itself comes last, and so wins its address
            for name in (remote_id, *((receipt or {}).get("extra", {}).get("also") or ())):
                if name:
                    self._by_id[name] = row_id
            if permalink:
                self._by_address[_address(permalink)] = row_id

    def learn(self, row_id: int, found: Found) -> None:
        """It is some delivery's from now on: the same table may tell it once more, by another of its names."""
        for name in (found.remote_id, *found.extra.get("also", ())):
            self._by_id[name] = row_id
        if found.permalink:
            self._by_address.setdefault(_address(found.permalink), row_id)

    def delivery_of(self, found: Found) -> int | None:
        names = [found.remote_id, *found.extra.get("also", ())]
        by_id = next((self._by_id[name] for name in names if name in self._by_id), None)
        return by_id if by_id is not None or not found.permalink else self._by_address.get(_address(found.permalink))


def take_one(
    dispatch: Dispatch, session: Session, now: datetime, channel: Channel, known: Known, post: Elsewhere, done: Adopted
) -> None:
    """Count it, settle what waited for it, or make its item and delivery; then its figures."""
    found = post.found
    delivery_id = known.delivery_of(found)
    if delivery_id is None:
        row = awaited(session, channel.account, found.remote_id, found.text, found.at, by_hand=True)
        if row is not None and row.state == "sending":
            done.sending += 1
            return
        if row is not None:
            settle(dispatch, session, row, found.remote_id, found.permalink, found.at, found.extra)
            done.settled += 1
        else:
            row = _adopted(session, now, channel, post)
            done.new += 1
        session.flush()
        delivery_id = row.id or 0
        known.learn(delivery_id, found)
    elif delivery_id not in done.met:
        done.known += 1
    done.met.add(delivery_id)
    for metric, value, where in post.figures:
        done.samples += add_by_hand(session, now, session.get_one(Delivery, delivery_id), metric, value, where)


def _adopted(session: Session, now: datetime, channel: Channel, post: Elsewhere) -> Delivery:
    """The item, archived, and its published delivery."""
    found = post.found
    text = clean_text(found.text).strip()
    title = _title(post.title or text, channel, found.at)
    said = ItemFields(
        title=title, kind=found.kind, body=text, link=found.permalink, task=[channel.task], unit=channel.unit
    )
    item = create(session, now, new_slug(session, None, title), said, ORIGIN, ORIGIN)
    item.state = "archived"
    receipt = Receipt(remote_id=found.remote_id, permalink=found.permalink, at=found.at, extra=found.extra)
    row = Delivery(
        guid=_guid(channel.account, found.remote_id), item_id=item.id or 0, channel_key=channel.key,
        account=channel.account, due_at=found.at, state="published", created_by="adopt", created_at=now,
        content_sha256=item.content_sha256, text=text, text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        published_at=found.at, remote_id=found.remote_id, permalink=found.permalink,
        receipt=receipt.model_dump(mode="json"),
    )  # fmt: skip
    session.add(row)
    return row


def _title(words: str, channel: Channel, at: datetime) -> str:
    first = next((line.strip() for line in words.splitlines() if line.strip()), "")
    if not first:
        return f"Bài trên {channel.title}, {at:%d/%m/%Y}"
    return first if len(first) <= TITLE else first[: TITLE - 1].rstrip() + "…"


def _guid(account: str, remote_id: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{account}/{remote_id}").urn


def _address(permalink: str) -> str:
    """An address as compared: without scheme, www or m, the last slash, and what only counts visitors."""
    parts = urlsplit(permalink.strip())
    host = re.sub(r"^(?:www|m|mobile|web)\.", "", parts.netloc.lower())
    query = urlencode(sorted((key, value) for key, value in parse_qsl(parts.query) if not NOT_NAMING.fullmatch(key)))
    return f"{host}{parts.path.rstrip('/')}" + (f"?{query}" if query else "")

"""Where alerts go: connected, forgotten, tried; each one transaction and one audit row."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from campaign.alerts.contacts import PREFIX, Contacts
from campaign.alerts.kinds import PERSONAL_WAYS, WAYS
from campaign.alerts.message import Message
from campaign.alerts.offered import FIELDS, looked_at
from campaign.alerts.telling import WAY
from campaign.alerts.ways import NotTold, Setting
from campaign.credentials import Vault
from campaign.db import Database
from campaign.errors import Mistake, NotFound
from campaign.models import AlertCause, Credential, PushSubscription, User
from campaign.people.audit import record
from campaign.people.users import get_user
from campaign.settings import Settings


def connect_way(database: Database, vault: Vault, actor: str, way: str, given: Mapping[str, str]) -> list[str]:
    """Store where this way goes, sealed; returns notes to show. Raises NotFound, Mistake (nothing is stored then)."""
    _known(way)
    secrets = looked_at(way, given)
    contacts, notes = Contacts(database, vault), []
    if way == "push":
        notes.append(f"Khóa công khai: {contacts.push_keys()['public']}")
    if way == "webhook" and not given.get("secret"):
        notes.append(f"Khóa ký webhook (chỉ hiện một lần): {secrets['secret']}")
    with database.write() as session:
        if way != "push":
            contacts.keep(session, way, secrets)
        record(session, database.now(session), actor, "alerts.connect", f"way:{way}")
    return notes


def forget_way(database: Database, vault: Vault, actor: str, way: str) -> None:
    """Nothing is told by this way any more. Raises NotFound where it was not connected."""
    _known(way)
    with database.write() as session:
        if not Contacts(database, vault).forget(session, way):
            raise NotFound(f"Cách báo {way} chưa nối.")
        if way == "push":
            session.execute(delete(PushSubscription))  # bound to the keys that are gone
        record(session, database.now(session), actor, "alerts.forget", f"way:{way}")


def list_ways(session: Session) -> list[dict[str, object]]:
    """Every way, whether it is connected and since when; never what is sealed."""
    rows = session.exec(select(Credential).where(col(Credential.channel_key).startswith(PREFIX)))
    since: dict[str, datetime] = {row.channel_key.removeprefix(PREFIX): row.stored_at for row in rows}
    return [{"way": way, "connected": way in since, "since": since.get(way)} for way in WAYS]


def try_way(database: Database, vault: Vault, settings: Settings, way: str, email: str = "") -> None:
    """Send a message that says it is a trial. Raises Mistake with why it could not be told."""
    _known(way)
    with database.read() as session:
        now = database.now(session)
        user = get_user(session, email) if email else None
    if way in PERSONAL_WAYS and user is None:
        raise Mistake(f"Cách báo {way} báo cho từng người: hãy cho biết người nhận (--user).")
    try:
        WAY[way].tell(Setting(Contacts(database, vault), settings), _trial(user, now, settings))
    except NotTold as failure:
        raise Mistake(f"Chưa báo được: {failure}") from None


def _trial(user: User | None, now: datetime, settings: Settings) -> Message:
    said = "Nếu bạn đọc được dòng này thì cách báo này đã tới. Không phải làm gì."
    cause = AlertCause(
        id=0, kind="way", subject="trial", title="Thử cách báo", text=said, path="/alerts", opened_at=now
    )  # fmt: skip
    language = (user.language if user else "") or settings.language
    return TrialMessage(f"trial-{uuid.uuid4().hex}", user, [cause], settings.links_url, language=language)


class TrialMessage(Message):
    """Says that it is only a trial."""

    @property
    def subject(self) -> str:
        return self.say("Báo thử từ lịch truyền thông")

    @property
    def text(self) -> str:
        return f"{self.say(self.causes[0].text)}\n{self.url}"


def _known(way: str) -> None:
    if way not in FIELDS:
        raise NotFound(f"Không có cách báo {way!r}. Các cách: {', '.join(WAYS)}")

"""Connecting a Zalo account with the consent of its administrator: OAuth v4 with PKCE, one state per try.

``begin`` gives the address to open; Zalo sends the browser back to ``/oauth/zalo`` with a code, and ``finish`` (or the
person, who pastes the code at the terminal) completes it. A state works once, for ten minutes, and only for whom it
was made; what it needs in between (verifier, application secret) is sealed. RFC 6749 section 10.12, RFC 7636.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import delete
from sqlmodel import Session, col

from campaign.delivery.context import Dispatch
from campaign.desk.channels import connect_with, plan_again
from campaign.desk.roles import acting
from campaign.errors import Conflict, Mistake, NotFound, RateLimited, Rejected, Unauthorized, Unavailable
from campaign.models import Channel, Fact
from campaign.net.deadline import Deadline
from campaign.platforms.zalo.oauth import authorize_url, exchange_code, new_verifier

LIVES = timedelta(minutes=10)
FACT = "oauth-state:"
AGAIN = "Hãy bắt đầu kết nối lại từ đầu."
CLI = "cli"
"""A try begun at the terminal may come back in any browser: its state is known only to who was given the address."""


@dataclass(frozen=True)
class Begun:
    """What a person does next: open ``url``. ``state`` names this try."""

    url: str
    state: str


def begin(
    dispatch: Dispatch, actor: str, key: str, app_secret: str, oa_secret_key: str = "", redirect_uri: str = ""
) -> Begun:
    """The address where an administrator of the channel's account says yes.

    ``redirect_uri`` (default: this server's own) must be registered in the application's console. Raises Mistake.
    """
    if not app_secret.strip():
        raise Mistake("Hãy nhập app_secret của ứng dụng Zalo.")
    state, verifier = secrets.token_urlsafe(32), new_verifier()
    kept = {"actor": actor, "verifier": verifier, "app_secret": app_secret.strip(), "oa_secret_key": oa_secret_key}
    with dispatch.database.write() as session:
        acting(session, actor, "connect")
        channel, now = _zalo(session, key), dispatch.database.now(session)
        _forget_old(session, now)
        sealed = dispatch.destinations.vault.seal(key, kept)
        session.add(Fact(name=_name(state), value=f"{key}\n{sealed}", at=now))
    return Begun(authorize_url(channel.options, redirect_uri or redirect_to(dispatch), state, verifier), state)


def redirect_to(dispatch: Dispatch) -> str:
    """Where Zalo sends the browser back to."""
    return f"{dispatch.settings.links_url}/oauth/zalo"


def finish(dispatch: Dispatch, actor: str, state: str, code: str, oa_id: str = "") -> tuple[str, list[str]]:
    """Exchange the code, connect and plan the channel's deliveries at once; (channel key, notes to show).

    The state is spent by this, whatever comes of it. ``actor``: who is here; a try that a signed-in person began is
    finished by that person alone, one of the terminal in any browser. Without a good state no one is asked.
    Raises NotFound, Conflict, Mistake.
    """
    key, kept = _spend(dispatch, actor, state)
    with dispatch.database.read() as session:
        channel = _zalo(session, key)
    if not code.strip():
        raise Mistake(f"Zalo không gửi mã cấp quyền: người quản trị OA đã không đồng ý. {AGAIN}")
    if oa_id and oa_id != str(channel.options["oa_id"]):
        raise Conflict(f"Đã cấp quyền cho OA {oa_id}, không phải OA {channel.options['oa_id']} của kênh {key}. {AGAIN}")

    def offer() -> Mapping[str, str]:
        return _exchanged(dispatch, channel, kept, code.strip())

    notes = connect_with(dispatch, kept["actor"], key, offer)
    plan_again(dispatch)
    return key, notes


def _exchanged(dispatch: Dispatch, channel: Channel, kept: Mapping[str, str], code: str) -> Mapping[str, str]:
    """The secrets that the code stands for, dated, so that their end is known. Raises Mistake."""
    deadline = Deadline.after(dispatch.settings.http_deadline_s)
    try:
        pair = exchange_code(channel.options, deadline, kept["app_secret"], code, kept["verifier"])
    except (Rejected, RateLimited, Unauthorized, Unavailable) as refusal:
        raise Mistake(refusal.message) from None
    given = {name: kept[name] for name in ("app_secret", "oa_secret_key") if kept[name]}
    return given | dict(pair.secrets)


def came_back(dispatch: Dispatch, actor: str, query: Mapping[str, str]) -> str:
    """``/oauth/zalo?code=..&oa_id=..&state=..`` as one sentence for the page; the key stands in it. Raises Mistake (to
    be shown with 400: nothing was asked of Zalo where the state is missing, foreign, old or used)."""
    if not query.get("state"):
        raise NotFound(f"Liên kết quay về của Zalo thiếu state. {AGAIN}")
    key, notes = finish(dispatch, actor, query["state"], query.get("code", ""), query.get("oa_id", ""))
    return " ".join([f"Kênh {key} đã kết nối với Zalo.", *notes])


def pasted(answer: str, state: str) -> tuple[str, str]:
    """(code, oa_id) of what a person pasted: the code alone, or the whole address that the browser came back to.

    Raises Mistake for an address of another try.
    """
    if "://" not in answer:
        return answer.strip(), ""
    query = {name: values[0] for name, values in parse_qs(urlsplit(answer.strip()).query).items()}
    if query.get("state", state) != state:
        raise Mistake(f"Địa chỉ này thuộc một lần kết nối khác. {AGAIN}")
    return query.get("code", ""), query.get("oa_id", "")


def is_waiting(dispatch: Dispatch, state: str) -> bool:
    """Has nobody finished this try yet?"""
    with dispatch.database.read() as session:
        return session.get(Fact, _name(state)) is not None


def _spend(dispatch: Dispatch, actor: str, state: str) -> tuple[str, Mapping[str, str]]:
    with dispatch.database.write() as session:
        now = dispatch.database.now(session)
        row = session.get(Fact, _name(state), with_for_update=True)
        if row is None:
            raise NotFound(f"Lần kết nối này không có hoặc đã dùng rồi. {AGAIN}")
        began_at, (key, sealed) = row.at, row.value.split("\n", 1)
        kept = dispatch.destinations.vault.open(key, sealed)
        if kept["actor"] not in (actor, CLI):
            raise NotFound(f"Lần kết nối này do người khác bắt đầu. {AGAIN}")
        session.delete(row)
    if now > began_at + LIVES:
        raise Conflict(f"Lần kết nối này đã quá 10 phút. {AGAIN}")
    return key, kept


def _zalo(session: Session, key: str) -> Channel:
    channel = session.get(Channel, key)
    if channel is None or channel.removed_at or channel.platform != "zalo":
        raise NotFound(f"Không có kênh Zalo nào tên là {key}. Hãy chạy campaign sync trước.")
    return channel


def _forget_old(session: Session, now: datetime) -> None:
    session.execute(delete(Fact).where(col(Fact.name).startswith(FACT), col(Fact.at) < now - LIVES))


def _name(state: str) -> str:
    return FACT + hashlib.sha256(state.encode()).hexdigest()

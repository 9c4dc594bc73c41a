"""Turning the second step on and off. The phone's secret is sealed with the installation's key, bound to the person."""

from __future__ import annotations

from campaign.credentials import Vault
from campaign.db import Database
from campaign.errors import Conflict, Mistake
from campaign.models import User
from campaign.people import passwords, second_step, totp, tries
from campaign.people.users import get_user

NOT_THAT = "Mã trên điện thoại không khớp. Kiểm tra giờ trên điện thoại, rồi gõ mã đang hiện."


def turn_on(database: Database, vault: Vault, by: str, password: str, secret: str, code: str) -> list[str]:
    """After a code has proved that the phone has ``secret``. Returns the recovery codes. Raises Mistake, Conflict."""
    if not totp.is_secret(secret):
        raise Mistake("Mã cài đặt không đúng. Hãy mở lại trang này và quét lại hình.")
    confirm(database, by, password)
    sealed = vault.seal(_bound(by), {"totp": secret})
    with database.write() as session:
        now, user = database.now(session), get_user(session, by)
        if user.totp_sealed:
            raise Conflict("Xác thực hai bước đang bật rồi. Muốn đổi điện thoại, hãy tắt trước.")
        step = totp.matching_step(secret, code.replace(" ", ""), now, after=0)
        if step is None:
            raise Mistake(NOT_THAT)
        return second_step.turn_on(session, now, user, sealed, step)


def turn_off(database: Database, by: str, password: str) -> None:
    """The person's own choice, said with their password. Raises Mistake."""
    confirm(database, by, password)
    with database.write() as session:
        second_step.turn_off(session, database.now(session), get_user(session, by), actor=by)


def confirm(database: Database, by: str, password: str) -> None:
    """Is it still the person who sits there? Raises tries.TooSoon or Mistake. Who has no password is not asked."""
    with database.read() as session:
        stored = get_user(session, by).password_hash
    if not stored:
        return
    with database.write() as session:
        tries.begin(session, database.now(session), "confirm", by)
    if not passwords.matches(stored, password):
        raise Mistake("Mật khẩu hiện tại không đúng.")
    with database.write() as session:
        tries.succeed(session, "confirm", by)


def opened(vault: Vault, user: User) -> str:
    """The phone's secret. Raises Mistake where the key file is not the one it was sealed with."""
    return vault.open(_bound(user.email), user.totp_sealed).get("totp", "") if user.totp_sealed else ""


def _bound(email: str) -> str:
    """In place of a channel's key: no key of a channel holds a colon, so neither is taken for the other."""
    return f"user:{email}"

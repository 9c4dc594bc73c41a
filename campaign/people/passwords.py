"""Passwords: argon2id, 12 to 128 characters of any kind, never cut.

Parameters: OWASP Password Storage Cheat Sheet (m=19456 KiB, t=2, p=1). Two hashes at a time at most, so that fifty
sign-ins at once take 38 MB and not a gigabyte. A person has no password until they set one.
"""

from __future__ import annotations

import threading
import unicodedata
from datetime import datetime
from functools import cache
from itertools import pairwise

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import Session

from campaign.errors import Mistake
from campaign.models import User
from campaign.people import sessions
from campaign.people.audit import record
from campaign.people.common_passwords import COMMON

MIN_LENGTH = 12
MAX_LENGTH = 128
AT_ONCE = 2

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
_SEATS = threading.BoundedSemaphore(AT_ONCE)


def set_password(session: Session, now: datetime, user: User, password: str, *, actor: str) -> None:
    """Store a new password and sign the person out everywhere. Raises Mistake for one that is too weak."""
    user.password_hash = make_hash(require_good(password, user.email, user.name))
    session.add(user)
    sessions.end_all(session, user)
    record(session, now, actor, "user.password", f"user:{user.email}")


def require_good(password: str, *personal: str) -> str:
    """The password in NFC. Raises Mistake if it is too short, too long, common, or made of the person's own name."""
    text = unicodedata.normalize("NFC", password)
    if len(text) < MIN_LENGTH:
        raise Mistake(f"Mật khẩu cần ít nhất {MIN_LENGTH} ký tự. Bốn, năm từ ghép lại là dễ nhớ và đủ dài.")
    if len(text) > MAX_LENGTH:
        raise Mistake(f"Mật khẩu dài nhất {MAX_LENGTH} ký tự.")
    if _is_common(text, personal):
        raise Mistake("Mật khẩu này quá dễ đoán. Hãy chọn bốn, năm từ không liên quan với nhau.")
    return text


def make_hash(password: str) -> str:
    """The argon2id string of a password that ``require_good`` has passed."""
    with _SEATS:
        return _HASHER.hash(unicodedata.normalize("NFC", password))


def matches(stored: str, password: str) -> bool:
    """Whether the password is the stored one. Takes as long when nothing is stored, so that time tells nothing."""
    text = unicodedata.normalize("NFC", password)[: MAX_LENGTH + 1]
    known = stored or _decoy()
    with _SEATS:
        try:
            return _HASHER.verify(known, text) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's and should be made again at the next sign-in."""
    return bool(stored) and _HASHER.check_needs_rehash(stored)


@cache
def _decoy() -> str:
    return _HASHER.hash("a password that nobody has")


def _is_common(text: str, personal: tuple[str, ...]) -> bool:
    plain = "".join(sign for sign in text.casefold() if not sign.isspace())
    if plain in COMMON or len(set(plain)) < 5 or _is_run(plain) or _is_repeated(plain):
        return True
    words = {word for name in personal for word in name.casefold().replace("@", " ").split() if len(word) >= 4}
    return any(len(plain.replace(word, "")) < 6 for word in words)


def _is_run(text: str) -> bool:
    """1234..., abcd..., or the same backwards."""
    steps = {ord(right) - ord(left) for left, right in pairwise(text)}
    if text.isdigit():
        steps = {(step + 5) % 10 - 5 for step in steps}  # after 9 comes 0
    return len(steps) == 1 and abs(steps.pop()) <= 1


def _is_repeated(text: str) -> bool:
    """One short word again and again: abcabcabcabc, matkhaumatkhau."""
    return any(
        len(text) % size == 0 and text[:size] * (len(text) // size) == text for size in range(1, len(text) // 2 + 1)
    )

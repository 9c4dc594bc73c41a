"""Codes of the second step, against the RFC's own examples."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from sqlmodel import select

from campaign.clock import SetClock
from campaign.db import Database
from campaign.models import RecoveryCode, User
from campaign.people import second_step, totp, users

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)  # fmt: skip
def test_the_codes_are_those_of_rfc_6238_appendix_b(at: int, code: str) -> None:
    now = datetime.fromtimestamp(at, UTC)
    assert totp.code_at(RFC_SECRET, totp.step_at(now)) == code


def test_a_code_is_good_half_a_minute_early_and_late_and_no_more() -> None:
    now = datetime(2026, 12, 1, tzinfo=UTC)
    code = totp.code_at(RFC_SECRET, totp.step_at(now))
    for seconds, good in ((-31, False), (-30, True), (0, True), (59, True), (60, False)):
        there = totp.matching_step(RFC_SECRET, code, now + timedelta(seconds=seconds), after=0)
        assert (there is not None) is good, seconds


def test_the_picture_says_what_authenticators_read() -> None:
    secret = totp.new_secret()
    address = urlsplit(totp.address(secret, "lan@example.vn"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert unquote(address.path) == "/Lịch truyền thông:lan@example.vn"
    assert parse_qs(address.query) == {"secret": [secret], "issuer": ["Lịch truyền thông"]}
    assert totp.is_secret(secret)
    assert not totp.is_secret("AAAA")
    assert not totp.is_secret("not base32!")


@pytest.fixture
def codes(database: Database) -> list[str]:
    """The recovery codes of somebody whose phone has RFC_SECRET."""
    with database.write() as session:
        now = database.now(session)
        user = users.add_user(session, now, "lan@example.vn", "Lan", "editor")
        return second_step.turn_on(session, now, user, "sealed", 0)


def _accept(database: Database, code: str) -> str:
    with database.write() as session:
        user = session.exec(select(User)).one()
        return second_step.accept(session, database.now(session), user, RFC_SECRET, code)


def test_a_code_of_the_phone_signs_in_once(database: Database, codes: list[str]) -> None:
    assert isinstance(database.clock, SetClock)
    code = totp.code_at(RFC_SECRET, totp.step_at(database.clock.now()))
    assert _accept(database, f" {code[:3]} {code[3:]} ") == "phone"
    assert _accept(database, code) == ""
    older = totp.code_at(RFC_SECRET, totp.step_at(database.clock.now()) - 1)
    assert _accept(database, older) == ""
    later = database.clock.advance(seconds=30)
    assert _accept(database, totp.code_at(RFC_SECRET, totp.step_at(later))) == "phone"


def test_a_recovery_code_signs_in_once_however_it_is_typed(database: Database, codes: list[str]) -> None:
    assert len(set(codes)) == second_step.RECOVERY_CODES
    assert _accept(database, codes[0].upper().replace("-", " ")) == "paper"
    assert _accept(database, codes[0]) == ""
    with database.read() as session:
        assert second_step.codes_left(session, session.exec(select(User)).one()) == 9
        stored = {row.code_sha256 for row in session.exec(select(RecoveryCode))}
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)


@pytest.mark.parametrize("code", ["", "000000", "abcd-efgh-ijkl-mnop", "١٢٣٤٥٦", "\x00"])
def test_anything_else_is_refused(database: Database, codes: list[str], code: str) -> None:
    assert _accept(database, code) == ""

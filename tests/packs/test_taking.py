"""Taking a pack: who may, what is put on record, and what the table promises."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import select

from campaign.db import Database
from campaign.desk.packs import look, take
from campaign.errors import Mistake
from campaign.models import AuditEntry
from campaign.packs.choose import Wanted
from campaign.packs.make import loaded, made, read_options
from campaign.packs.table import PACKS
from campaign.settings import Settings
from tests.packs.stock import chosen, stocked

ONE = Wanted(("khong-doc-otp",))


@pytest.fixture
def desk(sqlite_database: Database, tmp_path: Path) -> tuple[Database, Settings]:
    stocked(sqlite_database)
    return sqlite_database, Settings(
        workspace=tmp_path, database_url=sqlite_database.url, public_url="https://tin.example.vn"
    )


def test_who_took_what_is_on_record_and_looking_is_not(desk: tuple[Database, Settings]) -> None:
    seen = look(*desk, "minh@example.vn", "sms", ONE, {"wave": ["Tết"]})
    ready = take(*desk, "minh@example.vn", "sms", ONE, {"wave": ["Tết"]})
    assert ready.made.content == seen.content
    with desk[0].read() as session:
        (entry,) = session.exec(select(AuditEntry).where(AuditEntry.action == "pack.take")).all()
    assert (entry.actor, entry.subject, entry.detail["items"]) == ("minh@example.vn", "pack:sms", ["khong-doc-otp@1"])
    assert entry.detail["sha256"] == ready.sha256


def test_a_reporter_takes_no_pack(desk: tuple[Database, Settings]) -> None:
    with pytest.raises(Mistake, match="biên tập viên"):
        take(*desk, "lan@example.vn", "sms", ONE, {"wave": ["Tết"]})


@pytest.mark.parametrize("said", [{}, {"wave": ["Tết"], "khong-co": ["1"]}, {"wave": ["Tết"], "on": ["mai"]}])
def test_an_option_that_is_missing_unknown_or_unreadable_is_a_mistake(
    desk: tuple[Database, Settings], said: dict[str, list[str]]
) -> None:
    with pytest.raises(Mistake):
        take(*desk, "cli", "sms", ONE, said)


def test_what_was_left_out_is_told_in_a_few_lines_and_practice_is_named_so() -> None:
    of = chosen(left_out=tuple((f"muc-{number}", "chưa được duyệt") for number in range(30)), practice=True)
    pack = made("wifi", of, read_options("wifi", {}))
    assert pack.name == "ban-thu-wifi-trang-chao.html"
    assert (len(pack.said), pack.said[-1]) == (21, "Còn 10 mục nữa bị bỏ ra.")


def test_every_pack_of_the_table_names_functions_that_are_there() -> None:
    for pack in PACKS.values():
        for where in (pack.makes, pack.prepares, *(log.reads for log in pack.returns)):
            assert not where or callable(loaded(where))

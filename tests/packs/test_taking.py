"""Taking a pack: who may, what is put on record, and what the table promises."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from sqlmodel import col, select

from campaign.db import Database
from campaign.desk.packs import look, take
from campaign.errors import Mistake, NotFound
from campaign.models import AuditEntry, Item, Link
from campaign.models.birth import CODE_ALPHABET, CODE_LENGTH
from campaign.packs.choose import Wanted
from campaign.packs.make import loaded, made, pack_named, read_options
from campaign.packs.places import SAMPLE_CODE
from campaign.packs.shape import PRACTICE, SAMPLE
from campaign.packs.table import PACKS
from campaign.settings import Settings
from tests.packs.stock import add, chosen, stocked

ONE = Wanted(("khong-doc-otp",))


@pytest.fixture
def desk(sqlite_database: Database, tmp_path: Path) -> tuple[Database, Settings]:
    stocked(sqlite_database)
    return sqlite_database, Settings(
        workspace=tmp_path, database_url=sqlite_database.url, public_url="https://tin.example.vn"
    )


def test_who_took_what_is_on_record_and_looking_is_not(desk: tuple[Database, Settings]) -> None:
    said = {"wave": ["Tết"], "link": ["no"]}
    assert look(*desk, "minh@example.vn", "sms", ONE, said).name == "tin-nhan-tet.zip"  # without links: no sample
    ready = take(*desk, "minh@example.vn", "sms", ONE, said)
    with desk[0].read() as session:
        (entry,) = session.exec(select(AuditEntry).where(col(AuditEntry.action).startswith("pack."))).all()
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


def test_a_look_shows_samples_and_opens_nothing(desk: tuple[Database, Settings]) -> None:
    seen = look(*desk, "minh@example.vn", "sms", ONE, {"wave": ["Tết"]})
    assert isinstance(seen.content, bytes)
    told = zipfile.ZipFile(io.BytesIO(seen.content)).read("sms.csv").decode()
    assert seen.name.startswith("ban-xem-")
    assert f"https://tin.example.vn/go/{SAMPLE_CODE}" in told
    assert SAMPLE in told
    assert len(SAMPLE_CODE) == CODE_LENGTH
    assert not set(SAMPLE_CODE) <= set(CODE_ALPHABET)
    with desk[0].read() as session:
        assert session.exec(select(Link)).all() == []
        assert session.exec(select(Item)).one().first_sent_at is None
    taken = take(*desk, "minh@example.vn", "sms", ONE, {"wave": ["Tết"]}).made.content
    assert isinstance(taken, bytes)
    assert SAMPLE_CODE not in zipfile.ZipFile(io.BytesIO(taken)).read("sms.csv").decode()


def test_an_item_of_a_title_alone_is_left_out_where_its_place_would_be_empty(desk: tuple[Database, Settings]) -> None:
    with desk[0].write() as session:
        add(session, "chi-tieu-de", body="")
    both = Wanted(("khong-doc-otp", "chi-tieu-de"))
    said = take(*desk, "cli", "wifi", both, {}).made.said
    assert any("chi-tieu-de" in sentence and "chỉ có tiêu đề" in sentence for sentence in said)
    ready = take(*desk, "cli", "posters", both, {"places": ["Bến xe"]})
    assert ready.items == 1
    with desk[0].read() as session:  # and no code of it was born
        assert len(session.exec(select(Link)).all()) == 1
    ready = take(*desk, "cli", "sms", both, {"wave": ["Tết"], "link": ["no"]})
    assert (ready.items, [line for line in ready.made.said if "chi-tieu-de" in line]) == (
        2, ["chi-tieu-de: mục chỉ có tiêu đề nên tin chỉ có tiêu đề."],
    )  # fmt: skip
    with pytest.raises(Mistake, match="chỉ có tiêu đề"):
        look(*desk, "cli", "lesson", Wanted(("chi-tieu-de",)), {})


@pytest.mark.parametrize(("said", "meant"), [("loa", "loudspeakers"), ("posterz", "posters"), ("wi-fi", "wifi")])
def test_a_pack_that_nobody_knows_names_the_nearest(said: str, meant: str) -> None:
    with pytest.raises(NotFound, match=f"Gần nhất là {meant}\\."):
        pack_named(said)


def test_what_is_invented_and_what_nobody_approved_are_both_said() -> None:
    of = chosen(practice=True, watermark="SỐ LIỆU GIẢ LẬP")
    for name in ("loudspeakers", "portal", "sms"):
        pack = made(name, of, read_options(name, {"wave": ["Tết"]} if name == "sms" else {}))
        assert isinstance(pack.content, bytes)
        told = zipfile.ZipFile(io.BytesIO(pack.content)).read("README.txt").decode()
        assert "SỐ LIỆU GIẢ LẬP" in told
        assert PRACTICE in told

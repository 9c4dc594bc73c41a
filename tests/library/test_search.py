"""Search over the library: with marks and without, the exact ones first, alike on both databases."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlmodel import Session, col

from campaign.db import Database
from campaign.library.fields import ItemFields
from campaign.library.listing import Wanted, find_ids
from campaign.library.revisions import NewItem, create_all, revise
from campaign.models import Item
from tests.conftest import START

SAID = {
    "duong": ItemFields(title="Đường dây nóng", body="Gọi khi bị lừa đảo."),
    "dat-dai": ItemFields(title="Đất đai", summary="Tin nhắn giả sàn giao dịch", tags=["bẫy-việc-nhẹ"]),
    "ong-dat": ItemFields(title="Chuyện ông Đạt", body="Đại lý vé số của ông Dương."),
    "dak-nong": ItemFields(title="Mùa khô ở Đắk Nông", body="Lừa bán đất, đảo nợ."),
    "ma-hoa": ItemFields(title="Mã hóa là gì?", body="Không nói về OTP."),
    "mang": ItemFields(title="Mạng xã hội", body="Chữ mã đứng trong bài."),
}
ODD = (
    '"', "''",
    "*", "AND", "NEAR(a b)", "a AND", "OR OR", "\x00", "a\x00b", "😀", "đ" * 10_000, "a b " * 5_000, 
    "title:x", "^a", "-a", "(", "{title}: a", "a'b\\c", "$words$", ":x", "%", "²", "\ud7ff\u0301", "ŏ̆ ƀ", "1e5",
    "x<->y", "!", "ß İ",
)  # fmt: skip


@pytest.fixture
def library(database: Database) -> Database:
    with database.write() as session:
        create_all(session, START, [NewItem(slug, fields, "lan@bao.vn") for slug, fields in SAID.items()])
    return database


def _find(database: Database, text: str, **wanted: str) -> list[str]:
    with database.read() as session:
        return _slugs(session, Wanted(text, **wanted))  # type: ignore[arg-type]


def _slugs(session: Session, wanted: Wanted) -> list[str]:
    ids, total = find_ids(session, START, wanted, 1)
    assert total == len(ids)
    names = {item_id: slug for item_id, slug in session.execute(sa.select(col(Item.id), col(Item.slug)))}
    return [names[each] for each in ids]


FITS = (
    ("đường", "duong", ()),
    ("duong", "duong", ("ong-dat",)),
    ("Đất đai", "dat-dai", ("ong-dat",)),
    ("dat dai", "dat-dai", ("ong-dat",)),
    ("ĐẠT", "ong-dat", ()),
    ("dak nong", "dak-nong", ()),
    ("lừa đảo", "duong", ("dak-nong",)),
    ("lua dao", "duong", ("dak-nong",)),
    ("lừa đả", "duong", ("dak-nong",)),
    ("ma", "ma-hoa", ("mang",)),
    ("bay viec nhe", "dat-dai", ()),
    ("ma-hoa", "ma-hoa", ()),
)
"""What is typed, which item comes first, and which ones further down."""


def test_what_fits_best_comes_first(library: Database) -> None:
    for typed, first, then in FITS:
        found = _find(library, typed)
        assert found[0] == first, typed
        assert set(then) <= set(found[1:]), typed


def test_typed_with_marks_the_word_with_those_marks_goes_ahead_of_its_look_alikes(library: Database) -> None:
    assert _find(library, "Dương") == ["ong-dat", "duong"]
    assert _find(library, "Đường") == ["duong", "ong-dat"]
    assert _find(library, "dương lạ") == []


def test_decomposed_letters_are_the_same_letters(library: Database) -> None:
    assert _find(library, "Đa\u0302\u0301t đai") == _find(library, "Đất đai") == ["dat-dai", "ong-dat"]


def test_no_question_is_too_odd(library: Database) -> None:
    for text in ODD:
        assert set(_find(library, text)) <= set(SAID), text
        assert set(_find(library, f"{text} ma")) <= set(SAID), text


def test_an_edit_is_found_from_its_own_transaction_on_and_what_it_took_away_is_not(library: Database) -> None:
    with library.write() as session:
        item = session.scalars(sa.select(Item).where(col(Item.slug) == "mang")).one()
        assert revise(session, START, item, replace(SAID["mang"], title="Hội nhóm kín", kind="tip"), "lan@bao.vn")
        assert _slugs(session, Wanted("hội nhóm")) == ["mang"]
        assert _slugs(session, Wanted("mạng xã")) == []
    assert _find(library, "hoi nhom", kind="tip") == ["mang"]


def test_what_was_there_before_the_search_is_found_after_the_migration(library: Database) -> None:
    questions = ("đường", "duong", "lua dao", "bay viec nhe", "ma-hoa", "mã")
    before = [_find(library, text) for text in questions]
    with library.write() as session:
        session.execute(sa.text("DELETE FROM item_text"))
        assert _slugs(session, Wanted("duong")) == []
    script = import_module("campaign.db.migrations.versions.0011_search")
    with library.write() as session, Operations.context(MigrationContext.configure(session.connection())):
        script._fill()
    assert [_find(library, text) for text in questions] == before

"""All or nothing, each mistake at its row, and the same table once."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import select

from campaign.db import Database
from campaign.desk.editing import edit_item
from campaign.desk.table_import import Imported, import_table
from campaign.library.tables.reading import read_table
from campaign.models import Channel, Delivery, Item, Revision
from campaign.settings import Settings
from campaign.workspace.mistakes import WrongRows
from tests.conftest import START
from tests.desk.conftest import newsroom, settings
from tests.desk.workspace import write
from tests.media.files import jpeg

__all__ = ["newsroom", "settings"]

HEADER = "title;kind;tags;task;body;channel;at;not_before;evergreen;slug"
GOOD = (
    "Đừng đọc mã OTP;tip;otp, ngân hàng;1a;**Không** ai hỏi mã.;rss;02/12/2026 07:30;01/12/2026;có;otp",
    "Tin hai;;;;Nội dung;;;;;",
    "Đừng đọc mã OTP;tip;otp, ngân hàng;1a;**Không** ai hỏi mã.;rss;03/12/2026 07:30;01/12/2026;có;otp",
)


@pytest.fixture
def desk(newsroom: Database) -> Database:
    with newsroom.write() as session:
        session.add(Channel(key="rss", platform="rss", title="Bản tin", account="rss:tin", connected_at=START))
    return newsroom


def bring(database: Database, settings: Settings, *rows: str, actor: str = "cli") -> Imported:
    grid = read_table("thang-12.csv", "\n".join([HEADER, *rows]).encode("utf-8-sig"))
    return import_table(database, settings, actor, "thang-12.csv", grid)


def test_rows_become_drafts_and_deliveries_and_again_nothing(desk: Database, settings: Settings) -> None:
    first, again = bring(desk, settings, *GOOD), bring(desk, settings, *GOOD)
    assert (first.items, first.deliveries, again.items, again.deliveries) == (["otp", "tin-hai"], 2, [], 0)
    with desk.read() as session:
        item = session.exec(select(Item).where(Item.slug == "otp")).one()
        said = session.exec(select(Revision).where(Revision.item_id == item.id)).one()
        due = sorted(row.due_at.isoformat() for row in session.exec(select(Delivery)))
    assert (item.kind, item.state, item.origin, said.tags, said.task) == (
        "tip",
        "draft",
        "table",
        ["otp", "ngân hàng"],
        ["1a"],
    )
    assert (said.evergreen, str(said.not_before)) == (True, "2026-12-01")
    assert due == ["2026-12-02T00:30:00+00:00", "2026-12-03T00:30:00+00:00"]


def test_an_item_that_was_edited_since_is_known_and_left_alone(desk: Database, settings: Settings) -> None:
    bring(desk, settings, *GOOD)
    edit_item(desk, "lan@hg.vn", "otp", {"title": "Tên khác"})
    assert bring(desk, settings, *GOOD).items == []


def test_every_mistake_is_told_at_its_row_and_nothing_is_written(desk: Database, settings: Settings) -> None:
    wrong = (
        ";tip;;;thân;;;;;", "B;khong-co;;9z;thân;;;;;", "C;;;;thân;rss;;;;", "D;;;;thân;rss;31/02/2026 07:00;;;",
        "E;;;;thân;rss;01/01/2026 07:00;;;", "F;;;;thân;xyz;02/12/2026 07:30;;;", "G;;;;;;;ngày mai;;",
        "H;;;;;;;;có lẽ;", "I;;;;;;;;;Chữ Hoa", "J;;;;;;;;;otp", "K;;;;;;;;;;;",
    )  # fmt: skip
    with pytest.raises(WrongRows) as refused:
        bring(desk, settings, GOOD[0], *wrong)
    told = [line.split(": ", 1)[0] for line in refused.value.lines]
    assert sorted(set(told)) == sorted(f"thang-12.csv:{number}" for number in range(3, 14))
    assert told.count("thang-12.csv:4") == 2
    with desk.read() as session:
        assert (session.exec(select(Item)).all(), session.exec(select(Delivery)).all()) == ([], [])


def test_a_slug_of_another_item_is_a_mistake(desk: Database, settings: Settings) -> None:
    edit_item(desk, "lan@hg.vn", None, {"title": "Có rồi", "slug": "otp"})
    with pytest.raises(WrongRows, match=r"thang-12\.csv:2: đã có mục tên otp"):
        bring(desk, settings, *GOOD)


def test_a_person_of_one_unit_brings_in_that_units_items(desk: Database, settings: Settings) -> None:
    assert bring(desk, settings, GOOD[1], actor="bao@hg.vn").items == ["tin-hai"]
    with desk.read() as session:
        assert [(row.unit, row.author) for row in session.exec(select(Revision))] == [("bao", "bao@hg.vn")]
    with pytest.raises(Exception, match="cần từ biên tập viên"):
        bring(desk, settings, GOOD[1], actor="lan@hg.vn")


def test_pictures_that_lie_in_the_workspace_come_along(desk: Database, settings: Settings, tmp_path: Path) -> None:
    write(tmp_path, "content/media/anh.jpg", jpeg())
    write(tmp_path, "content/media/hong.jpg", b"hong")
    table = "title,media\nMột,anh.jpg | Tấm áp phích\n"
    import_table(desk, settings, "cli", "a.csv", read_table("a.csv", table.encode()))
    with desk.read() as session:
        assert [each["alt"] for each in session.exec(select(Revision)).one().media] == ["Tấm áp phích"]
    for name in ("hong.jpg", "../../plan.toml", "khong-co.jpg"):
        with pytest.raises(WrongRows, match=r"a\.csv:2: "):
            import_table(desk, settings, "cli", "a.csv", read_table("a.csv", f"title,media\nHai,{name}\n".encode()))

"""The move to PostgreSQL: every row of every table, one by one; never two databases in use, whenever it is killed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from campaign.clock import SetClock
from campaign.db import Database
from campaign.db.schema import migrate, require_current
from campaign.errors import Mistake
from campaign.models import Delivery, Fact, Item
from campaign.people.audit import record
from campaign.upkeep import filling, tables
from campaign.upkeep import move as work
from campaign.upkeep.move import move, shown
from campaign.upkeep.tables import copied, differing, extents
from tests.conftest import START
from tests.delivery.stage import Stage
from tests.delivery.stage import stage as scene
from tests.faults.child import fork
from tests.upkeep.rows import fill
from tests.upkeep.scene import filled


@pytest.fixture
def source(sqlite_database: Database) -> Database:
    """Rows in every table."""
    with sqlite_database.engine.execution_options(immediate=True).connect() as connection:
        fill(connection, rows=5)
        connection.commit()
    return sqlite_database


@pytest.fixture
def target(postgresql_url: str) -> Iterator[Database]:
    opened = Database(postgresql_url, SetClock(START))
    yield opened
    opened.close()


def both(source: Database, target: Database) -> list[str]:
    with source.engine.connect() as one, target.engine.connect() as other:
        return differing(extents(one), extents(other))


def refuses(database: Database) -> str:
    with pytest.raises(Mistake) as refusal:
        require_current(database)
    with pytest.raises(Mistake):
        migrate(database)
    return str(refusal.value)


def test_every_row_of_every_table_arrives(source: Database, target: Database) -> None:
    with source.engine.connect() as connection:
        assert all(extent.count for extent in extents(connection).values())
    moved = move(source, target, "cli")
    assert both(source, target) == ["audit"]  # the record of the move itself
    assert moved.rows > 5 * (len(copied()) - 1)
    with target.read() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM post_figures")) == 5
        assert session.scalar(sa.text("SELECT count(search_words_exact) FROM item_text")) == 5


def test_the_next_row_gets_the_next_id(source: Database, target: Database) -> None:
    move(source, target, "cli")
    with target.write() as session:
        record(session, target.now(session), "cli", "sync", "workspace")
        session.add(
            Item(slug="moi", guid="urn:x", kind="tip", content_sha256="0" * 64, created_at=START, updated_at=START)
        )
    with target.read() as session:
        assert session.scalar(sa.select(col(Item.id)).where(col(Item.slug) == "moi")) == 1006


def test_the_old_one_then_says_where_it_went_and_takes_no_row(source: Database, target: Database) -> None:
    place = move(source, target, "cli").place
    said = refuses(source)
    assert place in said
    assert "CAMPAIGN_DATABASE_URL" in said
    with pytest.raises(sa.exc.IntegrityError, match="moved away"), source.write() as session:
        record(session, START, "cli", "sync", "workspace")
    require_current(target)


def test_a_difference_in_one_value_stops_it(
    source: Database, target: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = tables.set_sequences

    def change(connection: sa.Connection) -> None:
        real(connection)
        connection.execute(sa.text("UPDATE item SET slug = 'x' WHERE id = 1001"))

    monkeypatch.setattr(filling, "set_sequences", change)
    with pytest.raises(Mistake, match="khác nhau ở bảng item"):
        move(source, target, "cli")
    require_current(source)
    assert "dở dang" in refuses(target)


@pytest.mark.parametrize("point", ["copy_rows", "extents", "_mark", "end"])
def test_a_kill_leaves_one_in_use_at_most_and_the_same_command_finishes(
    source: Database, target: Database, point: str
) -> None:
    place = filling if point in ("copy_rows", "extents") else work

    def child() -> None:
        setattr(place, point, lambda *_: os._exit(9))
        move(Database(source.url, source.clock), Database(target.url, target.clock), "cli")

    source.close()
    target.close()
    os.waitpid(fork(child), 0)
    assert "dở dang" in refuses(target)
    if point == "end":
        refuses(source)
    else:
        require_current(source)
    move(source, target, "cli")
    assert both(source, target) == ["audit"]
    require_current(target)
    refuses(source)


def test_a_kill_after_the_last_commit_is_told_as_done_and_not_as_a_database_in_use(
    source: Database, target: Database
) -> None:
    done = move(source, target, "cli")
    assert move(source, target, "cli") == done
    require_current(target)
    refuses(source)


def test_a_database_in_use_is_not_written_over(source: Database, target: Database) -> None:
    with target.write() as session:
        record(session, START, "cli", "sync", "workspace")
    with pytest.raises(Mistake, match="đã có nội dung"):
        move(source, target, "cli")
    require_current(source)


def test_nothing_may_be_in_flight(source: Database, target: Database) -> None:
    with source.write() as session:
        session.execute(sa.update(Delivery).where(col(Delivery.id) == 1001).values(state="sending"))
    with pytest.raises(Mistake, match="Còn 1 bài đang gửi"):
        move(source, target, "cli")
    require_current(source)


def test_a_value_that_postgresql_does_not_take_is_named(source: Database, target: Database) -> None:
    with source.write() as session:
        session.execute(sa.text("UPDATE revision SET title = 'a' || char(0) || 'b'"))
    with pytest.raises(Mistake, match="bảng revision"):
        move(source, target, "cli")
    require_current(source)


def test_what_moved_goes_on_where_it_stopped(sqlite_database: Database, target: Database, tmp_path: Path) -> None:
    with scene(sqlite_database, tmp_path) as stage:
        filled(stage)
        stage.clock.advance(minutes=30)
        move(stage.database, target, "cli")
        target.clock = stage.clock
        after = Stage(target, tmp_path, stage.sandbox)
        after.clock.advance(minutes=30)
        after.settle()
        assert [after.row(number).state for number in (1, 2)] == ["published", "published"]
        assert len(stage.posts()) == 1


def test_a_password_is_never_kept_or_shown() -> None:
    assert shown("postgresql+psycopg://a:matkhau@may/toasoan?password=matkhau&x=1") == "postgresql://a@may/toasoan?x=1"


def test_facts_of_one_database_stay_there(source: Database, target: Database) -> None:
    move(source, target, "cli")
    with target.read() as session:
        assert session.get(Fact, "moved_to") is None
        assert session.get(Fact, "moving") is None

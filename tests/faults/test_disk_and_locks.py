"""A disk that is full and a database that somebody else holds: nothing is sent that cannot be put on record."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from campaign.clock import SetClock
from campaign.db import Database
from campaign.delivery import room as disk
from campaign.delivery.departure import Departure
from campaign.errors import Mistake
from campaign.net.departure import NotOnRecord
from tests.conftest import START
from tests.delivery.stage import Stage, stage
from tests.faults.child import fork
from tests.web.conftest import serving


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A tmpfs of 4 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small disk can only be mounted as root: the full disk is not tried here")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def on_it(small_disk: Path, migrated_sqlite: Path) -> Iterator[Stage]:
    (small_disk / "var").mkdir()
    shutil.copy(migrated_sqlite, small_disk / "var" / "campaign.db")
    database = Database(f"sqlite:///{small_disk / 'var' / 'campaign.db'}", SetClock(START))
    with stage(database, small_disk) as made:
        made.add_channel()
        made.add_item("otp")
        yield made
    database.close()


def fill(folder: Path) -> Path:
    """Every byte of the disk is taken."""
    ballast = folder / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    assert shutil.disk_usage(folder).free == 0
    return ballast


def use_up_the_log(database: Database) -> None:
    """What SQLite's log still has room for inside its own file."""
    with contextlib.suppress(sa.exc.OperationalError):
        for _ in range(2000):
            with database.write() as session:
                session.execute(sa.text("UPDATE item SET guid = guid || hex(randomblob(200))"))


def test_on_a_full_disk_nothing_is_sent_what_is_there_can_be_read_and_then_it_goes_on(
    on_it: Stage, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "RESERVE_BYTES", 0)  # as if the disk had filled up from one moment to the next
    delivery = on_it.deliver("otp", "telegram")
    ballast = fill(small_disk)
    use_up_the_log(on_it.database)
    with pytest.raises(sa.exc.OperationalError, match="full"):
        on_it.tick()
    assert (on_it.row(delivery).state, on_it.posts()) == ("scheduled", [])
    ballast.unlink()
    on_it.settle()
    assert (on_it.row(delivery).state, len(on_it.posts())) == ("published", 1)
    with on_it.database.read() as session:
        assert session.scalar(sa.text("PRAGMA integrity_check")) == "ok"


def test_on_a_full_disk_the_pages_can_still_be_read_and_no_confirmation_is_given(
    on_it: Stage, small_disk: Path
) -> None:
    delivery = on_it.deliver("otp", "telegram")
    with serving(on_it.database, on_it.settings) as served, served.client("manager") as browser:
        ballast = fill(small_disk)
        use_up_the_log(on_it.database)
        for page in ("/", "/calendar", "/queue", "/library"):
            assert browser.get(page).status_code == 200, page
        refused = browser.post(f"/deliveries/{delivery}/cancel", data={"sure": "yes"})
        assert refused.status_code == 507
        assert "Đĩa của máy chủ đã đầy" in refused.text
        assert on_it.row(delivery).state == "scheduled"
        ballast.unlink()
        assert browser.post(f"/deliveries/{delivery}/cancel", data={"sure": "yes"}).status_code < 400
        assert on_it.row(delivery).state == "cancelled"


def test_a_departure_that_cannot_be_put_on_record_stops_the_request(on_it: Stage, small_disk: Path) -> None:
    ballast = fill(small_disk)
    use_up_the_log(on_it.database)
    with pytest.raises(NotOnRecord):
        Departure(on_it.database, "x", 1)()
    ballast.unlink()


def test_with_little_room_left_nothing_is_begun_and_the_sentence_says_what_to_do(
    on_it: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = on_it.deliver("otp", "telegram")
    with pytest.raises(Mistake, match="Hãy dọn bớt tệp"):
        on_it.tick()
    assert (on_it.row(delivery).state, on_it.posts()) == ("scheduled", [])
    monkeypatch.setattr(disk, "RESERVE_BYTES", 100_000)
    on_it.settle()
    assert on_it.row(delivery).state == "published"


def test_a_lock_held_ten_seconds_by_another_program_delays_and_harms_nothing(
    sqlite_database: Database, tmp_path: Path
) -> None:
    with stage(sqlite_database, tmp_path) as scene:
        scene.add_channel()
        scene.add_item("otp")
        delivery = scene.deliver("otp", "telegram")
        held = tmp_path / "held"
        pid = fork(lambda: hold(sqlite_database.url, held, 10.0))
        while not held.exists():
            time.sleep(0.01)
        began = time.monotonic()
        assert scene.row(delivery).state == "scheduled"  # reading waits for nobody
        assert time.monotonic() - began < 5
        scene.settle()
        assert (scene.row(delivery).state, len(scene.posts())) == ("published", 1)
        os.waitpid(pid, 0)


def hold(url: str, held: Path, seconds: float) -> None:
    database = Database(url)
    with database.write():
        held.touch()
        time.sleep(seconds)

"""One secret is followed through connecting, publishing and every kind of failure: it is found nowhere but sealed."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from campaign.app.open import NoSecrets
from campaign.cli.quick import cursor_of
from campaign.db import Database
from campaign.delivery.listing import list_deliveries
from campaign.desk import channels
from campaign.errors import Mistake
from campaign.reach.collect import collect
from tests.delivery import stage as scene
from tests.web.conftest import serving

CANARY = f"{7 * 10**9}:" + "chim-hoang-yen-" * 3
FAULTS = ("401", "400", "429", "500-before", "lost", "hang-after", "half", "refuse", "hang-before")


@pytest.fixture
def stage(sqlite_database: Database, tmp_path: Path) -> Iterator[scene.Stage]:
    with scene.stage(sqlite_database, tmp_path) as made:
        made.wire(http_deadline_s=0.3)
        yield made


def everything_goes_wrong(stage: scene.Stage, faults: Sequence[str] = FAULTS) -> None:
    """Connected, then one delivery for each fault, each with a lookup, a measuring and a reconnect after it."""
    stage.add_channel()
    for number, fault in enumerate(("", *faults)):
        channels.connect(stage.dispatch, "e@example.vn", "telegram", {"bot_token": CANARY})
        stage.add_item(f"muc-{number}")
        stage.deliver(f"muc-{number}", "telegram")
        if fault:
            stage.sandbox.faults.add(fault, times=1)
        stage.settle()
        stage.clock.advance(hours=1)
        stage.sandbox.faults.add("500-before", method="*")
        collect(stage.database, stage.dispatch.destinations, 5.0, everything=True)


def test_no_log_line_even_at_debug_and_no_file_holds_the_secret(
    stage: scene.Stage, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        everything_goes_wrong(stage)
    assert len(stage.posts()) >= 4  # it was really used
    assert "chim-hoang-yen" not in caplog.text
    assert not any("chim-hoang-yen" in repr(record.__dict__) for record in caplog.records)
    assert "chim-hoang-yen" not in "".join(capfd.readouterr())
    names = {path.name for path in files(stage) if b"chim-hoang-yen" in path.read_bytes()}
    assert names == set()
    assert {"campaign.db", "campaign.db-wal", "secret.key"} <= {path.name for path in files(stage)}


def files(stage: scene.Stage) -> list[Path]:
    return [path for path in stage.folder.rglob("*") if path.is_file()]


def test_no_list_and_no_page_shows_the_secret(stage: scene.Stage) -> None:
    everything_goes_wrong(stage, ("400", "500-before"))
    with cursor_of(stage.settings) as (cursor, mark):
        rows = list_deliveries(cursor, mark)
    assert {row["state"] for row in rows} >= {"published", "failed", "uncertain"}
    assert "chim-hoang-yen" not in json.dumps(rows)
    with stage.database.read() as session:
        assert "chim-hoang-yen" not in json.dumps(channels.list_channels(session))
    with serving(stage.database, stage.settings) as served, served.client("admin") as client:
        assert "Tiêu đề muc-1" in (page := client.get("/").text)
        assert "chim-hoang-yen" not in page


def test_a_refusal_to_connect_carries_nothing_of_the_secret(stage: scene.Stage) -> None:
    stage.add_channel()
    stage.sandbox.telegram.accept_only("42:khac")
    with pytest.raises(Mistake) as refused:
        channels.connect(stage.dispatch, "e@example.vn", "telegram", {"bot_token": CANARY})
    error: BaseException | None = refused.value
    while error is not None:
        assert "chim-hoang-yen" not in f"{error!r} {vars(error)}"
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("said", [
    "POST https://api.telegram.org/bot{}/getMe", "token {}", '{{"access_token": "{}"}}', "GET /me?access_token={}&x=1",
    "refresh_token: {}", "Authorization: Bearer {}", "appsecret_proof={}", "{{'bot_token': '{}'}}",
])  # fmt: skip
def test_the_log_redacts_whatever_a_library_may_say(said: str) -> None:
    for inside_traceback in (False, True):
        text = said.format(CANARY)
        error = ValueError(text)
        record = logging.LogRecord("x", 10, "x", 1, "%s", ("" if inside_traceback else text,),
                                   (ValueError, error, None) if inside_traceback else None)  # fmt: skip
        assert "chim-hoang-yen" not in NoSecrets("%(message)s").format(record)

"""People are told beside the clock: what hangs delays no beat, and a clock that stops is seen from another thread."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace

import pytest

from campaign.alerts.round import Rounds
from campaign.models import Fact
from campaign.worker.beat import Beat
from campaign.worker.ping import Ping
from campaign.worker.watchman import Watchman
from tests.alerts.conftest import ear, newsroom, post
from tests.alerts.newsroom import Listener, Newsroom, Post

__all__ = ["ear", "newsroom", "post"]


def test_a_mail_server_that_never_answers_delays_neither_the_beat_nor_another_way(
    newsroom: Newsroom, ear: Listener
) -> None:
    newsroom.person("binh")
    newsroom.submitted()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        newsroom.connect(
            "email", host="127.0.0.1", port=str(silent.getsockname()[1]), security="none", **{"from": "l@e.vn"}
        )
        newsroom.connect("webhook", url=ear.url)
        beat = Beat(newsroom.stage.dispatch)
        beat()
        beat.alerts._threads["notice"].join(20)
        beat.alerts._threads["webhook"].join(20)
        assert len(ear.heard) == 1
        assert beat.alerts._threads["email"].is_alive()
        with newsroom.stage.database.read() as session:
            assert session.get(Fact, "last_tick_at") is not None
        silent.accept()[0].close()  # it hangs up
        beat.alerts.wait(20)
    beat.stop()


def test_a_clock_that_has_stopped_is_told_by_a_thread_that_is_not_the_clocks(newsroom: Newsroom, post: Post) -> None:
    newsroom.person("dung", "manager")
    newsroom.connect("email", **post.given())
    rounds = Rounds(newsroom.setting)
    watchman = Watchman(newsroom.stage.database, 1.0, rounds.look)
    newsroom.tick_seen()
    assert not watchman.look()
    newsroom.stage.clock.advance(seconds=61)
    assert watchman.look()
    rounds.wait(20)
    assert post.letters[0]["subject"] == "KHẨN: Đồng hồ đã dừng: Không có nhịp nào từ một phút nay"
    rounds.stop()


def test_the_watchman_of_a_running_program_looks_by_itself_and_ends_with_it(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = threading.Event()
    monkeypatch.setattr("campaign.worker.watchman.LOOK_EVERY_S", 0.01)
    watchman = Watchman(newsroom.stage.database, 1.0, told.set)
    watchman._late_s = 0.05
    newsroom.tick_seen()
    newsroom.stage.clock.advance(seconds=61)
    watchman.start()
    assert told.wait(20)
    watchman.stop()
    assert not watchman._thread.is_alive()


def test_the_sign_of_life_goes_out_once_a_minute_and_only_after_a_good_beat(newsroom: Newsroom, ear: Listener) -> None:
    stage = newsroom.stage
    stage.wire(ping_url=f"{ear.url}/chimhoangyen")
    beat = Beat(stage.dispatch)
    for seconds in (0, 30, 30):
        stage.clock.advance(seconds=seconds)
        beat()
        beat._ping.wait(20)
    assert [heard.path for heard in ear.heard] == ["/chimhoangyen"] * 2
    broken = Beat(replace(stage.dispatch, engine=None))  # type: ignore[arg-type]
    stage.clock.advance(minutes=5)
    broken()
    broken._ping.wait(20)
    assert len(ear.heard) == 2
    beat.stop(), broken.stop()


def test_a_sign_of_life_that_nobody_hears_harms_nothing_and_its_address_is_not_logged(
    newsroom: Newsroom, ear: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    ear.status = 500
    for url in (f"{ear.url}/chimhoangyen", "http://127.0.0.1:9/chimhoangyen", "http://example.vn/chimhoangyen"):
        ping = Ping(newsroom.stage.database, url)
        newsroom.stage.clock.advance(minutes=2)
        with caplog.at_level("DEBUG"):
            ping.look()
            ping.wait(20)
    assert len([record for record in caplog.records if "sign of life" in record.getMessage()]) == 3
    assert "chimhoangyen" not in caplog.text

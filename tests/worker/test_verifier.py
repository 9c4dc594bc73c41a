"""Once a day every connected channel is asked about, and what the platform refuses harms nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.db import Database
from campaign.delivery.forecast import forecast
from campaign.models import AccountPace, Channel
from campaign.platforms.zalo.adapter import REFRESH_LIVES
from campaign.worker.verifier import Verifier
from tests.delivery import stage as scene
from tests.delivery.test_zalo import add_zalo, renewed_so


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Iterator[scene.Stage]:
    with scene.stage(database, tmp_path) as made:
        yield made


def a_round(verifier: Verifier) -> None:
    verifier.look()
    verifier.wait(20)


def channel(stage: scene.Stage, key: str) -> Channel:
    with stage.database.read() as session:
        return session.get_one(Channel, key)


def asked(stage: scene.Stage) -> int:
    return sum(seen.method == "getoa" for seen in stage.sandbox.log)


def test_once_a_day_each_account_is_asked_about_once(stage: scene.Stage) -> None:
    add_zalo(stage)
    add_zalo(stage, key="zalo-2")
    verifier = Verifier(stage.dispatch)
    for hours, times in ((0, 1), (1, 1), (22, 1), (2, 2)):
        stage.clock.advance(hours=hours)
        a_round(verifier)
        assert asked(stage) == times
    assert channel(stage, "zalo").token_checked_at == channel(stage, "zalo-2").token_checked_at == stage.now()


def test_the_day_a_zalo_token_ends_is_foreseen_also_after_it_was_renewed(stage: scene.Stage) -> None:
    add_zalo(stage)
    renewed_so(stage, stage.now() - REFRESH_LIVES, days=3)  # three days are left
    stage.add_item("otp")
    delivery = stage.deliver("otp", "zalo", at=stage.now())
    stage.clock.advance(hours=1)
    a_round(Verifier(stage.dispatch))
    stage.clock.advance(hours=1)
    renewed_so(stage, stage.now())
    with stage.database.read() as session:
        later = stage.now() + timedelta(days=4)
        assert [why.code for why in forecast(session, stage.settings, later)[delivery]].count("token_ends") == 1


def test_a_round_that_finds_a_dead_token_closes_every_channel_that_has_it_and_no_other(
    stage: scene.Stage, caplog: pytest.LogCaptureFixture
) -> None:
    add_zalo(stage)
    add_zalo(stage, key="zalo-2")
    stage.add_channel()
    stage.sandbox.zalo.keys.set_pair("another-access", "pair-of-tokens")
    a_round(Verifier(stage.dispatch))
    for key in ("zalo", "zalo-2"):
        refused = channel(stage, key)
        assert (refused.closed_by, refused.token_checked_at) == ("platform", None)
        assert "kết nối lại kênh" in refused.closed_reason
    fine = channel(stage, "telegram")
    assert (fine.token_checked_at, fine.closed_at) == (stage.now(), None)
    assert "channel zalo could not be verified" in caplog.text
    assert "stand-in-" not in caplog.text


@pytest.mark.parametrize("state", ["just connected", "told to wait", "refused", "not connected"])
def test_some_channels_are_left_alone(stage: scene.Stage, state: str) -> None:
    add_zalo(stage)
    with stage.database.write() as session:
        row = session.get_one(Channel, "zalo")
        match state:
            case "just connected":
                row.token_checked_at = stage.now()
            case "told to wait":
                session.add(AccountPace(account=row.account, limited_until=stage.now() + timedelta(minutes=1)))
            case "refused":
                row.closed_at, row.closed_by = stage.now(), "platform"
            case _:
                row.connected_at = None
    a_round(Verifier(stage.dispatch))
    assert asked(stage) == 0

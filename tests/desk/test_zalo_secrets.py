"""Connecting a Zalo account: the pair is durable before its use, nobody renews meanwhile, all its channels get it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from campaign.credentials.offered import PREFIX
from campaign.db import Database
from campaign.desk import channels, zalo_connect
from campaign.errors import Mistake
from campaign.models import AuditEntry, Channel, Credential
from campaign.platforms.zalo.adapter import REFRESH_LIVES, ZaloPlatform
from tests.delivery import stage as scene
from tests.delivery.stage import Stage
from tests.delivery.test_zalo import SECRETS, add_zalo
from tests.desk.test_zalo_connect import begin, consent

WHO = "tu@hg.vn"


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Iterator[Stage]:
    with scene.stage(database, tmp_path) as made:
        made.add_person("tu@hg.vn", "manager")
        add_zalo(made)
        yield made


def kept(stage: Stage, key: str = "zalo") -> Mapping[str, str]:
    return stage.dispatch.destinations.credentials(key).read()


def offers(stage: Stage) -> int:
    with stage.database.read() as session:
        return len(session.exec(select(Credential).where(col(Credential.channel_key).startswith(PREFIX))).all())


def new_pair(stage: Stage) -> dict[str, str]:
    """What an administrator brings, its access token spent already: asking anything renews it."""
    stage.sandbox.zalo.keys.set_pair("good-access-token", "good-refresh-token")
    stage.sandbox.zalo.keys.expire()
    return SECRETS | {"access_token": "good-access-token", "refresh_token": "good-refresh-token"}


def test_connecting_one_channel_connects_every_channel_of_its_account(stage: Stage) -> None:
    add_zalo(stage, key="zalo-2")
    with stage.database.write() as session:
        for key in ("zalo", "zalo-2"):
            row = session.get_one(Channel, key)
            row.connected_at, row.closed_at, row.closed_by = None, stage.now(), "platform"
    channels.connect(stage.dispatch, WHO, "zalo", new_pair(stage))
    with stage.database.read() as session:
        rows = session.exec(select(Channel).where(col(Channel.platform) == "zalo")).all()
        audit = sorted(row.subject for row in session.exec(select(AuditEntry)))
    assert [(row.connected_at, row.closed_at) for row in rows] == [(stage.now(), None)] * 2
    assert audit == ["channel:zalo", "channel:zalo-2"]
    assert kept(stage) == kept(stage, "zalo-2")
    assert kept(stage)["refresh_token"] == stage.sandbox.zalo.keys.refresh


def test_a_pair_is_stored_before_zalo_is_asked_and_the_old_one_serves_until_then(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, bool]] = []
    real = ZaloPlatform.verify

    def looks(self: Any, to: Any) -> Any:
        seen.append((offers(stage), kept(stage) == SECRETS))
        return real(self, to)

    monkeypatch.setattr(ZaloPlatform, "verify", looks)
    channels.connect(stage.dispatch, WHO, "zalo", new_pair(stage))
    assert seen == [(1, True)]
    assert offers(stage) == 0


def test_a_pair_that_was_renewed_before_a_crash_is_found_when_it_is_offered_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = new_pair(stage)
    with monkeypatch.context() as broken:
        broken.setattr(channels, "store", dies)
        with pytest.raises(KeyboardInterrupt):
            channels.connect(stage.dispatch, WHO, "zalo", given)
    assert kept(stage) == SECRETS
    channels.connect(stage.dispatch, WHO, "zalo", given)
    assert kept(stage)["refresh_token"] == stage.sandbox.zalo.keys.refresh != given["refresh_token"]


def dies(*_: Any) -> None:
    raise KeyboardInterrupt


def test_a_pair_of_another_account_changes_nothing_here_and_is_not_lost(stage: Stage) -> None:
    given = new_pair(stage)
    with stage.database.write() as session:
        row = session.get_one(Channel, "zalo")
        right, row.options = row.options, {**row.options, "oa_id": "99"}
    with pytest.raises(Mistake, match="không phải OA 99"):
        channels.connect(stage.dispatch, WHO, "zalo", given)
    with stage.database.write() as session:
        session.get_one(Channel, "zalo").options = right
    assert (kept(stage), offers(stage)) == (SECRETS, 1)
    channels.connect(stage.dispatch, WHO, "zalo", given)
    assert (kept(stage)["refresh_token"], offers(stage)) == (stage.sandbox.zalo.keys.refresh, 0)


def test_what_zalo_refuses_leaves_no_trace(stage: Stage) -> None:
    new_pair(stage)
    with pytest.raises(Mistake, match="không nhận bí mật"):
        channels.connect(stage.dispatch, WHO, "zalo", SECRETS | {"access_token": "made-up-one"})
    assert (kept(stage), offers(stage)) == (SECRETS, 0)


def test_nobody_renews_the_account_while_it_is_being_connected(stage: Stage) -> None:
    inside, order = threading.Event(), list[str]()
    port = stage.dispatch.destinations.credentials("zalo")

    def refresh_in_flight(old: Mapping[str, str]) -> Mapping[str, str]:
        inside.set()
        order.append("refresh begins")
        threading.Event().wait(0.3)  # the connect below has come to the lock; it may not pass
        order.append("refresh ends")
        return {**old, "access_token": "of-the-old-pair"}

    refresh = threading.Thread(target=port.replace, args=(refresh_in_flight,))
    refresh.start()
    assert inside.wait(10)
    given = new_pair(stage)

    def offer() -> Mapping[str, str]:
        order.append("connect")
        return given

    channels.connect_with(stage.dispatch, WHO, "zalo", offer)
    refresh.join()
    assert order == ["refresh begins", "refresh ends", "connect"]
    assert kept(stage)["refresh_token"] == stage.sandbox.zalo.keys.refresh


def test_consent_keeps_the_day_on_which_the_pair_ends(stage: Stage) -> None:
    zalo_connect.came_back(stage.dispatch, WHO, consent(begin(stage).url))
    assert kept(stage)["renewed_at"]
    with stage.database.read() as session:
        ends = session.get_one(Channel, "zalo").token_expires_at
    account = channels.verify(stage.dispatch, "zalo")
    assert ends is not None
    assert account.expires_at == ends == datetime.fromisoformat(kept(stage)["renewed_at"]) + REFRESH_LIVES

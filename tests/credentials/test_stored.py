"""A channel's secrets as the adapter's port: read, and replaced by one at a time whoever asks."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from pathlib import Path

from campaign.credentials import StoredCredentials, Vault, credential_key, store
from campaign.db import Database
from campaign.models import Channel, Credential
from tests.conftest import START
from tests.faults.child import fork

TURNS = 10


def connected(database: Database, folder: Path, **secrets: str) -> StoredCredentials:
    """A channel with these secrets, and its port."""
    vault = Vault(folder / "secret.key")
    with database.write() as session:
        session.add(Channel(key="zalo", platform="zalo", title="OA", account="zalo:1"))
        session.flush()
        store(session, START, vault, "zalo", secrets)
    return StoredCredentials(database, vault, "zalo")


def test_a_channel_without_secrets_reads_as_empty(database: Database, tmp_path: Path) -> None:
    assert StoredCredentials(database, Vault(tmp_path / "secret.key"), "zalo").read() == {}


def test_what_a_change_returns_is_stored_before_it_is_used(database: Database, tmp_path: Path) -> None:
    port = connected(database, tmp_path, refresh_token="một")
    database.clock.advance(hours=1)  # type: ignore[attr-defined]
    assert port.replace(lambda old: {**old, "refresh_token": old["refresh_token"] + " hai"}) == port.read()
    assert port.read() == {"refresh_token": "một hai"}
    with database.read() as session:
        assert session.get_one(Credential, "zalo").stored_at == database.clock.now()


def test_a_change_that_fails_stores_nothing_and_lets_the_next_one_in(database: Database, tmp_path: Path) -> None:
    port = connected(database, tmp_path, refresh_token="một")

    def fails(old: Mapping[str, str]) -> Mapping[str, str]:
        raise OSError

    for _ in range(2):
        try:
            port.replace(fails)
        except OSError:
            continue
    assert port.replace(lambda old: old) == {"refresh_token": "một"}


def test_replacing_is_one_at_a_time_over_threads_and_processes(database: Database, tmp_path: Path) -> None:
    port = connected(database, tmp_path, count="0")
    url = database.url
    children = [fork(lambda: count_up(Database(url), tmp_path)) for _ in range(2)]
    count_up(Database(url), tmp_path)
    assert [os.waitpid(pid, 0)[1] for pid in children] == [0, 0]
    assert port.read() == {"count": str(3 * 2 * TURNS)}
    lines = (tmp_path / "turns").read_text().split()
    assert lines == ["in", "out"] * (3 * 2 * TURNS)  # nobody came in before the other was out


def count_up(database: Database, folder: Path) -> None:
    """Two threads of this process, ``TURNS`` turns each."""

    def turns() -> None:
        port = StoredCredentials(database, Vault(folder / "secret.key"), "zalo")
        for _ in range(TURNS):
            port.replace(lambda old: one_more(old, folder))

    threads = [threading.Thread(target=turns) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.close()


def one_more(old: Mapping[str, str], folder: Path) -> dict[str, str]:
    for word in ("in\n", "out\n"):
        with (folder / "turns").open("a") as turns:
            turns.write(word)
    return {"count": str(int(old["count"]) + 1)}


def test_nobody_holds_a_connection_of_the_pool_while_a_platform_is_asked(database: Database, tmp_path: Path) -> None:
    port = connected(database, tmp_path, count="0")
    held: list[int] = []

    def asks(old: Mapping[str, str]) -> Mapping[str, str]:
        held.append(database.engine.pool.checkedout())  # type: ignore[attr-defined]
        return {"count": str(int(old["count"]) + 1)}

    askers = [threading.Thread(target=port.replace, args=(asks,)) for _ in range(20)]  # more than the pool has
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert (held, port.read()) == ([0] * 20, {"count": "20"})


def test_channels_of_one_zalo_account_and_application_share_their_secrets() -> None:
    def zalo(key: str, oa_id: str, app_id: str) -> Channel:
        return Channel(key=key, platform="zalo", title=key, account="", options={"oa_id": oa_id, "app_id": app_id})

    keys = [
        credential_key(zalo(*each)) for each in (("a", "1", "7"), ("b", "1", "7"), ("c", "1", "8"), ("d", "2", "7"))
    ]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3
    telegram = Channel(key="tin", platform="telegram", title="tin", account="telegram:@tin", options={"chat": "@tin"})
    assert credential_key(telegram) == "tin"

"""Zalo's rig, and the same with its secrets in a real database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from campaign.credentials import StoredCredentials, Vault, store
from campaign.db import Database
from campaign.models import Channel
from campaign.platforms.seam import Destination, Post, Progress, Receipt
from campaign.platforms.zalo import steps as zalo_steps
from campaign.sandbox import Sandbox
from tests.platforms.rigs import Rig, zalo_rig

Stored = Callable[[], Destination]


@pytest.fixture(autouse=True)
def zalo_is_asked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zalo_steps, "POLLS_S", (0.01,) * 6)


@pytest.fixture
def zalo(sandbox: Sandbox) -> Rig:
    return zalo_rig(sandbox)


@pytest.fixture
def stored(zalo: Rig, sqlite_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Stored:
    """Each call a destination as another worker makes it: its own port to the same sealed row."""
    vault = Vault(tmp_path_factory.mktemp("keys") / "secret.key")
    now = sqlite_database.clock.now()
    with sqlite_database.write() as session:
        session.add(Channel(key="zalo", platform="zalo", title="z", options=zalo.options, account="zalo:1"))
        session.flush()
        store(session, now, vault, "zalo", zalo.secrets)
    return lambda: replace(zalo.to(), credentials=StoredCredentials(sqlite_database, vault, "zalo"))


def publish(rig: Rig, post: Post, progress: Progress | None = None) -> Receipt:
    """From that step, or from the beginning, to the end."""
    made: Progress | Receipt = progress or rig.adapter.start(post)
    while isinstance(made, Progress):
        made = rig.adapter.publish(rig.to(), post, made)
    return made


def steps(rig: Rig, post: Post) -> list[Progress]:
    """Every Progress on the way."""
    passed = [rig.adapter.start(post)]
    while isinstance(made := rig.adapter.publish(rig.to(), post, passed[-1]), Progress):
        passed.append(made)
    return passed


def asked(rig: Rig, method: str) -> int:
    """How often the sandbox was asked this."""
    assert rig.sandbox is not None
    return sum(seen.method == method for seen in rig.sandbox.log)

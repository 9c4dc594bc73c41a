"""A new key: everything sealed opens with it alone, whenever the program was killed."""

from __future__ import annotations

import ast
import os
import stat
from pathlib import Path

import pytest

import campaign
from campaign.credentials import Vault, require_key, store
from campaign.errors import Mistake
from campaign.models import Fact, User
from campaign.upkeep.keys import rotate, sealed_texts
from tests.delivery.stage import Stage
from tests.faults.child import fork

SEALING = {"campaign/credentials/stored.py", "campaign/desk/second_step.py", "campaign/desk/zalo_connect.py",
           "campaign/upkeep/keys.py"}  # fmt: skip
"""Modules that seal. Another one seals into another place: ``sealed_texts`` has to know it."""


def sealed(stage: Stage) -> Path:
    """Secrets of channels, of the alerts, of a second step and of a consent that is being waited for."""
    vault, now = Vault(stage.settings.secret_key_file), stage.now()
    with stage.database.write() as session:
        for key in ("telegram", "zalo:1", "alerts:push"):
            store(session, now, vault, key, {"secret": f"of {key}"})
        totp = vault.seal("user:e@example.vn", {"totp": "of e"})
        session.add(User(email="e@example.vn", name="E", role="editor", created_at=now, totp_sealed=totp))
        session.add(Fact(name="oauth-state:x", value="zalo\n" + vault.seal("zalo", {"verifier": "of x"}), at=now))
    return stage.settings.secret_key_file


def opened(stage: Stage, key_file: Path) -> list[str]:
    vault = Vault(key_file)
    with stage.database.read() as session:
        return sorted(next(iter(vault.open(one.key, one.text).values())) for one in sealed_texts(session))


ALL = ["of alerts:push", "of e", "of telegram", "of x", "of zalo:1"]


def test_everything_opens_with_the_new_key_alone(stage: Stage) -> None:
    file = sealed(stage)
    old = file.read_text()
    running = Vault(file)
    running.seal("a", {})
    assert rotate(stage.database, file, "cli") == 5
    assert len(file.read_text().split()) == 1
    assert file.read_text() != old
    assert opened(stage, file) == ALL
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert Vault(file).open("a", running.seal("a", {"b": "c"})) == {"b": "c"}  # a program that ran meanwhile


@pytest.mark.parametrize(("step", "times"), [("add", 1), ("seal", 1), ("seal", 3), ("remove", 1), ("removed", 1)])
def test_a_kill_at_any_step_loses_nothing_and_the_next_run_ends_it(stage: Stage, step: str, times: int) -> None:
    file = sealed(stage)
    old = file.read_text()
    stage.database.close()

    def child() -> None:
        met: list[str] = []

        def look(name: str) -> None:
            met.append(name)
            if met.count(step) == times:
                os._exit(9)

        rotate(stage.database, file, "cli", look)

    assert os.waitstatus_to_exitcode(os.waitpid(fork(child), 0)[1]) == 9
    assert opened(stage, file) == ALL
    rotate(stage.database, file, "cli")
    assert opened(stage, file) == ALL
    assert len(file.read_text().split()) == 1
    assert old.strip() not in file.read_text()


def test_the_wrong_key_changes_nothing(stage: Stage) -> None:
    file = sealed(stage)
    file.unlink()
    Vault(file).seal("x", {})
    before = file.read_text()
    with pytest.raises(Mistake, match=r"không mở được .* Hãy đặt lại đúng tệp khóa"):
        rotate(stage.database, file, "cli")
    with pytest.raises(Mistake, match="không mở được"):
        require_key(stage.database, Vault(file))
    assert file.read_text() == before


def test_every_module_that_seals_is_known() -> None:
    root = Path(campaign.__file__).parent
    found = set()
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "seal":
                found.add(path.relative_to(root.parent).as_posix())
    assert found == SEALING

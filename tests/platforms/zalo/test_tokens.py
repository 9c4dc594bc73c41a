"""Renewing an access token: exactly once, whoever asks; and the truth when that went wrong."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from campaign.db import Database
from campaign.errors import RateLimited, Unauthorized, Unavailable
from campaign.platforms.seam import Destination
from campaign.platforms.zalo.tokens import renewed
from campaign.sandbox import Sandbox
from tests.platforms.rigs import Rig, free_port
from tests.platforms.zalo.conftest import Stored, asked
from tests.platforms.zalo.test_answers import answering

WORKER = """
import io, json, pathlib, sys
from campaign.credentials import StoredCredentials, Vault
from campaign.db import Database
from campaign.net.deadline import Deadline
from campaign.platforms import platform
from campaign.platforms.seam import Destination
url, key_file, options = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
held = StoredCredentials(Database(url), Vault(pathlib.Path(key_file)), "zalo")
to = Destination("zalo", options, held, Deadline.after(20), lambda sha256: io.BytesIO())
sys.stdin.read(1)
for _ in range(5):
    print(platform("zalo").verify(to).id)
"""


def test_twenty_workers_that_want_a_new_token_at_once_make_one_refresh(
    zalo: Rig, stored: Stored, sandbox: Sandbox
) -> None:
    zalo.adapter.verify(stored())
    sandbox.zalo.keys.expire()
    with ThreadPoolExecutor(20) as workers:
        accounts = list(workers.map(lambda _: zalo.adapter.verify(stored()).id, range(20)))
    assert accounts == [zalo.options["oa_id"]] * 20
    assert asked(zalo, "oauth") == 1


def test_two_processes_that_want_a_new_token_at_once_make_one_refresh(
    zalo: Rig, stored: Stored, sandbox: Sandbox, sqlite_database: Database
) -> None:
    import json

    zalo.adapter.verify(stored())
    key_file = stored().credentials._vault.key_file  # type: ignore[attr-defined]
    command = [sys.executable, "-c", WORKER, sqlite_database.url, str(key_file), json.dumps(zalo.options)]
    root = Path(__file__).parents[3]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) for _ in "ab"
    ]
    sandbox.zalo.keys.expire()
    try:
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("x")
            worker.stdin.flush()
        said = [worker.communicate(timeout=60)[0].split() for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    assert said == [[zalo.options["oa_id"]] * 5] * 2
    assert asked(zalo, "oauth") == 1


def test_the_new_pair_is_stored_and_the_old_refresh_token_never_used_again(
    zalo: Rig, stored: Stored, sandbox: Sandbox
) -> None:
    for _ in range(3):
        zalo.adapter.verify(stored())
        sandbox.zalo.keys.expire()
    zalo.adapter.verify(stored())
    kept = stored().credentials.read()
    assert asked(zalo, "oauth") == 3
    assert (kept["access_token"], kept["refresh_token"]) == (sandbox.zalo.keys.access, sandbox.zalo.keys.refresh)
    assert "refreshing" not in kept
    assert zalo.adapter.verify(stored()).expires_at is not None


def test_a_lost_refresh_answer_ends_in_one_clear_unauthorized(zalo: Rig, stored: Stored, sandbox: Sandbox) -> None:
    zalo.adapter.verify(stored())
    sandbox.zalo.keys.expire()
    sandbox.faults.add("lost", method="oauth")
    with ThreadPoolExecutor(20) as workers:
        refusals = list(workers.map(lambda _: refused(zalo, stored()), range(20)))
    assert {(refusal.code, "mất hồi âm" in refusal.message) for refusal in refusals} == {("reconnect", True)}
    assert asked(zalo, "oauth") == 2  # the lost one, and the one look whether it was really spent


def test_a_crash_between_the_refresh_and_its_storing_is_told_as_lost(
    zalo: Rig, stored: Stored, sandbox: Sandbox
) -> None:
    zalo.adapter.verify(stored())
    stored().credentials.replace(lambda kept: {**kept, "refreshing": "of a process that is gone"})
    sandbox.zalo.keys.dead.add(zalo.secrets["refresh_token"])
    sandbox.zalo.keys.expire()
    assert "mất hồi âm" in refused(zalo, stored()).message


def test_a_revoked_account_is_unauthorized_without_asking_again(zalo: Rig, stored: Stored, sandbox: Sandbox) -> None:
    sandbox.zalo.keys.set_pair(zalo.secrets["access_token"], zalo.secrets["refresh_token"])
    sandbox.zalo.keys.revoke()
    assert "không cho làm mới" in refused(zalo, stored()).message
    seen = len(sandbox.log)
    assert refused(zalo, stored()).code == "reconnect"
    assert len(sandbox.log) == seen


def test_a_refresh_that_surely_was_not_sent_loses_nothing(zalo: Rig, stored: Stored, sandbox: Sandbox) -> None:
    zalo.adapter.verify(stored())
    sandbox.zalo.keys.expire()
    to = stored()
    gone = Destination(
        to.key,
        {**to.options, "oauth_url": f"http://127.0.0.1:{free_port()}"},
        to.credentials,
        to.deadline,
        to.open_media,
    )
    with pytest.raises(Unavailable):
        zalo.adapter.verify(gone)
    assert zalo.adapter.verify(stored()).id
    assert asked(zalo, "oauth") == 1


def test_a_refresh_told_to_wait_waits(zalo: Rig, stored: Stored, sandbox: Sandbox) -> None:
    zalo.adapter.verify(stored())
    sandbox.zalo.keys.expire()
    sandbox.faults.add("429", method="oauth", retry_after=7)
    with pytest.raises(RateLimited) as limited:
        zalo.adapter.verify(stored())
    assert limited.value.retry_after == 7
    assert zalo.adapter.verify(stored()).id


def test_an_answer_without_a_refresh_token_serves_as_long_as_its_access_token(
    zalo: Rig, stored: Stored, sandbox: Sandbox
) -> None:
    zalo.adapter.verify(stored())
    sandbox.zalo.keys.expire()
    to = stored()
    with answering(b'{"access_token": "the-last-one-there-is", "expires_in": "90000"}') as url:
        renewed(replace(to, options={**to.options, "oauth_url": url}), refused=zalo.secrets["access_token"])
    kept = stored().credentials.read()
    assert (kept["access_token"], kept["refresh_token"]) == ("the-last-one-there-is", "")
    assert zalo.adapter.verify(stored()).id
    sandbox.zalo.keys.expire()
    assert "hãy kết nối lại" in refused(zalo, stored()).message


def refused(zalo: Rig, to: Destination) -> Unauthorized:
    with pytest.raises(Unauthorized) as caught:
        zalo.adapter.verify(to)
    return caught.value

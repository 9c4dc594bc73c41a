"""``campaign serve`` as a process: alone on its database, obedient to the switch, and quick to end."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from campaign.sandbox import Sandbox
from tests.app.program import Program, Running, prepare, until

pytestmark = pytest.mark.usefixtures("hung")
RUNNING = r"Đang chạy: (http://127\.0\.0\.1:\d+)"


@dataclass
class Hung:
    """A server that was told to stop (at ``told_at``) while its platform hangs on a post."""

    program: Program
    sandbox: Sandbox
    serving: Running
    told_at: float


@pytest.fixture(scope="module")
def hung(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hung]:
    """It takes its time to give up, so it does that while the other stories run."""
    with Sandbox() as sandbox:
        program = prepare(tmp_path_factory.mktemp("treo") / "noi", sandbox)
        sandbox.faults.add("hang-after", times=1)
        serving = program.start("serve", "--port", "0")
        serving.wait_for(RUNNING)
        program.ok("schedule", "otp", "--channel", "kenh", "--at", "now")
        until(sandbox.posts, serving.told)
        serving.process.send_signal(signal.SIGTERM)
        yield Hung(program, sandbox, serving, time.monotonic())


def test_serve_is_alone_heeds_the_switch_and_ends_by_sigint(program: Program, sandbox: Sandbox, tmp_path: Path) -> None:
    serving = program.start("serve", "--port", "0")
    url = serving.wait_for(RUNNING)
    with urlopen(f"{url}/health") as answer:
        assert json.load(answer)["status"] == "ok"
    program.ok("schedule", "otp", "--channel", "kenh", "--at", "now")
    until(sandbox.posts, serving.told)

    others = [program.start("serve", "--port", "0"), program.start("tick")]
    elsewhere = Program(tmp_path / "khac", {"CAMPAIGN_APPROVALS": "1"}).start("serve", "--port", url.rpartition(":")[2])
    for other in others:
        ended = other.end()
        assert (ended.code, ended.out) == (1, "")
        assert ended.err.count("\n") == 1
        assert f"(pid {serving.process.pid}) đang chạy trên" in ended.err
    ended = elsewhere.end()
    assert (ended.code, ended.err.count("\n"), "Hãy chọn cổng khác: --port" in ended.err) == (1, 1, True)

    assert program.start("channel", "close", "kenh", "--reason", "sự cố").end().code == 0
    shut = [int(program.ok("schedule", "otp", "--channel", "kenh", "--at", "now").out) for _ in range(3)]
    until(lambda: reasons(program, shut) == {"Kênh đang đóng: sự cố"}, serving.told)
    assert len(sandbox.posts()) == 1
    program.ok("channel", "open", "kenh")
    until(lambda: len(sandbox.posts()) == 4, serving.told)

    ended = serving.stop(signal.SIGINT)
    assert (ended.code, ended.err) == (0, "")


def reasons(program: Program, ids: list[int]) -> set[str]:
    rows = [row for row in program.deliveries("--state", "scheduled") if row["id"] in ids]
    return {row["error"]["message"] if row["error"] else "" for row in rows}


@pytest.mark.parametrize("command", ["worker", "tick", "deliveries", "measure"])
def test_a_command_without_what_it_needs_says_so_in_a_sentence(tmp_path: Path, command: str) -> None:
    ended = Program(tmp_path).here(command)
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert {"worker": "PostgreSQL"}.get(command, "campaign sync") in ended.err


def test_a_server_whose_pages_cannot_be_loaded_never_says_that_it_runs(program: Program, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['campaign.web.app'] = None")
    ended = program.start("serve", "--port", "0", PYTHONPATH=str(tmp_path)).end()
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert "Không nạp được các trang biên tập (ModuleNotFoundError: " in ended.err


def test_a_worker_sends_and_ends_by_sigterm(tmp_path: Path, sandbox: Sandbox, postgresql_url: str) -> None:
    url = postgresql_url.replace("postgresql+psycopg://", "postgresql://")
    program = prepare(tmp_path / "noi-lam-viec", sandbox, CAMPAIGN_DATABASE_URL=url)
    working = program.start("worker", "--concurrency", "2")
    program.ok("schedule", "otp", "--channel", "kenh", "--at", "now")
    until(lambda: program.deliveries("--channel", "kenh", "--state", "published"), working.told)
    ended = working.stop(signal.SIGTERM)
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert len(sandbox.posts()) == 1


def test_a_platform_that_hangs_cannot_hold_the_end_and_the_post_is_found_again(hung: Hung) -> None:
    ended = hung.serving.end()
    assert hung.serving.ended_at - hung.told_at < 20
    assert (ended.code, "Traceback" in ended.err) == (0, False)
    assert "it will be looked up at the next start" in ended.err
    (row,) = hung.program.deliveries("--item", "otp", "--channel", "kenh")
    assert row["state"] == "sending"

    assert hung.program.start("tick").end().code == 0
    (row,) = hung.program.deliveries("--item", "otp", "--channel", "kenh")
    (post,) = hung.sandbox.posts()
    assert (row["state"], row["attempts"]) == ("published", 1)
    assert row["permalink"].endswith(f"/{post['message_id']}")

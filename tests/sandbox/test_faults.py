"""Faults on demand: the grammar, the draw, and what each kind does on the wire."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter

import pytest
import requests

from campaign.errors import Mistake
from campaign.sandbox import Sandbox
from campaign.sandbox.faults import BadFault, Faults, parse_faults
from campaign.sandbox.serve import run
from tests.sandbox.conftest import TOKEN, World

SPEC = "lost=0.1,500=0.05,429=0.02,hang=0.01,seed=7"


def drawn(spec: str, times: int = 2000) -> list[str]:
    faults = parse_faults(spec)
    return [fault.kind if (fault := faults.draw("sendMessage", writes=True)) else "" for _ in range(times)]


def test_the_same_seed_draws_the_same_faults() -> None:
    assert drawn(SPEC) == drawn(SPEC) != drawn(SPEC.replace("seed=7", "seed=8"))


def test_faults_come_about_as_often_as_asked() -> None:
    count = Counter(drawn(SPEC))
    assert 140 < count["lost"] < 260
    assert 60 < count["500-before"] + count["500-after"] < 140
    assert min(count["500-before"], count["500-after"]) > 10
    assert count[""] > 1500


def test_reading_is_never_struck_by_a_standing_fault() -> None:
    faults = parse_faults("lost=1")
    assert faults.draw("getMe", writes=False) is None
    assert faults.draw("page", writes=False) is None


@pytest.mark.parametrize("spec", ["lost", "lost=x", "nonsense=0.1", "lost=1.5", "lost=0.6,half=0.6", "lost=-1"])
def test_a_spec_that_cannot_be_read_is_refused(spec: str) -> None:
    with pytest.raises(BadFault):
        parse_faults(spec)


def test_a_one_shot_strikes_its_method_so_often_and_no_more() -> None:
    faults = Faults()
    faults.add("429", times=2, method="pinChatMessage", retry_after=9)
    assert faults.draw("sendMessage", writes=True) is None
    shots = [faults.draw("pinChatMessage", writes=True) for _ in range(3)]
    assert [(shot.kind, shot.retry_after) if shot else None for shot in shots] == [("429", 9), ("429", 9), None]


@pytest.mark.parametrize(
    ("kind", "live", "status"),
    [
        ("refuse", 0, None), ("lost", 1, None), ("half", 1, None), ("400", 0, 400), ("401", 0, 401), ("403", 0, 403),
        ("429", 0, 429), ("500-before", 0, 500), ("500-after", 1, 500),
    ],
)  # fmt: skip
def test_each_kind_does_what_its_name_says(world: World, kind: str, live: int, status: int | None) -> None:
    assert world.control("faults", kind=kind)["status"] == 200
    if status is None:
        with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
            world.bot("sendMessage", text="a")
    else:
        assert world.bot("sendMessage", text="a")["error_code"] == status
    assert len(world.sandbox.posts()) == live
    [seen] = world.control("log", "GET")["log"]
    assert (seen["fault"], seen["applied"], seen["status"]) == (kind, bool(live), status)
    assert world.bot("sendMessage", text="b")["ok"]


@pytest.mark.parametrize(("kind", "live"), [("502-before", 0), ("502-after", 1)])
def test_a_gateway_answers_with_a_page_of_its_own(world: World, kind: str, live: int) -> None:
    world.control("faults", kind=kind)
    sent = {"chat_id": "@kenh_thu", "text": "a"}
    answer = requests.post(f"{world.sandbox.url}/bot{TOKEN}/sendMessage", data=sent, timeout=60)
    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html; charset=utf-8")
    assert answer.text.startswith("<html>")
    assert len(world.sandbox.posts()) == live


@pytest.mark.parametrize(("kind", "live"), [("hang-before", 0), ("hang-after", 1), ("hang", 1)])
def test_a_hanging_request_says_nothing(world: World, kind: str, live: int) -> None:
    world.control("faults", kind=kind)
    with pytest.raises(requests.ReadTimeout):
        requests.post(
            f"{world.sandbox.url}/bot42:{'x' * 20}/sendMessage", data={"chat_id": "@kenh_thu", "text": "a"}, timeout=0.3
        )
    assert len(world.sandbox.posts()) == live


def test_posts_too_close_together_are_told_to_wait(world: World) -> None:
    world.sandbox.faults.flood_s = 1.0
    try:
        world.send()
        assert world.bot("sendMessage", text="b")["parameters"] == {"retry_after": 2}
        assert world.bot("sendMessage", text="b", chat_id="@kenh_khac")["ok"]
        world.clock.advance(seconds=1)
        assert world.bot("sendMessage", text="b")["ok"]
    finally:
        world.sandbox.faults.flood_s = 0.0


def test_control_refuses_nonsense_without_falling_over(world: World) -> None:
    assert world.control("faults", kind="nonsense")["status"] == 400
    assert world.control("faults", kinds="lost")["status"] == 400
    assert world.control("nothing", "GET")["status"] == 404
    assert world.control("telegram/nothing")["status"] == 404
    assert world.control("telegram/chat", chat="@kenh_thu", members="many")["status"] == 400


def test_no_token_is_ever_told(world: World) -> None:
    world.send()
    told = world.page("/control/log") + world.page("/control/posts") + world.page("/") + repr(world.sandbox.log)
    assert "x" * 20 not in told


def test_stopping_lets_hanging_requests_go_and_the_world_stays() -> None:
    sandbox = Sandbox()
    sandbox.start()
    sandbox.faults.add("hang")
    with pytest.raises(requests.ReadTimeout):
        requests.post(
            f"{sandbox.url}/bot42:{'x' * 20}/sendMessage", data={"chat_id": "@kenh", "text": "a"}, timeout=0.2
        )
    url = sandbox.url
    sandbox.stop()
    sandbox.stop()
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=60)
    with sandbox:
        assert sandbox.url == url
        assert len(requests.get(f"{url}/control/posts", timeout=60).json()["posts"]) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_ends_with_nought_when_asked_to(number: signal.Signals) -> None:
    program = "from campaign.sandbox.serve import run; run(0, 'lost=0.1')"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert b"http://127.0.0.1:" in process.stdout.readline()
        process.send_signal(number)
        assert process.wait(timeout=20) == 0
        assert process.stderr.read() == b""


def test_a_taken_port_is_told_in_a_sentence(world: World) -> None:
    with pytest.raises(Mistake, match="cổng khác"):
        run(world.sandbox.port)

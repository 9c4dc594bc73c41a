"""Channels from the command line: secrets come by stdin alone, and a refused one is never stored."""

from __future__ import annotations

import json
from typing import Any

import pytest

from campaign.sandbox import Sandbox
from tests.app.program import Ended, Program, token


def connect(program: Program, given: Any, key: str = "kenh") -> Ended:
    return program.here("channel", "connect", key, given=given if isinstance(given, str) else json.dumps(given))


def states(program: Program) -> dict[str, str]:
    return {row["key"]: row["state"] for row in program.ok("channel", "list", "--json").json["channels"]}


WRONG = (
    ("", "bot_token"),
    ("{}", "Thiếu bot_token"),
    ("bí mật không phải JSON", "đối tượng JSON"),
    ("[1]", "đối tượng JSON"),
    ('{"bot_token": {"a": 1}}', "đối tượng JSON"),
    ({"bot_token": ""}, "Thiếu bot_token"),
    ({"bot_token": "x", "page_token": "bí mật"}, "Không rõ page_token"),
    ({"bot_token": "bí mật"}, "Nền tảng không nhận"),
)


@pytest.mark.parametrize(("given", "told"), WRONG)
def test_wrong_secrets_are_refused_in_a_sentence_that_does_not_repeat_them(
    program: Program, given: Any, told: str
) -> None:
    ended = connect(program, given)
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert told in ended.err
    assert "bí mật" not in ended.err.replace("bí mật này", "")


def test_a_refused_token_stores_nothing_and_the_old_one_still_works(program: Program, sandbox: Sandbox) -> None:
    sandbox.telegram.accept_only(token())
    refused = connect(program, {"bot_token": token().replace("5", "6")})
    assert (refused.code, "không nhận" in refused.err) == (1, True)
    verified = program.ok("channel", "verify", "kenh")
    assert "(" in verified.out
    assert token() not in verified.out + verified.err + refused.err
    sandbox.telegram.accept_only("khac")
    lost = program.here("channel", "verify", "kenh")
    assert (lost.code, lost.out, lost.err.count("\n")) == (1, "", 1)


@pytest.mark.parametrize("fault", ["429", "500-before", "refuse"])
def test_a_platform_that_cannot_be_asked_now_is_asked_later(program: Program, sandbox: Sandbox, fault: str) -> None:
    sandbox.faults.add(fault, times=3, method="*")
    connected = connect(program, {"bot_token": token()})
    assert (connected.code, "campaign channel verify kenh" in connected.err) == (0, True)
    assert program.here("channel", "verify", "kenh").code == 1
    sandbox.faults.clear()
    assert program.ok("channel", "verify", "kenh").err == ""


def test_channels_are_closed_and_opened_one_by_one_or_all(program: Program, sandbox: Sandbox) -> None:
    assert states(program) == {"feed": "open", "kenh": "open"}
    assert program.here("channel", "close", "kenh").code == 1  # without a reason
    assert program.here("channel", "close", "--reason", "x").code == 2
    assert program.here("channel", "close", "kenh", "--all", "--reason", "x").code == 2
    assert program.here("channel", "close", "khong-co", "--reason", "x").code == 1
    closed = program.ok("channel", "close", "--all", "--reason", "sự cố")
    assert (closed.out, closed.err) == ("", "Đã đóng: feed, kenh.\n")
    assert states(program) == {"feed": "closed", "kenh": "closed"}
    program.ok("schedule", "otp", "--channel", "kenh", "--at", "now")
    program.ok("tick")
    assert sandbox.posts() == []
    assert program.ok("channel", "open", "kenh").err == "Đã mở: kenh.\n"
    assert states(program) == {"feed": "closed", "kenh": "open"}
    program.ok("tick")
    assert len(sandbox.posts()) == 1
    assert program.ok("channel", "open", "--all").err == "Đã mở: feed.\n"


def test_a_dead_token_closes_the_channel_until_it_is_connected_again(program: Program, sandbox: Sandbox) -> None:
    sandbox.telegram.accept_only("khac")
    program.ok("schedule", "otp", "--channel", "kenh", "--at", "now")
    program.ok("tick")
    (row,) = program.deliveries("--channel", "kenh")
    assert (row["state"], row["held_reason"], row["error"]["code"]) == ("held", "unauthorized", row["error"]["code"])
    assert states(program)["kenh"] == "closed"
    assert "campaign channel connect kenh" in program.here("channel", "open", "kenh").err
    sandbox.telegram.accept_only(token())
    assert connect(program, {"bot_token": token()}).code == 0
    program.ok("tick")
    (row,) = program.deliveries("--channel", "kenh")
    assert (row["state"], states(program)["kenh"]) == ("published", "open")

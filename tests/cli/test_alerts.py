"""Ways of telling from the command line; and one whole story: a running program writes to those who can approve."""

from __future__ import annotations

import json

import pytest

from campaign.sandbox import Sandbox
from tests.alerts.newsroom import SECRET, mail_server
from tests.app.program import Program, until
from tests.platforms.newsroom import ANOTHER_BOT


def given(port: int = 9) -> str:
    return json.dumps({"host": "127.0.0.1", "port": port, "security": "none", "from": "lich@example.vn"})


def connected(program: Program) -> dict[str, bool]:
    return {row["way"]: row["connected"] for row in program.ok("alerts", "list", "--json").json["ways"]}


@pytest.mark.parametrize(
    ("way", "said", "told"),
    [
        ("email", "không phải JSON", "đối tượng JSON"),
        ("email", "{}", "Thiếu host, from"),
        ("webhook", json.dumps({"url": "https://example.vn", "token": SECRET}), "Không rõ token"),
        ("khoi", "{}", "Không có cách báo"),
    ],
)
def test_what_cannot_work_is_refused_in_a_sentence_that_repeats_no_secret(
    program: Program, way: str, said: str, told: str
) -> None:
    ended = program.here("alerts", "connect", way, given=said)
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert told in ended.err
    assert SECRET not in ended.err


def test_a_way_is_connected_listed_tried_and_forgotten(program: Program) -> None:
    ended = program.here(
        "alerts", "connect", "webhook", given=json.dumps({"url": "http://127.0.0.1:9/", "secret": SECRET})
    )
    assert (ended.code, SECRET in ended.out + ended.err) == (0, False)
    assert connected(program) == {"email": False, "push": False, "webhook": True, "telegram": False}
    tried = program.here("alerts", "test", "webhook")
    assert (tried.code, "Chưa báo được: Webhook không trả lời" in tried.err) == (1, True)
    assert program.here("alerts", "forget", "webhook").code == 0
    assert program.here("alerts", "forget", "webhook").code == 1


def test_a_running_program_writes_to_the_editors_when_a_platform_no_longer_knows_it(
    program: Program, sandbox: Sandbox
) -> None:
    for name, role in (("an", "reporter"), ("binh", "editor")):
        program.ok("user", "add", f"{name}@example.vn", "--name", name, "--role", role)
    sandbox.telegram.accept_only(ANOTHER_BOT)
    with mail_server() as post:
        program.ok("alerts", "connect", "email", given=given(post.port))
        serving = program.start("serve", "--port", "0")
        program.ok("schedule", "otp", "--channel", "kenh", "--at", "now")
        until(lambda: any("Kênh tự đóng" in post.text(number) for number in range(len(post.letters))), serving.told)
        assert set(post.to) == {"binh@example.vn"}
        assert "/channels#c-kenh" in post.text()
        assert serving.stop().code == 0

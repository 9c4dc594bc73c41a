"""What a script can ask of single deliveries, and what it reads of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaign.sandbox import Sandbox
from tests.app.program import Program
from tests.desk.workspace import tip

KEYS = [
    "id", "item", "title", "channel", "platform", "slot", "part", "after", "due_at", "next_try_at", "state", "attempts",
    "published_at", "corrected_at", "retracted_at", "remote_id", "permalink", "look_url", "text", "text_sha256",
    "error", "held_reason", "approved_by", "urgent",
]  # fmt: skip
TIMES = [key for key in KEYS if key.endswith("_at")]


def schedule(program: Program, at: str = "now", item: str = "otp", channel: str = "kenh", *options: str) -> int:
    """The id, which is all that it prints."""
    ended = program.ok("schedule", item, "--channel", channel, "--at", at, *options)
    assert re.fullmatch(r"\d+\n", ended.out), ended
    return int(ended.out)


def row_of(program: Program, delivery: int) -> dict[str, Any]:
    (row,) = [row for row in program.deliveries() if row["id"] == delivery]
    return row


def refused(program: Program, *arguments: str) -> str:
    """The sentence with which the program says no."""
    ended = program.here(*arguments)
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1), ended
    return ended.err


def test_a_delivery_reads_as_the_contract_says(program: Program) -> None:
    delivery = schedule(program, item="anh")
    planned = schedule(program, "2030-01-01T07:30", "otp", "feed")
    assert row_of(program, planned)["due_at"] == "2030-01-01T00:30:00Z"  # no offset: the plan's zone
    program.ok("tick")
    rows = program.deliveries()
    assert {tuple(row) for row in rows} == {tuple(KEYS)}
    assert {type(row[key]) for row in rows for key in TIMES} == {str, type(None)}
    assert all(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z", row[k]) for row in rows for k in TIMES if row[k]
    )
    row = row_of(program, delivery)
    assert (row["item"], row["title"], row["channel"], row["platform"]) == ("anh", "Mẹo anh", "kenh", "telegram")
    assert (row["slot"], row["part"], row["after"], row["error"], row["held_reason"]) == (None,) * 5
    assert (row["state"], row["attempts"], row["urgent"]) == ("published", 1, False)
    assert row["approved_by"] == ["files"]
    assert row["permalink"].rpartition("/")[2] == row["remote_id"].rpartition("/")[2]
    assert row_of(program, planned)["text"].count("/go/") == 1  # the preview, short link included
    assert {row["slot"] for row in rows} == {None, "meo"}


def test_lists_are_narrowed_and_keep_stdout_for_themselves(program: Program) -> None:
    first, second = schedule(program), schedule(program, item="anh", channel="feed")
    program.ok("tick")
    found = {
        " ".join(words): [row["id"] for row in program.deliveries(*words) if not row["slot"]]
        for words in (("--channel", "kenh"), ("--item", "anh"), ("--state", "published"), ("--state", "failed"),
                      ("--channel", "kenh", "--item", "anh"), ("--channel", "x' OR 1=1"))
    }  # fmt: skip
    assert list(found.values()) == [[first], [second], [first, second], [], [], []]
    table = program.ok("deliveries", "--state", "published")
    assert (len(table.out.splitlines()), table.err) == (2, "")


def test_what_has_not_begun_can_be_moved_and_cancelled_for_good(program: Program, sandbox: Sandbox) -> None:
    delivery = schedule(program, "2030-01-01T07:30:00+00:00")
    assert schedule(program, "2030-01-01T07:30Z") == delivery  # the same once more
    program.ok("reschedule", str(delivery), "--at", "2030-01-02T00:00:00Z")
    assert row_of(program, delivery)["due_at"] == "2030-01-02T00:00:00Z"
    program.ok("cancel", str(delivery))
    program.ok("cancel", str(delivery))
    assert "đã hủy" in refused(program, "reschedule", str(delivery), "--at", "now")
    assert "đã bị hủy" in refused(program, "schedule", "otp", "--channel", "kenh", "--at", "2030-01-02T00:00:00Z")
    program.ok("tick")
    assert (row_of(program, delivery)["state"], sandbox.posts()) == ("cancelled", [])


@pytest.mark.parametrize("at", ["hôm nay", "2030-13-01", "0001-01-01T00:00+07:00", ""])
def test_a_time_that_cannot_be_read_is_refused_with_an_example(program: Program, at: str) -> None:
    assert "2026-12-01T07:30" in refused(program, "schedule", "otp", "--channel", "kenh", "--at", at)


def test_a_late_one_is_held_and_a_person_lets_it_go(program: Program, sandbox: Sandbox) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    delivery = schedule(program, yesterday)
    program.ok("tick")
    row = row_of(program, delivery)
    assert (row["state"], row["held_reason"], row["error"]["code"]) == ("held", "late", "late")
    program.ok("release", str(delivery))
    assert "không bị giữ" in refused(program, "release", str(delivery))
    program.ok("tick")
    assert row_of(program, delivery)["state"] == "published"
    assert "đã lên kênh" in refused(program, "cancel", str(delivery))
    assert len(sandbox.posts()) == 1


def test_a_person_settles_what_nobody_can_know(program: Program, sandbox: Sandbox) -> None:
    program.environ["CAMPAIGN_LOOKUP_S"] = "0"
    there, gone = schedule(program), schedule(program, item="anh")
    sandbox.faults.add("500-before", times=2)
    program.ok("tick")
    assert [row_of(program, each)["state"] for each in (there, gone)] == ["uncertain"] * 2
    assert row_of(program, there)["look_url"].endswith("/s/kenh_thu")
    assert "campaign resolve" in refused(program, "cancel", str(there))
    assert program.here("resolve", str(there)).code == 2
    assert program.here("resolve", str(there), "--published", "--absent").code == 2
    program.ok("resolve", str(there), "--published", "--permalink", "https://t.me/kenh_thu/7")
    program.ok("resolve", str(gone), "--absent")
    program.ok("tick")
    settled = [row_of(program, each) for each in (there, gone)]
    assert [row["state"] for row in settled] == ["published"] * 2
    assert settled[0]["permalink"] == "https://t.me/kenh_thu/7"
    assert [post["text"] for post in sandbox.posts()] == [settled[1]["text"]]


def test_a_published_post_is_corrected_everywhere_and_taken_down(program: Program, sandbox: Sandbox) -> None:
    post, entry = schedule(program), schedule(program, channel="feed")
    program.ok("tick")
    assert program.ok("correct", "otp").out.count("\tunchanged\t") == 2
    tip(program.root, "otp", body="Đừng đọc mã OTP cho bất kỳ ai.")
    program.ok("sync")
    corrected = program.ok("correct", "otp").out.splitlines()
    assert [line.split("\t")[:3] for line in corrected] == [
        [str(post), "kenh", "corrected"], [str(entry), "feed", "corrected"]
    ]  # fmt: skip
    assert "bất kỳ ai" in sandbox.posts()[0]["text"] == row_of(program, post)["text"]
    assert row_of(program, post)["corrected_at"]
    assert "--reason" in refused(program, "retract", str(post), "--reason", " ")
    program.ok("retract", str(post), "--reason", "nhầm số")
    program.ok("retract", str(post), "--reason", "nhầm số")
    row = row_of(program, post)
    assert (row["state"], row["retracted_at"] is not None, len(row["text_sha256"])) == ("published", True, 64)
    assert sandbox.posts() == []
    assert program.ok("correct", "otp").out.startswith(f"{entry}\tfeed")


def test_who_approved_is_said_of_what_went_out_and_a_text_is_what_would_go_now(program: Program) -> None:
    sent, waiting = schedule(program), schedule(program, "2030-01-01T00:00Z")
    program.ok("tick")
    (program.root / "plan.toml").write_text(
        (program.root / "plan.toml").read_text().replace("files_are_approved = true", "files_are_approved = false")
    )
    tip(program.root, "otp", body="Bản mới, chưa ai duyệt.")
    program.ok("sync")
    assert row_of(program, sent)["approved_by"] == ["files"]
    assert "chưa ai duyệt" not in row_of(program, sent)["text"]
    assert row_of(program, waiting)["approved_by"] == []
    assert "chưa ai duyệt" in row_of(program, waiting)["text"]

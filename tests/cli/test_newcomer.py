"""From an empty folder to a post that the public can see, by the commands that a newcomer types."""

from __future__ import annotations

import json
import re
from pathlib import Path

from campaign.sandbox import Sandbox
from tests.app.program import Program, token

WRONG_TIP = "---\ntitle: Mẹo\ntitel: Mẹo\n---\nThân bài.\n"
LAN, MINH = "lan@example.vn", "minh@example.vn"


def test_a_newcomer_goes_from_an_empty_folder_to_a_published_post(tmp_path: Path, sandbox: Sandbox) -> None:
    program = Program(tmp_path / "chien-dich")
    begin(program)
    mistakes_are_told_and_stop_nobody(program)
    people_approve(program)
    connect(program, sandbox)
    delivery = program.ok("schedule", "khong-doc-otp", "--channel", "telegram", "--at", "now", "--urgent")
    assert re.fullmatch(r"\d+\n", delivery.out)
    assert program.start("tick").end().code == 0
    listed = program.start("deliveries", "--json", "--channel", "telegram", "--state", "published").end()
    (row,) = listed.json["deliveries"]
    assert (row["id"], row["approved_by"], row["urgent"], listed.err) == (int(delivery.out), [MINH], True, "")
    assert [post["text"] for post in sandbox.posts()] == [row["text"]]
    assert "/go/" in row["text"]
    assert program.ok("measure", "--all").err == "Đã ghi 2 số liệu.\n"


def begin(program: Program) -> None:
    """init refuses a folder in use; check finds the starter files right; sync is the same twice."""
    here = Program(Path.cwd())
    assert here.ok("init", str(program.root)).out == ""
    again = here.here("init", str(program.root))
    assert (again.code, again.out, "không trống" in again.err) == (1, "", True)
    checked = program.start("check").end()
    assert (checked.code, checked.out) == (0, "")
    assert program.ok("sync").err.startswith("Thêm 38, đổi 0, giữ nguyên 0, lỗi 0.")
    assert program.ok("sync").err.startswith("Thêm 0, đổi 0, giữ nguyên 38, lỗi 0.")


def mistakes_are_told_and_stop_nobody(program: Program) -> None:
    tips = program.root / "content" / "tips"
    (tips / "sai.md").write_text(WRONG_TIP, encoding="utf-8")
    (tips / "moi.md").write_text(WRONG_TIP.replace("titel: Mẹo\n", "task: 9z\n"), encoding="utf-8")
    (tips / "dung.md").write_text(WRONG_TIP.replace("titel: Mẹo\n", ""), encoding="utf-8")
    for command in ("check", "sync"):
        told = program.here(command)
        assert told.code == 1
        first, second = told.out.splitlines()
        assert re.fullmatch(r"content/tips/moi\.md:3: .*9z.*", first)
        assert re.fullmatch(r"content/tips/sai\.md:3: .*titel.*title.*", second)
    assert told.err.startswith("Thêm 1, đổi 0, giữ nguyên 38, lỗi 2.")
    for name in ("sai.md", "moi.md", "dung.md"):
        (tips / name).unlink()
    assert program.ok("check").out == ""


def people_approve(program: Program) -> None:
    """The reporter submits, the editor approves; nobody does what their role or the rules do not allow."""
    for email, role in ((LAN, "reporter"), (MINH, "editor")):
        link = program.ok("user", "add", email, "--name", "Tên", "--role", role).out
        assert re.fullmatch(r"http://127\.0\.0\.1:8000/sign-in/\S+\n", link)
    users = program.ok("user", "list", "--json").json["users"]
    assert [(user["email"], user["role"], user["unit"]) for user in users] == [
        (LAN, "reporter", None), (MINH, "editor", None)
    ]  # fmt: skip
    assert program.ok("submit", "khong-doc-otp", "--by", LAN).out == ""
    assert program.here("approve", "khong-doc-otp", "--by", LAN).code == 1
    assert program.here("approve", "khong-doc-otp", "--by", "la@example.vn").code == 1
    assert program.ok("approve", "khong-doc-otp", "--by", MINH).out == ""
    assert program.here("submit", "khong-co-muc-nay", "--by", LAN).code == 1
    days = program.ok("calendar", "--days", "3", "--json").json["days"]
    assert [entry["item"] for day in days for entry in day["entries"] if entry["channel"] == "rss"][:1] == [
        "khong-doc-otp"
    ]


def connect(program: Program, sandbox: Sandbox) -> None:
    table = program.root / "channels" / "telegram" / "channel.toml"
    words = table.read_text(encoding="utf-8")
    table.write_text(re.sub(r'"https://(api\.telegram\.org|t\.me)"', f'"{sandbox.url}"', words), encoding="utf-8")
    program.ok("sync")
    connected = program.ok("channel", "connect", "telegram", given=json.dumps({"bot_token": token()}))
    assert (connected.out, connected.err) == ("", "Kênh telegram đã kết nối.\n")

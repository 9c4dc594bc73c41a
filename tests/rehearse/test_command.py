"""``campaign rehearse`` from the command line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from campaign.clock import SystemClock, iso_z
from tests.app.program import Program


def test_it_is_told_as_json_and_as_lines_and_only_keep_leaves_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    Program(tmp_path).ok("init", str(folder))
    program = Program(folder)
    program.ok("sync")
    at = iso_z(SystemClock().now() + timedelta(hours=5)) or ""
    delivery = int(program.ok("schedule", "khong-doc-otp", "--channel", "rss", "--at", at).out)
    ended = program.here("rehearse", "--days", "2", "--json")
    (told,) = [one for day in ended.json["days"] for one in day["deliveries"]]
    assert (ended.code, told["id"], told["outcome"], told["code"]) == (1, delivery, "held", "approval")
    nothing = [one for day in ended.json["days"] for one in day["nothing"]]
    assert {one["state"] for one in nothing} == {"empty"}  # no slot takes what nobody has approved
    lines = program.here("rehearse", "--days", "2")
    assert "sẽ bị giữ" in lines.out
    assert "Diễn tập đến" in lines.err
    assert not (folder / "var" / "rehearsal.json").exists()
    program.ok("cancel", str(delivery))
    assert program.ok("rehearse", "--days", "2", "--keep").out.splitlines()[-1] == "kept"
    assert (folder / "var" / "rehearsal.json").stat().st_mode & 0o777 == 0o600

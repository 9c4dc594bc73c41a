"""``campaign adopt`` and what a person's channel needs, from the command line."""

from __future__ import annotations

from pathlib import Path

from campaign.platforms.telegram.events import secret_of
from campaign.sandbox import Sandbox
from tests.app.program import Program, token
from tests.desk.workspace import write

HEADER = "url,published_at,title,views"
MANUAL = 'platform = "manual"\ntitle = "Kênh YouTube"\ntask = "1a"\n[manual]\npage = "https://video.example/dai"\n'


def with_channel(program: Program) -> Program:
    write(program.root, "channels/youtube/channel.toml", MANUAL)
    write(program.root, "channels/youtube/post.j2", "{{ item.title }}\n{{ link }}\n")
    program.ok("sync")
    return program


def table(tmp_path: Path, *lines: str) -> str:
    path = tmp_path / "thang-11.csv"
    path.write_text("\n".join([HEADER, *lines]), encoding="utf-8-sig")
    return str(path)


def test_a_table_becomes_published_deliveries_and_again_nothing(program: Program, tmp_path: Path) -> None:
    with_channel(program)
    file = table(tmp_path, "https://v.example/1,2026-01-31 20:00,Số 1,120", "https://v.example/2,2026-02-01,Số 2,")
    said = [program.ok("adopt", "youtube", "--file", file).err for _ in range(2)]
    assert [("Bài mới: 2" in each, "Bài mới: 0" in each) for each in said] == [(True, False), (False, True)]
    rows = program.ok("deliveries", "--json", "--channel", "youtube").json["deliveries"]
    assert [(row["state"], row["permalink"], row["published_at"]) for row in rows] == [
        ("published", "https://v.example/1", "2026-01-31T13:00:00Z"),
        ("published", "https://v.example/2", "2026-01-31T17:00:00Z"),
    ]


def test_only_rows_since_a_day_are_taken(program: Program, tmp_path: Path) -> None:
    with_channel(program)
    file = table(tmp_path, "https://v.example/1,2026-01-31 20:00,Số 1,", "https://v.example/2,2026-02-01,Số 2,")
    assert "Bài mới: 1" in program.ok("adopt", "youtube", "--file", file, "--from", "2026-02-01").err
    assert program.here("adopt", "youtube", "--file", file, "--from", "hôm qua").code == 1


def test_mistakes_name_file_and_row_and_nothing_is_written(program: Program, tmp_path: Path) -> None:
    with_channel(program)
    ended = program.here("adopt", "youtube", "--file", table(tmp_path, "https://v.example/1,2026-01-31,a,1", "x,y,z,1"))
    assert (ended.code, ended.out.split(": ")[0]) == (1, "thang-11.csv:3")
    assert program.ok("deliveries", "--json", "--channel", "youtube").json["deliveries"] == []
    assert program.here("adopt", "youtube", "--file", str(tmp_path / "none.csv")).code == 1
    assert program.here("adopt", "none").code == 1


def test_a_post_by_hand_comes_due_and_is_resolved_with_its_link(program: Program) -> None:
    with_channel(program)
    number = program.ok("schedule", "otp", "--channel", "youtube", "--at", "now").out.strip()
    program.ok("tick")
    [row] = program.ok("deliveries", "--json", "--channel", "youtube").json["deliveries"]
    assert (row["state"], row["held_reason"], row["attempts"]) == ("held", "manual", 0)
    assert "/go/" in row["text"]
    assert program.here("release", number).code == 1
    program.ok("resolve", number, "--published", "--permalink", "https://v.example/9")
    [row] = program.ok("deliveries", "--json", "--channel", "youtube").json["deliveries"]
    assert (row["state"], row["permalink"], row["error"]) == ("published", "https://v.example/9", None)


def test_connecting_behind_https_has_telegram_send_its_updates_to_us(program: Program, sandbox: Sandbox) -> None:
    program.environ["CAMPAIGN_PUBLIC_URL"] = "https://tin.example.vn"
    given = f'{{"bot_token": "{token()}"}}'
    assert program.here("channel", "connect", "kenh", given=given).code == 0
    webhook = sandbox.telegram.world.webhook
    assert (webhook["url"], webhook["secret_token"]) == (
        "https://tin.example.vn/hooks/telegram/kenh", secret_of(token()),
    )  # fmt: skip
    sandbox.faults.add("500-before", method="setWebhook")
    again = program.here("channel", "connect", "kenh", given=given)
    assert (again.code, "webhook" in again.err) == (0, True)


def test_on_this_machine_alone_no_webhook_is_asked_for(program: Program, sandbox: Sandbox) -> None:
    given = f'{{"bot_token": "{token()}"}}'
    assert program.here("channel", "connect", "kenh", given=given).code == 0
    assert sandbox.telegram.world.webhook == {}

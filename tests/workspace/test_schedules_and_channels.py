"""The many ways to write a slot, a pause and a channel that all are right."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from campaign.platforms import DECLARED
from campaign.workspace.channel_options import OPTIONS, read_address, read_chat
from campaign.workspace.reading import read_workspace
from campaign.workspace.schedules import Schedules, read_cron, read_days
from tests.workspace.conftest import FILES, write

TELEGRAM = FILES["channels/telegram/channel.toml"]


@pytest.mark.parametrize(
    ("given", "days"),
    [
        ("mon-sun", "mon tue wed thu fri sat sun"),
        ("mon-fri", "mon tue wed thu fri"),
        ("sat", "sat"),
        ("sat-mon", "mon sat sun"),
        ("thu, mon", "mon thu"),
        (["Thu", "mon"], "mon thu"),
        (["mon-wed", "sun"], "mon tue wed sun"),
    ],
)
def test_days_are_read_in_the_weeks_order(given: object, days: str) -> None:
    assert read_days(given) == days.split()


@pytest.mark.parametrize("line", ["30 7 * * mon", "0 7 * * mon-fri", "*/15 6-21 1,15 * *", "0 0 29 2 *", "0 7 * * 7"])
def test_a_cron_line_of_five_fields_is_kept(line: str) -> None:
    assert read_cron(f"  {line} ") == line


@pytest.mark.parametrize("line", ["", "@daily", "* * * * * *", "60 7 * * *", "0 0 31 2 *", "a b c d e", 5])
def test_a_cron_line_that_cannot_come_is_refused(line: object) -> None:
    with pytest.raises(ValueError, match="cron"):
        read_cron(line)


@pytest.mark.parametrize("written", ['"2027-02-05T00:00"', "2027-02-05T00:00:00", '"2027-02-05 00:00"'])
def test_a_pause_may_be_text_or_a_toml_time(written: str) -> None:
    pause = Schedules.model_validate(tomllib.loads(f"[[pause]]\nfrom = {written}\nto = {written}\n")).pauses[0]
    assert pause.from_local == pause.to_local == datetime.fromisoformat("2027-02-05T00:00")
    assert pause.channels == ["*"]


def test_a_slot_may_have_a_toml_time_and_no_pick() -> None:
    text = '[[slot]]\nkey = "a"\ndays = "mon"\ntimes = [07:30:00]\nfrom = 2026-12-01\nchannels = ["rss"]\n'
    slot = Schedules.model_validate(tomllib.loads(text)).slots[0]
    assert (slot.times, slot.pick.kind, slot.cooldown_days, slot.grace_s) == (["07:30"], "", 0, None)


def test_a_channel_has_its_defaults_and_spans_in_seconds(workspace: Path) -> None:
    rss, telegram = read_workspace(workspace).channels
    assert (telegram.min_interval_s, telegram.grace_s, telegram.send_window) == (300.0, 7200.0, "06:00-22:00")
    assert telegram.options["web_url"] == "https://t.me"
    assert (rss.enabled, rss.min_interval_s, rss.grace_s, rss.send_window, rss.unit, rss.task) == (
        (True, 0.0, None, "", "", "")
    )
    assert rss.options == {"path": "tin"}
    assert telegram.template == FILES["channels/telegram/post.j2"]


OTHERS: dict[str, dict[str, Any]] = {
    '"facebook"\ntitle = "F"\n[facebook]\npage_id = "12"\napi_url = "http://127.0.0.1:8900/graph/"': {
        "page_id": "12",
        "api_version": "v26.0",
        "api_url": "http://127.0.0.1:8900/graph",
        "upload_url": "https://rupload.facebook.com",
        "video_thumb": True,
    },
    '"zalo"\ntitle = "Z"\n[zalo]\noa_id = "1"\napp_id = "2"\nbroadcast = { cities = "11" }': {
        "oa_id": "1",
        "app_id": "2",
        "api_url": "https://openapi.zalo.me",
        "oauth_url": "https://oauth.zaloapp.com",
        "web_url": "https://zalo.me",
        "author": "",
        "comments": True,
        "appsecret_proof": False,
        "broadcast_window": "06:00-21:59",
        "broadcast_per_day": 1,
        "broadcast": {"cities": "11"},
    },
    '"manual"\ntitle = "M"\n[manual]\npage = "https://a.vn/@kenh"': {"page": "https://a.vn/@kenh"},
    '"manual"\ntitle = "M"\n[manual]': {},
}


@pytest.mark.parametrize(("text", "options"), list(OTHERS.items()))
def test_the_other_platforms_are_declared_alike(workspace: Path, text: str, options: dict[str, Any]) -> None:
    write(workspace, "channels/khac/channel.toml", f"platform = {text}\n")
    write(workspace, "channels/khac/post.j2", "{{ item.title }}")
    read = read_workspace(workspace)
    assert read.mistakes == []
    assert next(each for each in read.channels if each.key == "khac").options == options


def test_every_platform_that_may_be_declared_has_its_table() -> None:
    assert tuple(OPTIONS) == DECLARED


@pytest.mark.parametrize(("written", "kept"), [("true", "on"), ("false", "off"), ('"small"', "small")])
def test_a_link_preview_may_be_switched_or_sized(workspace: Path, written: str, kept: str) -> None:
    write(workspace, "channels/telegram/channel.toml", TELEGRAM + f"link_preview = {written}\n")
    read = read_workspace(workspace)
    assert read.mistakes == []
    assert [each.options["link_preview"] for each in read.channels if each.key == "telegram"] == [kept]


@pytest.mark.parametrize("chat", ["@kenh_thu", "-1001234567890", -1001234567890])
def test_a_chat_is_a_name_or_a_channel_id(chat: object) -> None:
    assert read_chat(chat) == str(chat)


@pytest.mark.parametrize("chat", ["kenh", "@", "@1abc", "-12", "123", 5, True, None, "@a b", "-100"])
def test_any_other_chat_is_refused(chat: object) -> None:
    with pytest.raises(ValueError, match="-100"):
        read_chat(chat)


@pytest.mark.parametrize("address", ["https://a.vn", "http://localhost:1", "http://[::1]:8900", "http://127.9.9.9"])
def test_plain_http_is_for_this_machine_only(address: str) -> None:
    assert read_address(address + "/") == address


@pytest.mark.parametrize(
    "address",
    ["http://a.vn", "http://10.0.0.1", "http://127.0.0.1.a.vn", "http://localhost.a.vn", "ftp://a.vn", "https://u:p@a.vn",
     "https://a.vn/?x=1", "https://a.vn/#x", "//a.vn", "https://", "https://a.vn:99999", "https://a .vn"],
)  # fmt: skip
def test_any_other_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"địa chỉ|https://"):
        read_address(address)


def test_a_folder_name_that_cannot_be_a_key_is_told(workspace: Path) -> None:
    write(workspace, "channels/Kênh Mới/channel.toml", 'platform = "manual"\ntitle = "M"\n[manual]\n')
    write(workspace, "channels/Kênh Mới/post.j2", "x")
    (mistake,) = read_workspace(workspace).mistakes
    assert (mistake.path, mistake.line) == ("channels/Kênh Mới/channel.toml", 1)
    assert "chữ thường" in mistake.message


def test_the_window_may_cross_midnight(workspace: Path) -> None:
    write(workspace, "channels/telegram/channel.toml", TELEGRAM.replace("06:00-22:00", "20:00-02:00"))
    read = read_workspace(workspace)
    assert read.mistakes == []
    assert [each.send_window for each in read.channels if each.key == "telegram"] == ["20:00-02:00"]


@pytest.mark.parametrize("target", ['{ town = "1" }', '{ cities = "64" }', '{ gender = "all" }', "{ ages = true }"])
def test_a_broadcast_to_nobody_that_zalo_knows_is_a_mistake(workspace: Path, target: str) -> None:
    table = f'[zalo]\noa_id = "1"\napp_id = "2"\nbroadcast = {target}\n'
    write(workspace, "channels/khac/channel.toml", f'platform = "zalo"\ntitle = "Z"\n{table}')
    write(workspace, "channels/khac/post.j2", "{{ item.title }}")
    assert len(read_workspace(workspace).mistakes) == 1

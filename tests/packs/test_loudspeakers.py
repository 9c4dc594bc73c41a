"""The loudspeakers' pack: words to read, sound, a timetable; never an emergency."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from campaign.desk.incoming import incoming
from campaign.errors import Mistake
from campaign.packs import loudspeakers, play_log
from campaign.packs.logs import Known
from campaign.packs.make import read_options
from campaign.packs.shape import Made, PackFile, bundle
from tests.packs.stock import chosen, chosen_item, sound

SAID = {"communes": ["Xã Vị Thủy", "Phường Vị Tân"], "times": ["5h30", "17:00"], "days": ["2"]}


def opened(made: Made) -> zipfile.ZipFile:
    assert isinstance(made.content, bytes)
    return zipfile.ZipFile(io.BytesIO(made.content))


def test_the_pack_holds_words_a_timetable_a_log_and_what_they_are() -> None:
    pack = opened(loudspeakers.make(chosen(), read_options("loudspeakers", SAID)))
    assert set(pack.namelist()) == {
        "README.txt", "manifest.json", "play-log.csv", "schedule.csv", "script.txt", "scripts/01-khong-doc-otp.txt",
    }  # fmt: skip
    script = pack.read("script.txt").decode()
    assert "Mã ô tê pê là chìa khóa. Gọi một một ba khi bị dọa, xem congan chấm gốp chấm vê en." in script
    told = json.loads(pack.read("manifest.json"))["items"][0]
    assert (told["id"], told["class"], told["task_item"], told["audio"]) == (
        "khong-doc-otp",
        "thông thường",
        "2b",
        None,
    )
    assert told["duration_estimated"] is True


def test_every_commune_has_its_rows_and_an_item_that_ends_is_not_played_on() -> None:
    lasting, ending = chosen_item("con-mai"), chosen_item("het-han", expires_on=date(2026, 12, 2))
    pack = opened(loudspeakers.make(chosen(ending, lasting), read_options("loudspeakers", SAID)))
    rows = list(csv.DictReader(io.StringIO(pack.read("schedule.csv").decode("utf-8-sig"))))
    assert [row["commune"] for row in rows] == ["Xã Vị Thủy"] * 4 + ["Phường Vị Tân"] * 4
    assert [(row["date"], row["time"], row["item_id"]) for row in rows[:4]] == [
        ("2026-12-02", "05:30", "het-han"), ("2026-12-02", "17:00", "con-mai"),
        ("2026-12-03", "05:30", "con-mai"), ("2026-12-03", "17:00", "con-mai"),
    ]  # fmt: skip


def test_sound_of_any_kind_leaves_as_mp3(tmp_path: Path) -> None:
    made = loudspeakers.make(chosen(chosen_item(media=(sound(tmp_path),))), read_options("loudspeakers", {}))
    content = opened(made).read("audio/01-khong-doc-otp.mp3")
    assert content[:3] == b"ID3" or content[0] == 0xFF
    told = json.loads(opened(made).read("manifest.json"))["items"][0]
    assert told["audio"]["bytes"] == len(content)
    assert not told["duration_estimated"]


@pytest.mark.parametrize("name", ["khan-cap", "khẩn cấp", "emergency"])
def test_awareness_is_never_an_emergency(name: str) -> None:
    with pytest.raises(Mistake, match="khẩn cấp"):
        read_options("loudspeakers", {"class": [name]})
    with pytest.raises(Mistake, match="khẩn cấp"):
        loudspeakers.make(chosen(), read_options("loudspeakers", {}) | {"class": name})


def test_the_same_items_at_the_same_moment_give_the_same_bytes() -> None:
    options = read_options("loudspeakers", SAID)
    assert loudspeakers.make(chosen(), options).content == loudspeakers.make(chosen(), options).content
    assert bundle([PackFile("b", b"2"), PackFile("a", b"1")]) == bundle([PackFile("a", b"1"), PackFile("b", b"2")])


def test_practice_and_invented_items_say_so_where_they_are_read() -> None:
    for fields, sentence in (({"practice": True}, "BẢN THỬ"), ({"watermark": "SỐ LIỆU GIẢ LẬP"}, "SỐ LIỆU GIẢ LẬP")):
        pack = opened(loudspeakers.make(chosen(**fields), read_options("loudspeakers", {})))
        for name in ("README.txt", "script.txt", "scripts/01-khong-doc-otp.txt"):
            assert pack.read(name).decode().startswith(sentence)
        assert sentence in pack.read("schedule.csv").decode().splitlines()[1]


def test_a_log_that_says_yes_counts_as_many_airings_as_were_planned() -> None:
    pack = opened(loudspeakers.make(chosen(), read_options("loudspeakers", SAID | {"repeat": ["2"]})))
    log = pack.read("play-log.csv").decode("utf-8-sig").replace(",2,,", ",2,có,")
    known = Known(date(2026, 12, 31), "2b", {"khong-doc-otp": "Mẹo"}, ["2b"], {})
    came = play_log.read("log.csv", incoming("log.csv", log.encode()), known)
    assert [each.airings for each in came] == [2] * 8

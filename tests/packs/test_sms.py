"""A wave of messages: segments as networks count them, one short link per item and wave."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest

from campaign.db import Database
from campaign.errors import Mistake
from campaign.models import Item, Link
from campaign.packs import sms
from campaign.packs.make import read_options
from campaign.packs.plain_text import without_marks
from campaign.packs.shape import Chosen
from tests.packs.stock import chosen, chosen_item, stocked


def options(**said: str) -> dict[str, str]:
    return read_options("sms", {name: [value] for name, value in ({"wave": "Tết", "link": "no"} | said).items()})


def rows(of: Chosen, said: dict[str, str]) -> list[dict[str, str]]:
    content = sms.make(of, said).content
    assert isinstance(content, bytes)
    text = zipfile.ZipFile(io.BytesIO(content)).read("sms.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_letters_without_marks_stay_letters() -> None:
    assert without_marks("Đừng “đọc” mã – ở đâu…") == 'Dung "doc" ma - o dau...'


def test_both_texts_are_counted_as_networks_count() -> None:
    (row,) = rows(chosen(chosen_item(sms="Khong doc ma OTP cho ai.")), options(segments="1"))
    assert (row["Không dấu"], row["Số đoạn (không dấu)"]) == ("Khong doc ma OTP cho ai.", "1")
    assert row["Có dấu"] == "Không đọc mã OTP. Mã OTP là chìa khóa."
    assert (row["Số đoạn (có dấu)"], row["Số ký tự (có dấu)"]) == ("1", str(len(row["Có dấu"])))


def test_only_whole_sentences_go_and_gateways_signs_do_not() -> None:
    (row,) = rows(
        chosen(chosen_item(title="A & B #1", body="Một câu ngắn. D" + "ài " * 80 + ".")), options(segments="1")
    )
    assert row["Không dấu"] == "A va B 1. Mot cau ngan."


def test_an_address_a_code_and_an_amount_go_as_they_were_meant() -> None:
    body = "# Bấm số\n\nGọi *101# 😀 hoặc mở https://tin.example.vn/a?x=1&y=2#z\n\n1. Từ 100 €, ≥ 3 lần"
    of = chosen(chosen_item(title="Mẹo", body=body))
    (row,) = rows(of, options())
    assert row["Không dấu"] == (
        "Meo. Bam so. Goi *101# hoac mo https://tin.example.vn/a?x=1&y=2#z. 1. Tu 100 EUR, >= 3 lan."
    )
    assert any("& hoặc #" in sentence for sentence in sms.make(of, options()).said)


@pytest.mark.parametrize("said", [{"segments": "0"}, {"segments": "11"}])
def test_a_wave_of_no_segments_is_a_mistake(said: dict[str, Any]) -> None:
    with pytest.raises(Mistake):
        sms.make(chosen(), options(**said))


def test_a_wave_keeps_its_link_and_another_wave_has_another(sqlite_database: Database) -> None:
    stocked(sqlite_database)
    with sqlite_database.write() as session:
        of = chosen(chosen_item(item_id=session.get_one(Item, 1).id))
        codes = [
            sms.prepare(session, of, options(wave=wave, link="yes"))["links"]["khong-doc-otp"][f"SMS: {wave}"]
            for wave in ("Tết", "Tết", "Hè")
        ]
        assert codes[0] == codes[1] != codes[2]
        assert session.get_one(Link, codes[0]).task == "2b"


def test_without_a_public_address_no_link_is_born(sqlite_database: Database) -> None:
    stocked(sqlite_database)
    with sqlite_database.write() as session, pytest.raises(Mistake, match="CAMPAIGN_PUBLIC_URL"):
        sms.prepare(session, chosen(public_url=""), options(link="yes"))


def test_a_link_that_makes_a_second_segment_of_the_items_own_words_is_told() -> None:
    links = {"khong-doc-otp": {"SMS: Tết": "Kx7pQ2mZ"}}
    for length, told in ((150, True), (100, False)):
        of = chosen(chosen_item(sms="a" * length), found={"links": links})
        (row,) = rows(of, options(link="yes"))
        assert row["Số đoạn (không dấu)"] == ("2" if told else "1")
        assert ("thành 2 đoạn" in row["Ghi chú"]) is told
        assert any("thành 2 đoạn" in sentence for sentence in sms.make(of, options(link="yes")).said) is told
    marked = chosen(chosen_item(sms="Đừng " + "a" * 60), found={"links": links})
    assert "bản có dấu" in rows(marked, options(link="yes"))[0]["Ghi chú"]

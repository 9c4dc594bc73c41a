"""Posters: a code on paper that a telephone reads, one for each item and place, and how often it was opened."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pypdf
import pytest
import typst
import zxingcpp
from PIL import Image
from sqlmodel import Session, select

from campaign.db import Database
from campaign.desk.packs import look, take
from campaign.errors import Mistake
from campaign.media.cover import draw_cover
from campaign.models import Click, Item, Link
from campaign.packs import posters
from campaign.packs.choose import Wanted
from campaign.packs.places import SAMPLE_CODE, places_said
from campaign.packs.shape import PRACTICE, File
from campaign.settings import Settings
from tests.conftest import START
from tests.packs.stock import add, chosen, chosen_item, stocked

PLACE = "UBND phường Vị Tân"
ONE = Wanted(("khong-doc-otp",))


@pytest.fixture
def desk(sqlite_database: Database, tmp_path: Path) -> tuple[Database, Settings]:
    stocked(sqlite_database)
    return sqlite_database, Settings(
        workspace=tmp_path, database_url=sqlite_database.url, public_url="https://tin.example.vn"
    )


def printed(desk: tuple[Database, Settings], *places: str, wanted: Wanted = ONE, **options: str) -> bytes:
    content = take(*desk, "cli", "posters", wanted, {"places": places, **{k: [v] for k, v in options.items()}})
    assert isinstance(content.made.content, bytes)
    return content.made.content


def links(session: Session) -> dict[str, str]:
    return {link.place: link.code for link in session.exec(select(Link).where(Link.place != ""))}


def drawn(said: dict[str, Any]) -> list[Image.Image]:
    """The sheets as pictures of 72 dots an inch: what a telephone sees from afar."""
    with as_file(files("campaign.media") / "fonts") as fonts:
        pages = typst.compile(
            posters.template(), font_paths=typst.Fonts(False, False, [fonts / "inter", fonts / "tinos"]),
            ignore_system_fonts=True, format="png", ppi=72.0, sys_inputs={"document": json.dumps(said)},
        )  # fmt: skip
    return [Image.open(io.BytesIO(page)) for page in (pages if isinstance(pages, list) else [pages])]


@pytest.mark.parametrize(("form", "page"), [("a4", 0), ("a5", 0), ("fold", 0)])
def test_a_telephone_reads_the_code_and_no_other(form: str, page: int) -> None:
    sheets = drawn(posters.said_of(chosen(), form, PLACE, {"khong-doc-otp": "Kx7pQ2mZ"}))
    read = zxingcpp.read_barcodes(sheets[page].convert("L"))
    assert [code.text for code in read] == ["https://tin.example.vn/go/Kx7pQ2mZ"]


@pytest.mark.parametrize(
    ("form", "size", "pages"), [("a4", (595, 842), 1), ("a5", (420, 595), 1), ("fold", (842, 595), 2)]
)
def test_each_form_has_its_paper_and_its_words(form: str, size: tuple[int, int], pages: int) -> None:
    long = chosen_item("dai", body="\n\n".join(f"Đoạn {n}: hãy gọi lại số quen thuộc." for n in range(300)))
    for item in (chosen_item(), long):
        made = pypdf.PdfReader(io.BytesIO(posters.as_pdf(chosen(item), form, PLACE, {item.slug: "Kx7pQ2mZ"})))
        assert len(made.pages) == pages
        box = made.pages[0].mediabox
        assert (round(box.width), round(box.height)) == size
        text = " ".join("".join(page.extract_text() for page in made.pages).split())
        assert PLACE in text
        assert "tin.example.vn/go/Kx7pQ2mZ" in text
    assert ("Còn nữa" in text) is (form == "fold")


def test_the_same_items_are_the_same_bytes_and_pictures_go_along(tmp_path: Path) -> None:
    picture = tmp_path / "cover.jpg"
    picture.write_bytes(draw_cover("Ảnh"))
    file = File("c" * 64, "cover.jpg", "Hình vẽ", "image", "image/jpeg", picture.stat().st_size, None, picture)
    one = chosen(chosen_item(media=(file,)))
    made = posters.as_pdf(one, "a4", PLACE, {})
    assert made == posters.as_pdf(one, "a4", PLACE, {})
    assert len(pypdf.PdfReader(io.BytesIO(made)).pages[0].images) == 1


def test_points_stand_by_themselves_and_emoji_are_left_out() -> None:
    item = chosen_item(title="Nhớ 😀 nhé", body="Hãy nhớ:\n\n- Không vội\n- Gọi 113\n\n1. Cúp máy. Hỏi lại")
    said = posters.said_of(chosen(item), "a4", PLACE, {})
    assert said["sheets"][0]["sentences"] == ["Hãy nhớ:", "• Không vội", "• Gọi 113", "1. Cúp máy. Hỏi lại"]
    (page,) = pypdf.PdfReader(io.BytesIO(posters.as_pdf(chosen(item), "a4", PLACE, {}))).pages
    assert "Nhớ nhé" in " ".join(page.extract_text().split())


def test_words_that_have_no_room_are_left_out_and_never_run_into_the_code() -> None:
    item = chosen_item(title="Dài " * 74, body="Câu thứ nhất vừa đủ chỗ. " + "Câu sau cùng thì không còn chỗ nào. " * 8)
    pdf = posters.as_pdf(chosen(item), "a4", PLACE, {item.slug: "Kx7pQ2mZ"})
    (page,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert "Câu thứ nhất" in page.extract_text()
    assert page.extract_text().count("sau cùng") < 8
    (sheet,) = drawn(posters.said_of(chosen(item), "a4", PLACE, {item.slug: "Kx7pQ2mZ"}))
    assert [code.text for code in zxingcpp.read_barcodes(sheet.convert("L"))] == ["https://tin.example.vn/go/Kx7pQ2mZ"]


def test_a_code_that_only_this_machine_can_open_is_told(desk: tuple[Database, Settings]) -> None:
    for address, told in (("http://127.0.0.1:8000", True), ("https://tin.example.vn", False)):
        settings = dataclasses.replace(desk[1], public_url=address)
        ready = take(desk[0], settings, "cli", "posters", ONE, {"places": [PLACE]})
        assert any("Đừng in" in sentence for sentence in ready.made.said) is told


def test_printing_again_gives_the_same_code_and_another_place_another(desk: tuple[Database, Settings]) -> None:
    first = printed(desk, PLACE)
    with desk[0].read() as session:
        before = links(session)
    assert printed(desk, PLACE) == first
    packed = zipfile.ZipFile(io.BytesIO(printed(desk, f"  {PLACE}", "Bến xe Vị Thanh", PLACE)))
    assert packed.namelist() == ["001-ubnd-phuong-vi-tan.pdf", "002-ben-xe-vi-thanh.pdf", "diem.csv"]
    with desk[0].read() as session:
        after = links(session)
        row = session.exec(select(Item).where(Item.slug == "khong-doc-otp")).one()
    assert set(after) == {PLACE, "Bến xe Vị Thanh"}
    assert after[PLACE] == before[PLACE] != after["Bến xe Vị Thanh"]
    assert after["Bến xe Vị Thanh"] in packed.read("diem.csv").decode()
    assert row.first_sent_at == START  # what a code on paper leads to is open from its printing on


def test_counts_tell_every_place_day_by_day_and_those_that_nobody_opened(desk: tuple[Database, Settings]) -> None:
    printed(desk, PLACE, "=Bến xe")
    with desk[0].write() as session:
        code = links(session)[PLACE]
        for hour, count in ((16, 3), (17, 4), (18, 2)):  # 17:00 UTC is midnight in the plan's zone
            session.add(Click(code=code, minute=START.replace(hour=hour), count=count))
    rows = take(*desk, "cli", "places", Wanted(), {}).made.content
    assert isinstance(rows, bytes)
    lines = [line.split(",") for line in rows.decode("utf-8-sig").splitlines()]
    assert [(line[0], line[5], line[6], line[7]) for line in lines[1:]] == [
        ("'=Bến xe", "", "0", "Đ"), (PLACE, "2026-12-01", "3", "Đ"), (PLACE, "2026-12-02", "6", "Đ"),
    ]  # fmt: skip


def test_practice_prints_no_code_and_says_so_on_the_sheet(desk: tuple[Database, Settings]) -> None:
    with desk[0].write() as session:
        add(session, "nhap", approved=False)
    with pytest.raises(Mistake):
        printed(desk, PLACE, wanted=Wanted(("nhap",)))
    text = pypdf.PdfReader(io.BytesIO(printed(desk, PLACE, wanted=Wanted(("nhap",), practice=True)))).pages[0]
    told = " ".join(text.extract_text().split())
    assert "BẢN THỬ, KHÔNG DÁN" in told
    assert PRACTICE in told
    with desk[0].read() as session:
        assert links(session) == {}


def test_nobody_prints_a_code_that_leads_nowhere(desk: tuple[Database, Settings]) -> None:
    nowhere = Settings(workspace=desk[1].workspace, database_url=desk[1].database_url)
    with pytest.raises(Mistake, match="CAMPAIGN_PUBLIC_URL"):
        printed((desk[0], nowhere), PLACE)
    with desk[0].write() as session:
        session.exec(select(Item)).one().withdrawn_at = START
    with pytest.raises(Mistake, match="đã rút"):
        printed(desk, PLACE)


@pytest.mark.parametrize("said", ["", " \n ", "x" * 121, "\n".join(f"Điểm {n}" for n in range(301))])
def test_places_that_cannot_be_printed_are_one_sentence(said: str) -> None:
    with pytest.raises(Mistake, match="điểm"):
        places_said(said)


@pytest.mark.parametrize("form", ["a4", "a5", "fold"])
def test_a_sheet_always_says_who_speaks(form: str) -> None:
    of = chosen(chosen_item(unit=""))
    for issuer, told in (("", of.plan.about.title), ("Đoàn thanh niên xã", "Đoàn thanh niên xã")):
        pages = pypdf.PdfReader(io.BytesIO(posters.as_pdf(of, form, PLACE, {}, issuer))).pages
        assert told in " ".join("".join(page.extract_text() for page in pages).split())


def test_a_look_at_many_sheets_sets_a_few_and_says_so(desk: tuple[Database, Settings]) -> None:
    places = {"places": [PLACE, "Bến xe Vị Thanh"]}
    seen = look(*desk, "cli", "posters", ONE, places)
    assert isinstance(seen.content, bytes)
    (page,) = pypdf.PdfReader(io.BytesIO(seen.content)).pages
    told = " ".join(page.extract_text().split())
    assert f"tin.example.vn/go/{SAMPLE_CODE}" in told
    assert "BẢN XEM, KHÔNG DÁN" in told
    assert any("đủ 2 tờ" in sentence for sentence in seen.said)
    with desk[0].read() as session:
        assert links(session) == {}


def test_a_picture_stands_whole_and_one_about_codes_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "wide.png"
    picture = Image.new("RGB", (1200, 630), "#00a000")
    picture.paste("#d000d0", (0, 0, 1200, 60))
    picture.paste("#d000d0", (0, 570, 1200, 630))
    picture.save(path)
    file = File("c" * 64, "wide.png", "Hình vẽ", "image", "image/png", path.stat().st_size, None, path)
    long = "Câu này dài vừa đủ để ảnh phải thấp hơn khung. " * 6
    (sheet,) = drawn(posters.said_of(chosen(chosen_item(media=(file,), body=long)), "a4", PLACE, {}))
    colours = {colour for _, colour in sheet.convert("RGB").getcolors(1 << 20) or ()}
    assert (0x00, 0xA0, 0x00) in colours
    assert (0xD0, 0x00, 0xD0) in colours  # its edges were not cut away
    about = chosen(chosen_item(media=(file,), title="Nhìn kỹ mã QR"))
    assert posters.said_of(about, "a4", PLACE, {})["sheets"][0]["picture"] == ""
    assert any("mã QR" in line for line in posters.make(about, {"places": PLACE}).said)

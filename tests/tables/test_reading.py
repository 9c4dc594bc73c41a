"""What Vietnamese Excel writes, and what somebody else may send instead."""

from __future__ import annotations

import time
from datetime import datetime

import pytest
from openpyxl import Workbook

from campaign.library.tables.columns import exact, guessed
from campaign.library.tables.grid import Grid
from campaign.library.tables.reading import read_table
from campaign.library.tables.values import read_day, read_moment, value_of
from campaign.workspace.mistakes import WrongRows
from tests.tables.workbooks import with_part, workbook

WORDS = "title{0}body\nCảnh giác lừa đảo{0}Đừng đọc mã OTP, kể cả cho “ngân hàng”\n"
HALF_PAST_SEVEN = datetime.fromisoformat("2026-12-01T07:30")
SHEET = "xl/worksheets/sheet1.xml"


def cells(content: bytes) -> list[list[str]]:
    return [row for _, row in read_table("b.csv", content).rows]


def refusal(content: bytes, name: str = "b.xlsx") -> str:
    with pytest.raises(WrongRows) as wrong:
        read_table(name, content)
    [line] = wrong.value.lines
    assert line.startswith(f"{name}:1: ")
    return line


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_way_in_which_excel_saves_text_is_read(encoding: str, delimiter: str) -> None:
    text = WORDS.format(delimiter).replace("OTP, kể", "OTP; kể" if delimiter == "," else "OTP, kể")
    text = text.replace("\n", "\r\n")
    if encoding == "cp1258":  # as Windows writes it: a vowel, then its tone
        text = text.replace("ả", "a\u0309").replace("ừ", "ư\u0300").replace("ọ", "o\u0323").replace("ể", "ê\u0309")
        text = text.replace("ã", "a\u0303").replace("ân", "ân").replace("“", '"""').replace("”", '"""')
        text = text.replace("Đưng", "Đưng")
        text = "title" + delimiter + "body\r\nCa\u0309nh gia\u0301c" + delimiter + "ma\u0303\r\n"
        assert cells(text.encode(encoding))[1] == ["Cảnh giác", "mã"]
        return
    assert cells(text.encode(encoding))[1][0] == "Cảnh giác lừa đảo"
    assert len(cells(text.encode(encoding))[1]) == 2


def test_excels_own_first_line_and_blank_rows_are_no_rows() -> None:
    grid = read_table("b.csv", 'sep=;\r\ntitle;body\r\n\r\nMột;"hai\r\nba"\r\n;;\r\nBốn;năm\r\n'.encode())
    assert grid.rows == [(1, ["title", "body"]), (3, ["Một", "hai\r\nba"]), (5, ["Bốn", "năm"])]


def test_a_workbook_gives_dates_numbers_and_the_values_of_formulas() -> None:
    def style(book: Workbook) -> None:
        book.create_sheet("Ẩn trước", 0).sheet_state = "hidden"

    content = workbook(
        ["title", "at", "not_before", "sms", "evergreen"],
        ["Một", HALF_PAST_SEVEN, HALF_PAST_SEVEN.date(), 12.0, True],
        [], ["Hai", 46357.3125, 46357, 1.5, None],
        change=style,
    )  # fmt: skip
    assert read_table("b.xlsx", content).rows[1:] == [
        (2, ["Một", "2026-12-01T07:30", "2026-12-01", "12", "true"]), (4, ["Hai", "46357.3125", "46357", "1.5"]),
    ]  # fmt: skip


def test_a_formula_has_its_value_or_is_a_mistake_of_its_row() -> None:
    content = workbook(["title", "body"], ["Một", "=A2"], ["Hai", "=1/0"])
    grid = read_table("b.xlsx", content)
    assert [number for number, _ in grid.wrong] == [2, 3]
    assert "ô B2: công thức chưa có kết quả" in grid.wrong[0][1]
    valued = with_part(content, SHEET, lambda xml: xml.replace(b"<f>A2</f><v/>", b"<f>A2</f><v>7</v>").replace(
        b"<f>A2</f><v></v>", b"<f>A2</f><v>7</v>").replace(
        b'<c r="B3"><f>1/0</f><v/>', b'<c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v>').replace(
        b'<c r="B3"><f>1/0</f><v></v>', b'<c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v>'))  # fmt: skip
    grid = read_table("b.xlsx", valued)
    assert (grid.rows[1][1], grid.wrong[0][0], "#DIV/0!" in grid.wrong[0][1]) == (["Một", "7"], 3, True)


def test_a_sheet_that_claims_a_million_columns_and_rows_is_read_as_it_is() -> None:
    content = with_part(
        workbook(["title"], ["Một"]), SHEET,
        lambda xml: xml.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"').replace(b'r="A2"', b'r="A900000"').replace(
            b'<row r="2"', b'<row r="900000"'),
    )  # fmt: skip
    began = time.monotonic()
    assert read_table("b.xlsx", content).rows[1] == (900_000, ["Một"])
    assert time.monotonic() - began < 40


def test_what_swells_or_is_no_workbook_is_refused_in_one_line() -> None:
    honest = workbook(["title"], ["Một"])
    bomb = with_part(honest, "xl/media/zeros.bin", lambda _: bytes(100_000_000))
    entities = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    row = b'<row><c t="inlineStr"><is><t>&m;</t></is></c></row></sheetData>'
    exploding = b'<!DOCTYPE x [<!ENTITY a "ha">' + entities + b"]>"
    laughs = with_part(honest, SHEET, lambda xml: exploding + xml.replace(b"</sheetData>", row))
    assert "quá lớn" in refusal(bomb)
    assert "macro" in refusal(with_part(honest, "xl/vbaProject.bin", lambda _: b"x"))
    for broken in (laughs, honest[: len(honest) // 2], b"PK\x03\x04" + bytes(100), b"\xd0\xcf\x11\xe0" + bytes(600)):
        refusal(broken)
    for nothing in (b"", b"title\n", b'title\n"a', b"\x81\x8d\x8f", b"a\0b\0\xff\xfe\xfd" * 3):
        refusal(nothing, "b.csv")
    assert "2000 dòng" in refusal(b"title\n" + b"a\n" * 2001, "b.csv")


def test_dates_are_read_as_people_here_write_them() -> None:
    assert [
        read_moment(said)
        for said in ("01/12/2026 07:30", "1-12-2026 7h30", "7:30 1/12/2026", "2026-12-01T07:30", "46357.3125")
    ] == [HALF_PAST_SEVEN] * 5
    assert read_moment("2026-12-01T07:30+07:00") == "2026-12-01T07:30+07:00"
    assert {read_day(said).isoformat() for said in ("01/12/2026", "2026-12-01", "46357", "2026-12-01T00:00")} == {
        "2026-12-01"
    }
    for wrong in ("31/02/2026 07:00", "mai", "2026-12-01", "12/31/2026 07:00", "7:30"):
        with pytest.raises(ValueError, match=r"ngày|thời điểm"):
            read_moment(wrong)
    assert (value_of("evergreen", "Có"), value_of("verified", "không"), value_of("tags", "a; b,c")) == (
        True,
        False,
        ["a", "b", "c"],
    )


def test_columns_have_exact_names_or_are_guessed_for_a_person() -> None:
    assert guessed(["STT", "Tiêu đề ", "NỘI DUNG", "Kênh", "Giờ đăng", "title"]) == [
        "",
        "title",
        "body",
        "channel",
        "at",
        "",
    ]
    wrong: list[tuple[int, str]] = []
    assert exact(["Title", "tilte", "", "title", "variants.facebook"], wrong) == [
        "title",
        "",
        "",
        "",
        "variants.facebook",
    ]
    assert [message.partition(";")[0] for _, message in wrong] == [
        'không có cột "tilte"', "cột thứ 3 không có tên", 'cột "title" đứng hai lần',
    ]  # fmt: skip
    assert Grid([]).header == []


def test_links_to_other_workbooks_are_never_followed_and_their_last_value_is_taken() -> None:
    """A formula that names another file, a server or a program: only what Excel left beside it counts."""
    commands = (
        "[1]Sheet1!$A$1",
        'WEBSERVICE("http://127.0.0.1:1/")',
        'HYPERLINK("file:///etc/passwd")',
        "cmd|'/C x'!A0",
    )
    rows: list[list[object]] = [["Một", f"={command}"] for command in commands]
    content = workbook(["title", "body"], *rows)
    grid = read_table("b.xlsx", content)
    assert [number for number, _ in grid.wrong] == [2, 3, 4, 5]
    assert all("công thức chưa có kết quả" in why for _, why in grid.wrong)
    linked = with_part(
        content,
        "xl/externalLinks/externalLink1.xml",
        lambda _: b'<x Target="file:///etc/passwd" TargetMode="External"/>',
    )
    valued = with_part(linked, SHEET, lambda xml: xml.replace(b"<v/>", b"<v>7</v>").replace(b"<v></v>", b"<v>7</v>"))
    assert {row[1] for _, row in read_table("b.xlsx", valued).rows[1:]} == {"7"}

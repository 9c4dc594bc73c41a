"""Word, Excel, PDF and the page carry the figures of the JSON, in the form of Decree 30/2020, and run nothing."""

from __future__ import annotations

import io
import json
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import openpyxl
import pypdf
import pytest

from campaign.db import Database
from campaign.desk import reports
from campaign.errors import Mistake
from campaign.reach.charts.drawn import forget_drawings
from campaign.reach.document import Document, Table, compose
from campaign.reach.document.plain import as_plain
from campaign.reach.export_docx import as_docx, own_template
from campaign.reach.export_xlsx import NAMES
from campaign.reach.exports import FORMATS, printed
from campaign.reach.printing import printed_apart
from campaign.reach.report import Report
from campaign.reach.wording import MISSING
from tests.reach.ledger import PLAN, Ledger
from tools.make_report_template import FILE, main

NASTY = "=HYPERLINK(0) <b>&\x0b"


@pytest.fixture
def ledger(sqlite_database: Database) -> Ledger:
    """Figures that differ from each other, one of everything, and names that a program would run or break on."""
    ledger = Ledger(sqlite_database)
    ledger.plan(unit=[{"id": "bao", "name": f"Báo {NASTY}"}, PLAN["unit"][1]])
    ledger.channel("facebook")
    ledger.channel("zalo", "zalo")
    post = ledger.post(ledger.item("1a"), "facebook", "2026-11-05T07:30", permalink="https://example.vn/1")
    ledger.post(ledger.item("1a"), "zalo", "2026-10-05T07:30")
    ledger.sample(post, "2026-11-05T08:30", views=1_234_567, reach=8_201, reactions=73, comments=0, platform_clicks=29)
    ledger.sample(None, "2026-11-05T08:30", "facebook", followers=5_431)
    ledger.sample(None, "2026-11-05T08:30", "facebook", window="days_28", reach=66_223)
    ledger.visits(post, "2026-11-05T08:30", 17)
    ledger.activity(audience=311, live=True, title=NASTY, minutes=61, airings=3)
    ledger.activity("2b", "loudspeaker_airing", title="Bản tin loa", airings=37)
    ledger.activity("1e", "training_class", title="Tập huấn", audience=None)
    return ledger


@pytest.fixture
def issued(ledger: Ledger) -> Report:
    return reports.issue(ledger.database, "cli", "2026")


@pytest.fixture
def word(issued: Report) -> Any:
    return docx.Document(io.BytesIO(printed(issued, "docx")))


def figures(value: Any, path: str = "") -> Iterator[tuple[str, int]]:
    """Every number of the JSON, with where it stands."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from figures(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from figures(inner, path)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield path, value


def grid(table: Table) -> list[list[str]]:
    return [[" ".join(row[c.key].text.replace("\x0b", " ").split()) for c in table.columns] for row in table.rows]


def test_the_document_has_every_figure_of_the_json(issued: Report) -> None:
    cells = [cell for table in compose(issued).tables() for row in table.rows for cell in row.values()]
    told = {cell.value for cell in cells} | {cell.measured for cell in cells} | {cell.of for cell in cells}
    words = " ".join(cell.text for cell in cells)
    least = {".tasks.task_items.minimum.count", ".tasks.task_items.minimum.done", ".targets.value", ".uncertain"}
    for path, value in figures({"tasks": issued.body["tasks"], "targets": issued.body["targets"]}):
        assert value in told or (path in least and str(value) in words), path


def test_word_has_every_row_of_every_annex(issued: Report, word: Any) -> None:
    tables = compose(issued).tables()
    assert len(word.tables) == len(tables) + 2  # the head and the signatures
    for printed_table, table in zip(word.tables[2:], tables, strict=True):
        rows = [[" ".join(cell.text.split()) for cell in row.cells] for row in printed_table.rows]
        assert rows[0] == [column.title for column in table.columns]
        assert rows[1:] == grid(table), table.key
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert all(note in text for note in issued.body["notes"])
    assert issued.body["frozen"]["hash"] in text
    assert "{{" not in text


def test_word_is_set_as_the_decree_says(word: Any) -> None:
    first, annexes = word.sections
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    assert 30 <= round(first.left_margin.mm) <= 35
    assert 15 <= round(first.right_margin.mm) <= 20
    assert 20 <= round(first.top_margin.mm) <= 25
    assert 20 <= round(first.bottom_margin.mm) <= 25
    assert (round(annexes.page_width.mm), round(annexes.page_height.mm)) == (297, 210)
    assert first.different_first_page_header_footer
    assert "PAGE" in first.header._element.xml
    assert "PAGE" not in first.first_page_header._element.xml
    assert word.styles["Normal"].font.name == "Times New Roman"
    head = [line.strip() for cell in word.tables[0]._cells for line in cell.text.splitlines()]
    assert {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"} <= set(head)
    headings = [line.text for line in word.paragraphs if line.style.name == "Heading 1"]
    assert [heading.split(".")[0] for heading in headings[:6]] == ["I", "II", "III", "IV", "V", "VI"]
    assert [line.text for line in word.paragraphs if line.style.name == "Heading 2"] == [
        f"Phụ lục {n}" for n in range(1, 9)
    ]


def test_charts_in_word_say_what_they_show(issued: Report, word: Any) -> None:
    charts = compose(issued).charts
    told = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert sorted(told) == sorted(chart.description for chart in charts.values())


def test_excel_has_numbers_as_numbers_and_nothing_that_runs(issued: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(printed(issued, "xlsx")))
    for table in compose(issued).tables():
        sheet = book[NAMES.get(table.key, table.key.upper())]
        assert (sheet.page_setup.paperSize, sheet.freeze_panes) == (9, "B3")
        values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=2 + len(table.rows))]
        for row, found in zip(table.rows, values, strict=True):
            wanted = [row[column.key].value for column in table.columns if column.kind != "text"]
            assert all(value in found for value in wanted if value is not None), table.key
            assert found.count(MISSING) >= sum(row[c.key].text == MISSING for c in table.columns)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert any(str(cell.value).startswith("=HYPERLINK(0)") for cell in cells)
    assert len(book["Biểu đồ"]._charts) == len(compose(issued).charts) > 3
    assert sum(cell.value in issued.body["notes"] for cell in cells) == len(issued.body["notes"])


def test_pdf_says_the_same_in_fonts_of_its_own(issued: Report) -> None:
    read = pypdf.PdfReader(io.BytesIO(printed(issued, "pdf")))
    pages = [page.extract_text() for page in read.pages]
    text = " ".join(" ".join(pages).split())
    for table in compose(issued).tables():
        for row in grid(table):
            assert all(word in text for cell in row for word in cell.split()), table.key
    assert issued.body["frozen"]["hash"] in text.replace(" ", "")
    assert not pages[0].lstrip().startswith("1\n")
    assert pages[1].lstrip().startswith("2")
    box = read.pages[0].mediabox
    assert (round(box.width * 25.4 / 72), round(box.height * 25.4 / 72)) == (210, 297)
    names = {
        str(font.get_object()["/BaseFont"]) for page in read.pages for font in page["/Resources"]["/Font"].values()
    }
    assert {name.split("+")[1].split("-")[0] for name in names} <= {"Tinos", "Inter"}
    assert read.metadata is not None
    assert str(read.metadata.title).startswith("Kết quả thực hiện Kế hoạch thử")


def test_every_form_of_an_issued_report_is_the_same_bytes_again(ledger: Ledger, issued: Report) -> None:
    before = {form: printed(issued, form) for form in FORMATS}
    ledger.clock.advance(hours=5)
    ledger.sample(1, "2026-12-01T09:00", views=9_999_999)
    again = reports.issued(ledger.database, issued.body["frozen"]["hash"])
    assert again.details == issued.details
    assert {form: printed(again, form) for form in FORMATS} == before


def test_an_issued_report_has_no_draft_on_it_and_a_draft_says_so(ledger: Ledger, issued: Report) -> None:
    draft = reports.report(ledger.database, "2026", detailed=True)
    for form in ("docx", "xlsx", "pdf", "html"):
        assert "BẢN NHÁP" in words(printed(draft, form)), form
        assert "BẢN NHÁP" not in words(printed(issued, form)), form
        assert "Đã phát hành, số 1" in words(printed(issued, form)), form


def test_invented_figures_are_marked_in_every_form(issued: Report) -> None:
    invented = Report({**issued.body, "watermark": "SỐ LIỆU GIẢ"}, issued.names, issued.details)
    assert all("SỐ LIỆU GIẢ" in words(printed(invented, form)) for form in ("docx", "xlsx", "pdf", "html", "json"))
    assert "SỐ LIỆU GIẢ" in printed(invented, "csv").decode().splitlines()[1]


def test_invented_figures_are_marked_on_every_sheet_as_it_is_seen(issued: Report) -> None:
    invented = Report({**issued.body, "watermark": "SỐ LIỆU GIẢ"}, issued.names, issued.details)
    book = openpyxl.load_workbook(io.BytesIO(printed(invented, "xlsx")))
    assert [sheet.title for sheet in book if "SỐ LIỆU GIẢ" not in str(sheet["A1"].value)] == ["Ghi chú"]
    assert "SỐ LIỆU GIẢ" in str(book["Ghi chú"].oddHeader.center.text)


def test_a_form_of_ones_own_cannot_leave_the_mark_out(issued: Report, tmp_path: Path) -> None:
    own = docx.Document()
    own.add_paragraph("Mẫu riêng")
    own.save(str(tmp_path / "rieng.docx"))
    invented = Report({**issued.body, "watermark": "SỐ LIỆU GIẢ"}, issued.names, issued.details)
    made = docx.Document(io.BytesIO(as_docx(compose(invented), tmp_path / "rieng.docx")))
    assert [paragraph.text for paragraph in made.sections[0].header.paragraphs][-1] == "SỐ LIỆU GIẢ"


def test_after_the_plan_has_ended_every_form_says_so(ledger: Ledger) -> None:
    ledger.plan(plan={**PLAN["plan"], "period": {"from": "2021-01-01", "to": "2025-12-31"}})
    ended = reports.report(ledger.database, "2026", detailed=True)
    for form in ("docx", "xlsx", "pdf", "html"):
        assert "Kế hoạch đã kết thúc ngày 31/12/2025" in words(printed(ended, form)), form


def test_all_text_is_nfc_and_of_vietnamese_words(issued: Report) -> None:
    for form in ("docx", "xlsx", "html"):
        text = words(printed(issued, form))
        assert text == unicodedata.normalize("NFC", text)
        assert "Nhận" in text or "nhận" in text


def test_a_unit_may_have_its_own_form(issued: Report, tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    own = docx.Document()
    own.add_paragraph("Mẫu riêng: {{ opening }} {{ letterhead.body }}")
    own.save(str(tmp_path / "reports" / "bao.docx"))
    assert own_template(tmp_path, "dai") is None
    assert own_template(tmp_path, "bao") == tmp_path / "reports" / "bao.docx"
    said = words(as_docx(compose(issued), own_template(tmp_path, "bao")))
    assert f"Mẫu riêng: {compose(issued).opening}" in said


@pytest.mark.parametrize("wrong", ["{{ khong_co }}", "{{ ''.__class__.__mro__ }}", "{% if %}", "{{ tables.pl9.rows }}"])
def test_a_form_of_ones_own_that_is_wrong_is_one_sentence(issued: Report, tmp_path: Path, wrong: str) -> None:
    own = docx.Document()
    own.add_paragraph(wrong)
    own.save(str(tmp_path / "all.docx"))
    with pytest.raises(Mistake, match=r"Không điền được mẫu all\.docx"):
        as_docx(compose(issued), tmp_path / "all.docx")
    (tmp_path / "all.docx").write_bytes(b"no zip")
    with pytest.raises(Mistake, match=r"all\.docx"):
        as_docx(compose(issued), tmp_path / "all.docx")


def test_the_form_in_the_tree_is_the_one_that_its_script_makes(tmp_path: Path) -> None:
    main(tmp_path / "made.docx")
    for part in ("word/document.xml", "word/styles.xml", "word/header1.xml"):
        with zipfile.ZipFile(FILE) as there, zipfile.ZipFile(tmp_path / "made.docx") as made:
            assert there.read(part) == made.read(part), "python -m tools.make_report_template"


def test_printing_apart_gives_the_same_bytes_and_the_same_sentence(issued: Report, tmp_path: Path) -> None:
    assert printed_apart(issued, "docx") == printed(issued, "docx")
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "all.docx").write_bytes(b"")
    with pytest.raises(Mistake, match=r"all\.docx"):
        printed_apart(issued, "docx", tmp_path)


def test_a_report_goes_without_its_pictures_rather_than_not_at_all(
    issued: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_drawings()
    monkeypatch.setattr(sys, "executable", "/khong-co")
    for form in ("docx", "pdf"):
        assert "Không vẽ được" in words(printed(issued, form))


def test_the_draft_tells_facts_and_leaves_judgement_open(issued: Report) -> None:
    blocks = [block for section in compose(issued).sections for block in section.blocks]
    said = [block.text for block in blocks]
    assert any("đã đăng 2 tin, bài, clip (2 mẹo) với 2 lượt đăng trên 2 kênh" in text for text in said)
    assert any(text.startswith("Kênh zalo: 1 lượt đăng; 0 lượt nhấp") and MISSING.capitalize() in text for text in said)
    assert {block.key for block in blocks if block.kind == "open"} >= {"IV.3", "V.them", "VI.them"}
    edited = compose(issued, {"IV.3": "Do mưa lũ."})
    assert "Do mưa lũ." in [block.text for section in edited.sections for block in section.blocks]


def test_a_report_issued_before_annexes_were_kept_still_prints(issued: Report) -> None:
    old_names = {key: issued.names[key] for key in ("plan", "zone", "units", "channels", "targets", "activities")}
    old_names["plan"] = {key: issued.names["plan"][key] for key in ("title", "number", "issuer")}
    for form in ("docx", "xlsx", "pdf", "html"):
        said = words(printed(Report(issued.body, old_names), form))
        assert "1.234.567" in said or "1234567" in said
        assert "chưa lưu kèm danh mục" in said


def words(file: bytes) -> str:
    """All that a file says, in one line."""
    if file.startswith(b"%PDF"):
        return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file)).pages).split())
    if not file.startswith(b"PK"):
        return " ".join(file.decode().split())
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        parts = [ElementTree.fromstring(packed.read(name)) for name in packed.namelist() if name.endswith(".xml")]
    return " ".join("".join(part.itertext()) for part in parts)


def test_the_document_is_plain_enough_to_be_kept(issued: Report) -> None:
    document: Document = compose(issued)
    assert json.loads(json.dumps(as_plain(document)))["subject"] == document.subject

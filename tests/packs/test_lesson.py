"""Lesson sheets: every answer is words of the item, the sheet can be edited, and the school knows what to send back."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pypdf
import pytest

from campaign.errors import Mistake
from campaign.packs.lesson.pack import make
from campaign.packs.lesson.questions import MOST, all_words, questions_of
from campaign.packs.shape import PRACTICE, ChosenItem
from tests.packs.stock import chosen, chosen_item

ROOT = Path(__file__).resolve().parent.parent.parent
ARTICLE = """
Mở đầu.

## Nếu đã lỡ chuyển tiền

1. **Gọi ngân hàng.** Số in sau thẻ.
2. **Giữ chứng cứ.** Không xóa tin nhắn.

## Ba bước

### Bước một

**Dấu hiệu:** cuộc gọi bất ngờ. Và thêm nữa.

### Bước hai

**Dấu hiệu:** tội danh nặng.
"""
PRINTED = (
    "I. MỤC TIÊU", "II. NỘI DUNG", "III. CÂU HỎI", "IV. GỢI Ý TRẢ LỜI", "PHIẾU PHẢN HỒI", "Số lượt học sinh",
    "Kể tên hai mục của phần “Ba bước”", "Giữ chứng cứ",
)  # fmt: skip
OPTIONS = {"form": "docx", "title": "", "minutes": "45", "questions": "6", "returns": ""}


def starter(folder: str) -> list[ChosenItem]:
    found = []
    for file in sorted((ROOT / "content" / folder).glob("*.md")):
        body = file.read_text("utf-8").split("---\n", 2)[2]
        found.append(chosen_item(file.stem, title=file.stem, body=body))
    return found


def test_questions_ask_for_lists_parts_and_labels() -> None:
    asked = {each.text: each.key for each in questions_of([chosen_item(body=ARTICLE)])}
    assert asked == {
        "Nếu đã lỡ chuyển tiền, cần làm gì? Nêu đủ hai việc theo đúng thứ tự.": ("Gọi ngân hàng", "Giữ chứng cứ"),
        "Kể tên hai mục của phần “Ba bước”.": ("Bước một", "Bước hai"),
        "Ở phần “Bước một”, dấu hiệu là gì?": ("Cuộc gọi bất ngờ.",),
        "Ở phần “Bước hai”, dấu hiệu là gì?": ("Tội danh nặng.",),
    }


@pytest.mark.parametrize("folder", ["articles", "clips", "tips"])
def test_every_answer_is_words_of_the_item(folder: str) -> None:
    for item in starter(folder):
        said = all_words([item]).casefold()
        questions = questions_of([item])
        assert 1 <= len(questions) <= MOST, item.slug
        for question in questions:
            for point in question.key:
                assert " ".join(point.split()).casefold() in said, (item.slug, point)


def test_several_items_share_the_questions_in_turn() -> None:
    items = starter("tips")[:4]
    questions = questions_of(items)
    assert {question.item for question in questions} == {item.title for item in items}
    assert 3 <= len(questions) <= MOST


def test_word_and_pdf_say_the_same_and_are_the_same_bytes_again() -> None:
    one = chosen(chosen_item(body=ARTICLE, source="Báo"))
    for form in ("docx", "pdf"):
        made = make(one, OPTIONS | {"form": form})
        assert made.content == make(one, OPTIONS | {"form": form}).content
        assert isinstance(made.content, bytes)
        if form == "docx":
            word = docx.Document(io.BytesIO(made.content))
            cells = [cell.text for table in word.tables for cell in table._cells]
            text = " ".join("\n".join([*(line.text for line in word.paragraphs), *cells]).split())
        else:
            pages = pypdf.PdfReader(io.BytesIO(made.content)).pages
            text = " ".join(" ".join(page.extract_text() for page in pages).split())
        for part in PRINTED:
            assert part in text, (form, part)


def test_the_returns_address_stands_on_the_form_as_words_and_as_a_code() -> None:
    address = "https://tin.example.vn/returns/abc"
    made = make(chosen(), OPTIONS | {"returns": address}).content
    assert isinstance(made, bytes)
    word = docx.Document(io.BytesIO(made))
    assert any(address in line.text for line in word.paragraphs)
    assert [shape._inline.docPr.get("descr") for shape in word.inline_shapes] == [f"Mã QR dẫn tới {address}"]
    with pytest.raises(Mistake, match="https://"):
        make(chosen(), OPTIONS | {"returns": "abc"})


def test_a_sheet_for_practice_says_so_on_every_page() -> None:
    made = make(chosen(practice=True), OPTIONS).content
    assert isinstance(made, bytes)
    assert PRACTICE in docx.Document(io.BytesIO(made)).sections[0].header.paragraphs[0].text

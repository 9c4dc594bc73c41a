"""The maker of lesson sheets: Word to edit, or PDF to print."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from campaign.errors import Mistake
from campaign.packs.files import file_stem
from campaign.packs.lesson.questions import FEWEST
from campaign.packs.lesson.sheet import Lesson, lesson_of
from campaign.packs.qr import qr_svg
from campaign.packs.shape import Chosen, Made
from campaign.packs.word import DOCX
from campaign.rendering.typeset import typeset


def make(chosen: Chosen, options: Mapping[str, str]) -> Made:
    """``bai-hoc-<title>.docx`` or ``.pdf``. Raises Mistake."""
    if (returns := options.get("returns", "").strip()) and not returns.startswith(("https://", "http://")):
        raise Mistake("Địa chỉ phiếu phản hồi phải bắt đầu bằng https://, chép nguyên từ trang Báo cáo của đơn vị.")
    lesson = lesson_of(chosen, options)
    said: list[str] = []
    if len(lesson.questions) < FEWEST:
        said.append(f"Bài chỉ đủ ý cho {len(lesson.questions)} câu hỏi; hãy chọn thêm mục hoặc tự viết thêm câu.")
    stem = f"bai-hoc-{file_stem(lesson.title)}"
    if options.get("form") == "pdf":
        return Made(f"{stem}.pdf", "application/pdf", as_pdf(lesson, chosen), said)
    from campaign.packs.lesson.word_sheet import as_docx

    return Made(f"{stem}.docx", DOCX, as_docx(lesson), said)


def as_pdf(lesson: Lesson, chosen: Chosen) -> bytes:
    template = (files("campaign.packs") / "templates" / "lesson.typ").read_bytes()
    qr = qr_svg(lesson.returns)[0] if lesson.returns else ""
    return typeset(template, lesson.as_plain() | {"qr": qr}, chosen.now)

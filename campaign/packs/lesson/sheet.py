"""What a lesson sheet says, before it is set as Word or PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from campaign.packs.lesson.questions import MOST, Question, questions_of
from campaign.packs.shape import Chosen
from campaign.rendering.blocks import Block, blocks_of
from campaign.rendering.defang import defang

FORM_NOTE = "Chỉ ghi số lượng; không ghi tên, điểm hay thông tin riêng của học sinh."
RETURN_FORM = (
    ("Trường", ""),
    ("Cấp học", "☐ THCS     ☐ THPT     ☐ Khác: ……………………"),
    ("Ngày dạy", "……… / ……… / …………"),
    ("Lớp đã học", ""),
    ("Số lớp", ""),
    ("Số lượt học sinh", ""),
    ("Môn hoặc hoạt động lồng ghép", ""),
    ("Nội dung đã dạy", "☐ Nguy cơ và kỹ năng an toàn trên mạng     ☐ Đọc tin, tư duy phản biện"),
    ("Nhận xét, đề nghị", "\n\n"),
    ("Người xác nhận (chức vụ)", "\n\n"),
)
"""(what, what stands there already): what the yearly return of a school is counted from."""


@dataclass(frozen=True)
class Part:
    """One item of the sheet."""

    title: str
    blocks: tuple[Block, ...]
    source: str


@dataclass(frozen=True)
class Lesson:
    """``aims``: what a pupil can do afterwards. ``returns``: where the school answers; "" for none."""

    title: str
    unit: str
    plan: str
    minutes: str
    aims: tuple[str, ...]
    parts: tuple[Part, ...]
    questions: tuple[Question, ...]
    warnings: tuple[str, ...]
    returns: str

    def as_plain(self) -> dict[str, Any]:
        """For a template."""
        return {
            "title": self.title, "unit": self.unit, "plan": self.plan, "minutes": self.minutes, "aims": self.aims,
            "parts": [{"title": part.title, "source": part.source,
                       "blocks": [block.as_plain() for block in part.blocks]} for part in self.parts],
            "questions": [{"text": each.text, "key": each.key, "lines": each.lines, "item": each.item}
                          for each in self.questions],
            "warnings": self.warnings, "returns": self.returns, "note": FORM_NOTE,
            "form": [{"what": what, "there": there} for what, there in RETURN_FORM],
        }  # fmt: skip


def lesson_of(chosen: Chosen, options: Mapping[str, str]) -> Lesson:
    """Everything that stands in it, from the items' own words."""
    returns = options.get("returns", "").strip()
    parts = tuple(_parts(chosen))
    questions = tuple(questions_of(chosen.items, min(int(options.get("questions") or MOST), MOST)))
    title = options.get("title", "").strip() or (parts[0].title if len(parts) == 1 else "An toàn trên mạng")
    return Lesson(
        title=title, unit=next(filter(None, map(chosen.unit_name, chosen.items)), ""), plan=_plan(chosen),
        minutes=options.get("minutes", ""), aims=tuple(_aims(parts, questions)), parts=parts, questions=questions,
        warnings=chosen.warnings, returns=returns,
    )  # fmt: skip


def _parts(chosen: Chosen) -> list[Part]:
    found = []
    for item in chosen.items:
        safe = defang if item.defang else str
        blocks = blocks_of(safe(item.body)) or blocks_of(safe(item.summary))
        found.append(Part(safe(item.title), tuple(blocks), safe(item.source)))
    return found


def _aims(parts: tuple[Part, ...], questions: tuple[Question, ...]) -> list[str]:
    aims = [f"Nêu được nội dung chính của bài “{_inner(part.title)}”." for part in parts]
    return [*aims, f"Trả lời được {len(questions)} câu hỏi dựa vào bài, không cần đoán."] if questions else aims


def _plan(chosen: Chosen) -> str:
    about = chosen.plan.about
    return f"Tài liệu của {about.title}" if not about.number else f"Tài liệu phục vụ Kế hoạch số {about.number}"


def _inner(text: str) -> str:
    return text.replace("“", "‘").replace("”", "’")

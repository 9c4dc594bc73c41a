"""What people read in a pack for loudspeakers: the words to say, and what lies in the zip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaign.packs.shape import Chosen, ChosenItem

CLASSES = {"thong-thuong": "thông thường", "uu-tien": "ưu tiên"}


@dataclass(frozen=True)
class Part:
    """One item of the pack. ``lasts_s``: of the sound, else of reading it (an estimate)."""

    item: ChosenItem
    stem: str
    text: str
    sound: bytes | None
    lasts_s: int
    estimated: bool


def _lasts(part: Part) -> str:
    minutes, rest = divmod(part.lasts_s, 60)
    told = f"{minutes} phút {rest} giây" if minutes else f"{rest} giây"
    return f"khoảng {told} khi đọc" if part.estimated else f"{told} (tệp âm thanh)"


def one_script(part: Part, warning: str) -> str:
    """The words of one item."""
    head = [warning] if warning else []
    return "\r\n".join([*head, part.item.title.upper(), f"Thời lượng: {_lasts(part)}", "", *part.text.splitlines(), ""])


def whole_script(chosen: Chosen, parts: Sequence[Part], warning: str) -> str:
    """The words of all items, one after another."""
    rule = "-" * 60
    lines = [*([warning, ""] if warning else []), "LỜI ĐỌC TRÊN LOA TRUYỀN THANH", chosen.plan.about.title, ""]
    for number, part in enumerate(parts, 1):
        lines += [rule, f"Bài {number}. {part.item.title}", f"Thời lượng: {_lasts(part)}", ""]
        lines += [line for said in part.text.splitlines() for line in (said, "")]
    return "\r\n".join(lines)


def readme(parts: Sequence[Part], warning: str, options: Mapping[str, str]) -> str:
    """What lies in the zip and what to do with it."""
    contact = options["contact"]
    lines = [
        *([warning, ""] if warning else []),
        "GÓI PHÁT LOA TRUYỀN THANH",
        "",
        f"Gói này có {len(parts)} bài về an toàn thông tin.",
        "",
        "script.txt      Lời đọc của mọi bài, đã viết số và chữ viết tắt thành chữ. Mở bằng Notepad, in ra để đọc.",
        "scripts/        Lời đọc của từng bài.",
        "audio/          Tệp MP3 của những bài có âm thanh; nếu không có thư mục này thì chỉ có lời đọc.",
        "schedule.csv    Lịch phát gợi ý; mở bằng Excel hoặc LibreOffice. Xã đổi được ngày, giờ cho hợp nơi mình.",
        "play-log.csv    Nhật ký phát. Phát xong, ghi “có” ở cột ok, số cụm loa ở cột clusters, rồi gửi lại tòa soạn.",
        "                Cột repeat là số lần đã định; phát ít hoặc nhiều hơn thì sửa số ấy.",
        "manifest.json   Mô tả gói cho phần mềm. Định dạng riêng, chưa kiểm chứng với hệ thống thông tin nguồn.",
        "",
        f"Loại bản tin: {CLASSES[options['class']]}, không phải khẩn cấp.",
        "Không phát đè lên bản tin khẩn cấp của chính quyền.",
        "Thời lượng ghi “khoảng” là ước tính theo tốc độ đọc 180 tiếng một phút.",
        *(["", f"Liên hệ: {contact}"] if contact else []),
        "",
    ]
    return "\r\n".join(lines)

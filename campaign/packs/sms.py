"""A wave of text messages for the telecoms: texts with marks and without, segments counted, a short link per wave.

The telecoms send; the program never holds a telephone number. Segments: campaign.rendering.sms. Gateways refuse # &.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from campaign.errors import Mistake
from campaign.packs.csv_file import csv_file
from campaign.packs.files import file_stem
from campaign.packs.places import leads_nowhere, links_of
from campaign.packs.plain_text import has_marks, without_marks
from campaign.packs.sentences import sentences
from campaign.packs.shape import ZIP, Chosen, ChosenItem, Made, PackFile, bundle
from campaign.rendering.addresses import short_url
from campaign.rendering.defang import defang
from campaign.rendering.markdown import to_plain
from campaign.rendering.sms import Segments, segments

HEAD = (
    "Đợt", "Mục", "Tiêu đề", "Tên gửi", "Ngày gửi", "Không dấu", "Số đoạn (không dấu)", "Số ký tự (không dấu)",
    "Có dấu", "Số đoạn (có dấu)", "Số ký tự (có dấu)", "Liên kết",
)  # fmt: skip
WIDTHS = (11, 14, 20, 10, 11, 36, 9, 9, 36, 9, 9, 24)
"""Of the sheet's columns, in characters; the rows are as high as the longest text needs."""
CONFIRMATION = ("date", "wave", "network", "sent", "delivered", "document")
NO_ADDRESS = (
    "Chưa đặt địa chỉ công khai nên liên kết trong tin nhắn sẽ không dẫn tới đâu. Hãy đặt CAMPAIGN_PUBLIC_URL, hoặc "
    "chọn không kèm liên kết."
)
_WHOLE, _AND = re.compile(r"://|\*\d[\d*]*#"), re.compile(r"&+")
"""Words that go as they are written; the sign for "and"."""
PRACTICE = "BẢN THỬ: có nội dung chưa được duyệt, không gửi."


@dataclass(frozen=True)
class Message:
    """One item as the networks carry it. ``shortened``: not all of its sentences fitted."""

    item: ChosenItem
    link: str
    plain: str
    accented: str
    shortened: bool

    @property
    def counted(self) -> tuple[Segments, Segments]:
        return segments(self.plain), segments(self.accented)


def prepare(session: Session, chosen: Chosen, options: Mapping[str, str]) -> Mapping[str, Any]:
    """The short link of each item in this wave. Raises Mistake without a public address."""
    if options["link"] != "yes":
        return {"links": {}}
    if not chosen.practice and not chosen.public_url:
        raise Mistake(NO_ADDRESS)
    return {"links": links_of(session, chosen, "sms", [_place(options)])}


def make(chosen: Chosen, options: Mapping[str, str]) -> Made:
    """The zip: sms.csv, sms.xlsx, confirmation.csv, README.txt. Raises Mistake."""
    most = int(options["segments"] or 0)
    if not 1 <= most <= 10:
        raise Mistake("Số đoạn nhiều nhất phải từ 1 đến 10.")
    messages = [_message(chosen, item, options, most) for item in chosen.items]
    warning = chosen.watermark or (PRACTICE if chosen.practice else "")
    rows = [_row(message, options) for message in messages]
    if warning:
        rows.append((warning,))
    stem = file_stem(options["wave"], "dot")
    confirmation = (("", options["wave"], network, "", "", "") for network in options["networks"].splitlines() or [""])
    files = [
        PackFile("sms.csv", csv_file(HEAD, rows)),
        PackFile("sms.xlsx", _workbook(rows, options["wave"], chosen.now)),
        PackFile("confirmation.csv", csv_file(CONFIRMATION, confirmation)),
        PackFile("README.txt", _readme(messages, options, warning).encode()),
    ]
    return Made(f"tin-nhan-{stem}.zip", ZIP, bundle(files), _said(chosen, messages, options))


def _message(chosen: Chosen, item: ChosenItem, options: Mapping[str, str], most: int) -> Message:
    """The item's own SMS text where there is one; else its title and the sentences that fit."""
    code = chosen.found.get("links", {}).get(item.slug, {}).get(_place(options), "")
    link = short_url(chosen.public_url, code) if code else ""
    own = _allowed(_harmless(item, item.sms))
    if own and not has_marks(own):
        accented, shortened = _fitting(item, link, most, lambda text: text)
        return Message(item, link, _linked(own, link), accented, shortened)
    if own:
        return Message(item, link, _linked(_bare(own), link), _linked(own, link), False)
    accented, shortened = _fitting(item, link, most, lambda text: text)
    plain, also = _fitting(item, link, most, _bare)
    return Message(item, link, plain, accented, shortened or also)


def _fitting(item: ChosenItem, link: str, most: int, wearing: Any) -> tuple[str, bool]:
    """As many whole sentences as ``most`` segments hold; the title at least, however long it is."""
    title = item.title if item.title[-1:] in ".!?" else f"{item.title}."
    lines = (
        line.strip().removeprefix("• ") for line in _harmless(item, to_plain(item.body) or item.summary).splitlines()
    )
    said = [sentence for line in lines if line for sentence in sentences(line if line[-1] in ".!?…:;," else f"{line}.")]
    text, taken = _linked(wearing(_allowed(title)), link), 0
    for count in range(1, len(said) + 1):
        longer = _linked(wearing(_allowed(" ".join([title, *said[:count]]))), link)
        if segments(longer).count > most:
            break
        text, taken = longer, count
    return text, taken < len(said)


def _harmless(item: ChosenItem, text: str) -> str:
    return defang(text) if item.defang else text


def _allowed(text: str) -> str:
    """On one line, without what gateways refuse; an address or a code that is dialled (*101#) would be another one."""
    words = (word if _WHOLE.search(word) else _AND.sub(" và ", word.replace("#", "")) for word in text.split())
    return " ".join(" ".join(words).split())


def _bare(text: str) -> str:
    """Without marks, and without the gaps that a picture sign leaves."""
    return " ".join(without_marks(text).split())


def _linked(text: str, link: str) -> str:
    return f"{text} {link}".strip()


def _place(options: Mapping[str, str]) -> str:
    """What the wave is called among the places of short links."""
    return f"SMS: {options['wave']}"[:120]


def _row(message: Message, options: Mapping[str, str]) -> tuple[object, ...]:
    plain, accented = message.counted
    return (
        options["wave"], message.item.slug, message.item.title, options["sender"], options["on"],
        message.plain, plain.count, plain.used, message.accented, accented.count, accented.used, message.link,
    )  # fmt: skip


def _workbook(rows: Sequence[Sequence[object]], wave: str, made_at: datetime) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": wave, "created": made_at.replace(tzinfo=None, microsecond=0)})
        sheet = book.add_worksheet("Tin nhắn")
        head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#0b3d5c", "font_color": "#ffffff",
                                "valign": "vcenter", "border": 1})  # fmt: skip
        cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        for place, (title, width) in enumerate(zip(HEAD, WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, title, head)
        for number, row in enumerate(rows, 1):
            sheet.set_row(
                number, 15 * max(1, *(_lines(value, width) for value, width in zip(row, WIDTHS, strict=False)))
            )
            for place, value in enumerate(row):
                sheet.write(number, place, value, cell)
        sheet.set_row(0, 48)
        sheet.freeze_panes(1, 3)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    return out.getvalue()


def _lines(value: object, width: int) -> int:
    return -(-len(str(value)) // max(width - 2, 1)) + (len(str(value)) > width)


def _readme(messages: Sequence[Message], options: Mapping[str, str], warning: str) -> str:
    counted = [message.counted for message in messages]
    networks = options["networks"].splitlines()
    return "\r\n".join(
        [
            *([warning, ""] if warning else []),
            f"TIN NHẮN TUYÊN TRUYỀN, ĐỢT: {options['wave']}",
            "",
            f"Có {len(messages)} tin. Mỗi thuê bao nên nhận một tin; chọn bản không dấu hoặc bản có dấu.",
            f"Bản không dấu: nhiều nhất {max(plain.count for plain, _ in counted)} đoạn mỗi tin "
            "(một đoạn 160 ký tự; nhiều đoạn thì mỗi đoạn 153).",
            f"Bản có dấu: nhiều nhất {max(marked.count for _, marked in counted)} đoạn mỗi tin "
            "(một đoạn 70 ký tự; nhiều đoạn thì mỗi đoạn 67).",
            "Nếu nhà mạng thêm nhãn quảng cáo vào đầu tin thì số đoạn có thể tăng: hãy đếm lại.",
            "",
            "sms.csv, sms.xlsx   Nội dung, số đoạn và liên kết của từng tin. Hai tệp giống nhau.",
            "confirmation.csv    Sau khi gửi, ghi ngày, số tin gửi, số thuê bao nhận thành công, số văn bản xác nhận,",
            "                    rồi gửi lại tòa soạn. Không ghi số điện thoại của thuê bao.",
            *(["", f"Nhà mạng: {', '.join(networks)}"] if networks else []),
            *(["Ngày gửi: " + options["on"]] if options["on"] else []),
            "",
        ]
    )


def _said(chosen: Chosen, messages: Sequence[Message], options: Mapping[str, str]) -> list[str]:
    said = [f"{message.item.slug}: không đủ chỗ cho cả bài, chỉ lấy những câu đầu." for message in messages
             if message.shortened]  # fmt: skip
    signs = "có ký tự & hoặc # trong địa chỉ, mã gọi; vài cổng tin nhắn không nhận, hãy hỏi nhà mạng"
    said += [f"{message.item.slug}: {signs}." for message in messages if set("&#") & set(message.plain)]
    most = int(options["segments"])
    for message in messages:
        longest = max(part.count for part in message.counted)
        if longest > most:
            said.append(f"{message.item.slug}: dài {longest} đoạn, hơn mức {most}; hãy viết ô “Tin nhắn SMS” ngắn hơn.")
    if options["link"] == "yes":
        said += leads_nowhere(chosen)
    if options["link"] == "yes" and chosen.practice:
        said.append("Bản thử không sinh liên kết rút gọn.")
    return said

"""Files of a wave for the telecoms: the sheet, and what to do with it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

from campaign.packs.sms_text import Message

HEAD = (
    "Đợt", "Mục", "Tiêu đề", "Tên gửi", "Ngày gửi", "Không dấu", "Số đoạn (không dấu)", "Số ký tự (không dấu)",
    "Có dấu", "Số đoạn (có dấu)", "Số ký tự (có dấu)", "Liên kết", "Ghi chú",
)  # fmt: skip
WIDTHS = (11, 14, 20, 10, 11, 36, 9, 9, 36, 9, 9, 24, 22)
"""Of the sheet's columns, in characters; the rows are as high as the longest text needs."""


def workbook(rows: Sequence[Sequence[object]], wave: str, made_at: datetime) -> bytes:
    """sms.xlsx: the rows below HEAD, to be printed on its side."""
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


def readme(messages: Sequence[Message], options: Mapping[str, str], warning: str) -> str:
    """What lies in the zip and what the telecoms do with it."""
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

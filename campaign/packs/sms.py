"""A wave of text messages for the telecoms: texts with marks and without, segments counted, a short link per wave.

The telecoms send; the program never holds a telephone number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from campaign.errors import Mistake
from campaign.packs.csv_file import csv_file
from campaign.packs.files import file_stem
from campaign.packs.places import leads_nowhere, links_of
from campaign.packs.shape import ZIP, Chosen, ChosenItem, Made, PackFile, bundle
from campaign.packs.sms_files import HEAD, readme, workbook
from campaign.packs.sms_text import Message, message_of
from campaign.rendering.addresses import short_url

CONFIRMATION = ("date", "wave", "network", "sent", "delivered", "document")
NO_ADDRESS = (
    "Chưa đặt địa chỉ công khai nên liên kết trong tin nhắn sẽ không dẫn tới đâu. Hãy đặt CAMPAIGN_PUBLIC_URL, hoặc "
    "chọn không kèm liên kết."
)


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
    messages = [message_of(item, _link(chosen, item, options), most) for item in chosen.items]
    warning = " ".join(chosen.warnings)
    rows = [_row(message, options) for message in messages]
    if warning:
        rows.append((warning,))
    stem = file_stem(options["wave"], "dot")
    confirmation = (("", options["wave"], network, "", "", "") for network in options["networks"].splitlines() or [""])
    files = [
        PackFile("sms.csv", csv_file(HEAD, rows)),
        PackFile("sms.xlsx", workbook(rows, options["wave"], chosen.now)),
        PackFile("confirmation.csv", csv_file(CONFIRMATION, confirmation)),
        PackFile("README.txt", readme(messages, options, warning).encode()),
    ]
    return Made(f"tin-nhan-{stem}.zip", ZIP, bundle(files), _said(chosen, messages, options))


def _link(chosen: Chosen, item: ChosenItem, options: Mapping[str, str]) -> str:
    code = chosen.found.get("links", {}).get(item.slug, {}).get(_place(options), "")
    return short_url(chosen.public_url, code) if code else ""


def _place(options: Mapping[str, str]) -> str:
    """What the wave is called among the places of short links."""
    return f"SMS: {options['wave']}"[:120]


def _row(message: Message, options: Mapping[str, str]) -> tuple[object, ...]:
    plain, accented = message.counted
    return (
        options["wave"], message.item.slug, message.item.title, options["sender"], options["on"],
        message.plain, plain.count, plain.used, message.accented, accented.count, accented.used, message.link,
        message.note,
    )  # fmt: skip


def _said(chosen: Chosen, messages: Sequence[Message], options: Mapping[str, str]) -> list[str]:
    said = [f"{message.item.slug}: không đủ chỗ cho cả bài, chỉ lấy những câu đầu." for message in messages
             if message.shortened]  # fmt: skip
    said += [f"Tin nhắn của mục {message.item.slug}: {message.note}" for message in messages if message.note]
    for slug in (message.item.slug for message in messages if set("&#") & set(message.plain)):
        said.append(f"{slug}: có ký tự & hoặc # trong địa chỉ, mã gọi; vài cổng tin nhắn không nhận, hãy hỏi nhà mạng.")
    most = int(options["segments"])
    for message in messages:
        longest = max(part.count for part in message.counted)
        if longest > most:
            said.append(f"{message.item.slug}: dài {longest} đoạn, hơn mức {most}; hãy viết ô “Tin nhắn SMS” ngắn hơn.")
    if options["link"] == "yes":
        said += leads_nowhere(chosen)
    said += [f"{message.item.slug}: mục chỉ có tiêu đề nên tin chỉ có tiêu đề." for message in messages
             if message.empty]  # fmt: skip
    if options["link"] == "yes" and chosen.practice:
        said.append("Bản thử không sinh liên kết rút gọn.")
    return said

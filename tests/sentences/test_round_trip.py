"""Each sentence of the rooms: has its English, names the same places, and is found again when it is filled."""

from __future__ import annotations

from functools import cache

import pytest

from campaign.sentences.said import Catalogue, say
from campaign.sentences.template import PLACE, Template, fill, places, written
from tools import messages
from tools.sentences import said_in, sentences

ENGLISH = {str(message.id): str(message.string) for message in messages.read("en") if isinstance(message.id, str)}
SHAPED = {"date": "05/12/2026", "clock": "07:30", "count": "12"}
CATALOGUE = Catalogue(ENGLISH)


@cache
def templates() -> list[str]:
    """What the rooms say with places in it. Asked for by tests alone: all files are read for it."""
    return sorted({text for text in sentences() if PLACE.search(text)})


def held(name: str) -> str:
    """Something that no catalogue knows, in the shape that the place wants."""
    return SHAPED.get(name.rstrip("0123456789"), f"x{len(name)}{name}")


def expected(text: str) -> str:
    said = Template("", ENGLISH[text]).parts({name: held(name) for name in places(text)})
    return "".join(written(name, part) if name else part for part, name in said)


def test_a_translation_names_the_places_of_its_sentence_and_no_other() -> None:
    wrong = [text for text in templates() if not places(ENGLISH[text]) <= places(text)]
    assert wrong == []


def test_every_sentence_is_found_again_with_what_it_holds() -> None:
    wrong = {}
    for text in templates():
        within = any(template.vietnamese == text and template.weight < 8 for template in CATALOGUE.templates)
        said = "".join(part.text for part in CATALOGUE._filled(fill(text, held), int(within)) or ())
        if said != expected(text):
            wrong[text] = said
    assert wrong == {}


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [
        ("Chờ đủ khoảng cách giữa hai bài của kênh, đến 07:35:00 ngày 01/12/2026.",
         "Waiting for the interval between two posts of the channel, until 07:35:00 on 1 Dec 2026."),
        ("Kênh đang đóng: Kênh chưa kết nối.", "The channel is closed: The channel is not connected."),
        ("Mục an-toan chưa gửi duyệt được: thiếu title: mỗi bài phải có tiêu đề; tệp trống.",
         "Item an-toan can't be submitted yet: title is missing: every item has a title; the file is empty."),
        ("Còn không quá 1 ngày.", "1 day left at most."),
        ("Còn không quá 3 ngày.", "3 days left at most."),
        ("Bài trên Thư viện không còn đó nữa. Hãy tải lại trang rồi chọn lại.",
         "The post on Thư viện is no longer there. Reload the page and choose again."),
        ("Quyền truy cập của kênh hết hạn lúc 07:30 thứ Hai 30/11/2026, trước giờ đăng. Hãy kết nối lại kênh rss.",
         "The channel's access ends at 07:30 on Monday 30 Nov 2026, before this time. Connect channel rss again."),
        ("Không còn mẹo nào có thẻ “lừa-đảo” thuộc nhiệm vụ 1a dùng được cho kỳ này: 3 đã hết hạn; "
         "1 còn trong thời gian nghỉ 30 ngày. Hãy thêm nội dung mới.",
         "There is no tip tagged “lừa-đảo” of task item 1a left for this occurrence: 3 expired; "
         "1 still resting for 30 days. Add new content."),
        ("Chợ nổi Ngã Bảy, sáng sớm", "Chợ nổi Ngã Bảy, sáng sớm"),
    ],
)  # fmt: skip
def test_what_a_sentence_holds_is_said_too_unless_it_is_a_name(vietnamese: str, english: str) -> None:
    assert say(vietnamese, "en") == english
    assert say(vietnamese, "vi") == vietnamese


def test_the_collector_names_places_after_what_they_hold_and_leaves_docstrings() -> None:
    source = '''
def why(channel):
    """Kênh nào đóng."""
    raise Mistake(f"Kênh {channel.title} đóng đến {at:%H:%M ngày %d/%m/%Y} ({', '.join(missing)}).")
'''
    assert list(said_in(source)) == ["Kênh {title} đóng đến {clock} ngày {date} ({missing})."]

"""How an item lies in an article, its text as HTML, and what is refused before Zalo would."""

from __future__ import annotations

from typing import Any

import pytest

from campaign.platforms.seam import MediaFile
from campaign.platforms.zalo.body import shortened, to_article, visible
from campaign.platforms.zalo.layout import within_description
from campaign.platforms.zalo.table import HTML_TAGS
from tests.platforms.rigs import Rig

TAGS = frozenset(HTML_TAGS)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Một\nhai\n\n\nba", "<p>Một<br>hai</p><p>ba</p>"),
        ("<b>đậm <i>và nghiêng</i></b>", "<p><strong>đậm <em>và nghiêng</em></strong></p>"),
        ("<b>mở\n\nsang đoạn", "<p><strong>mở</strong></p><p>sang đoạn</p>"),
        ('<a href="https://a.vn/?x=1&amp;y=2">đây</a>', '<p><a href="https://a.vn/?x=1&amp;y=2">đây</a></p>'),
        ('<a href="javascript:x">đây</a>', "<p>đây</p>"),
        ("<script>alert(1)</script>1 &lt; 2 &amp; <s>3</s>", "<p>1 &lt; 2 &amp; 3</p>"),
        ("  ", ""),
    ],
)
def test_a_templates_text_becomes_paragraphs(text: str, html: str) -> None:
    assert to_article(text, TAGS) == html


def test_a_link_that_may_not_be_one_leaves_its_address() -> None:
    text = 'Xem <a href="https://a.vn/x">bài</a> và <a href="https://b.vn">https://b.vn</a>'
    assert to_article(text, {"p", "br"}) == "<p>Xem bài (https://a.vn/x) và https://b.vn</p>"


def test_what_a_reader_sees_is_the_text_without_marks() -> None:
    assert visible("<p>Một<br>hai &amp; ba</p><p><strong>bốn</strong></p>") == "Một\nhai & ba\n\nbốn"


def test_a_text_is_cut_at_a_word() -> None:
    assert shortened("một hai ba bốn", 11) == "một hai ba…"
    assert shortened("x" * 20, 5) == "xxxx…"


def test_a_long_description_of_a_video_keeps_its_link() -> None:
    link = "https://example.vn/go/abc2345"
    described = within_description(f"{'từ ' * 200}\n\nXem: {link}\n\n#the", link)
    assert len(described) <= 300
    assert described.endswith(f"…\n{link}")


def test_without_a_summary_the_description_is_the_beginning(zalo: Rig) -> None:
    post = zalo.post(text="Một câu dài. " * 60)
    assert len(post.draft.summary) <= 300
    assert post.draft.summary.startswith("Một câu dài.")
    assert zalo.adapter.check(post) == []


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"title": " "}, "title_missing"),
        ({"title": "x" * 151}, "text_too_long"),
        ({"summary": "x" * 301}, "text_too_long"),
        ({"author": "x" * 51}, "text_too_long"),
        ({"text": " "}, "text_empty"),
        ({"media": ()}, "cover_missing"),
    ],
)
def test_what_zalo_would_refuse_is_told_before(zalo: Rig, wanted: dict[str, Any], code: str) -> None:
    assert code in [problem.code for problem in zalo.adapter.check(zalo.post(**wanted))]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"size": 1_000_001}, "photo_too_big"),
        ({"mime": "image/webp"}, "photo_format"),
        ({"url": ""}, "public_url"),
    ],
)
def test_pictures_that_zalo_cannot_take_are_told_before(zalo: Rig, changed: dict[str, Any], code: str) -> None:
    file = zalo.picture(**{"url": "https://example.vn/a.jpg"}).model_copy(update=changed)
    assert [problem.code for problem in zalo.adapter.check(zalo.post(media=(file,)))] == [code]


def test_a_broadcast_is_a_part_with_its_hours_and_counts(zalo: Rig) -> None:
    assert zalo.post().parts == ()
    options = {"broadcast": {"cities": "11,45,46"}, "broadcast_per_month": 4}
    [part] = zalo.post(options=options).parts
    assert (part.name, part.send_window, part.per_month) == ("broadcast", "06:00-21:59", 4)


def test_what_a_video_article_or_an_article_leaves_out_is_noted_and_a_second_video_is_refused(zalo: Rig) -> None:
    def file(kind: str, name: str) -> MediaFile:
        mime = {"image": "image/jpeg", "video": "video/mp4", "file": "application/pdf"}[kind]
        return MediaFile(sha256=name, kind=kind, mime=mime, name=name, size=9, url=f"https://a.vn/{name}")  # type: ignore[arg-type]

    one, two, paper = file("image", "mot.jpg"), file("image", "hai.jpg"), file("file", "to-roi.pdf")
    film, other = file("video", "mot.mp4"), file("video", "hai.mp4")
    clip = zalo.post(kind="clip", media=(one, two, film, paper))
    assert zalo.adapter.check(clip) == []
    assert ["hai.jpg" in clip.notes[0], "to-roi.pdf" in clip.notes[1]] == [True, True]
    [problem] = zalo.adapter.check(zalo.post(kind="clip", media=(one, film, other)))
    assert (problem.code, "hai.mp4" in problem.message) == ("media_left_out", True)
    article = zalo.post(media=(one, two, film, other))
    assert (article.notes, zalo.adapter.check(article)) == ((), [])

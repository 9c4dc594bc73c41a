"""One item as one channel will read it, down to what is handed to the platform."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest

from campaign.models import Channel, Item, MediaRow, Revision
from campaign.platforms.seam import Post
from campaign.rendering.compose import Subject, compose
from campaign.rendering.template import TemplateFault
from campaign.sandbox.telegram.markup import read_html

NOW = datetime(2026, 12, 1, tzinfo=UTC)
OPTIONS = {"telegram": {"chat": "@kenh"}, "rss": {"path": "tin"}}
TEMPLATE = "{{ item.title }}\n{{ item.summary }}\n{{ item.body }}\n{{ item.link }}\n{{ link }}"
SHORT = "https://bao.example/go/abcd2345"


def post_of(platform: str = "telegram", template: str = TEMPLATE, **columns: Any) -> Post:
    item = Item(slug="otp", guid="urn:1", kind="tip", content_sha256="c", created_at=NOW, updated_at=NOW)
    revision = Revision(item_id=1, number=1, content_sha256="c", created_at=NOW, **{"title": "Mẹo", **columns})
    channel = Channel(
        key="kenh", platform=platform, title="Kênh", account="x", options=OPTIONS[platform], template=template
    )
    subtitles = picture("v1").model_copy(update={"kind": "file", "mime": "text/vtt"})
    files = {sha256: picture(sha256) for sha256 in ("a1", "b2")}
    subject = Subject(item, revision, {**files, "v1": subtitles})
    return compose(subject, channel, "abcd2345", "https://bao.example", "urn:uuid:9")


def picture(sha256: str) -> MediaRow:
    return MediaRow(
        sha256=sha256,
        source_sha256=sha256,
        kind="image",
        mime="image/jpeg",
        name=f"{sha256}.jpg",
        size=9,
        created_at=NOW,
    )


TYPED = "*sao* _gạch_ <b>thẻ</b> a < b & c [x](y) {{ link }} 1. một"


@pytest.mark.parametrize("platform", ["telegram", "rss"])
def test_a_text_written_for_the_channel_goes_out_exactly_as_typed(platform: str) -> None:
    post = post_of(platform, variants={"kenh": {"text": f"\n{TYPED}\n"}, "khac": {"text": "không phải"}})
    assert post.plain == TYPED
    assert (read_html(post.text).text if platform == "telegram" else post.text) == TYPED


def test_an_empty_text_for_the_channel_means_the_template() -> None:
    assert SHORT in post_of(variants={"kenh": {"text": ""}}).plain


@pytest.mark.parametrize(("variant", "files"), [
    ({}, ["a1"]), ({"kenh": {"text": "x"}}, ["a1"]), ({"kenh": {"media": []}}, []), ({"khac": {"media": []}}, ["a1"]),
    ({"kenh": {"media": [{"sha256": "b2", "name": "b2.jpg", "alt": "Ảnh"}, {"sha256": "mất", "name": "m"}]}}, ["b2"]),
])  # fmt: skip
def test_the_channel_may_have_files_of_its_own_or_none(variant: dict[str, Any], files: list[str]) -> None:
    post = post_of("rss", media=[{"sha256": "a1", "name": "a1.jpg"}], variants=variant)
    assert [media.sha256 for media in post.media] == files
    assert [media.url for media in post.media] == [f"https://bao.example/items/otp/media/{f}.jpg" for f in files]


@pytest.mark.parametrize("platform", ["telegram", "rss"])
def test_the_short_link_is_printed_and_leads_where_the_item_says(platform: str) -> None:
    post = post_of(platform, body="Thân bài", link="https://bao.example/bai")
    assert SHORT in post.plain
    assert (post.draft.link, post.draft.target) == (SHORT, "https://bao.example/bai")
    assert post_of(platform).draft.target == "https://bao.example/items/otp"
    assert post.guid == "urn:uuid:9"


@pytest.mark.parametrize("platform", ["telegram", "rss"])
@pytest.mark.parametrize("variants", [{}, {"kenh": {"text": "Đừng mở https://bad.example"}}])
def test_defang_reaches_everything_but_the_short_link(platform: str, variants: dict[str, Any]) -> None:
    bad = "Xem https://bad.example/x và bad.example"
    body = f"{bad} <https://bad.example> [đây](https://bad.example)"
    post = post_of(
        platform, title=bad, summary=bad, body=body, link="https://bad.example/x", defang=True, variants=variants
    )
    for text in (post.text, post.plain, post.draft.title, post.draft.summary, post.draft.html):
        assert "bad[.]example" in text or text == post.draft.html == ""
        assert "bad.example" not in text
    assert variants or SHORT in post.plain
    assert post.draft.link == SHORT


def test_letters_are_composed_and_nobody_sees_control_characters() -> None:
    mixed = unicodedata.normalize("NFD", "Mẹo\x07 số\x0b 1 \u202elật\ufeff")
    for variants in ({}, {"kenh": {"text": mixed}}):
        post = post_of("rss", title=mixed, summary=mixed, body=f"{mixed}&#x202E;", variants=variants)
        for text in (post.text, post.plain, post.draft.title, post.draft.summary, post.draft.html):
            assert text == unicodedata.normalize("NFC", text)
            assert not set(text) & set("\x07\x0b\u202e\ufeff")
            assert "Mẹo số 1 lật" in text


def test_a_template_that_fails_on_this_item_names_its_line() -> None:
    with pytest.raises(TemplateFault) as fault:
        post_of(template="một\n{{ item.tags[0] }}")
    assert fault.value.line == 2


@pytest.mark.parametrize(("platform", "files"), [("telegram", ["a1"]), ("rss", ["a1", "v1"])])
def test_subtitles_go_only_where_they_have_a_place(platform: str, files: list[str]) -> None:
    post = post_of(platform, media=[{"sha256": sha256, "name": sha256, "alt": ""} for sha256 in ("a1", "v1")])
    assert [file.sha256 for file in post.draft.media] == files

"""Telegram's HTML as the adapter cleans, measures and parts it; the sandbox's strict reader is the judge."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.platforms.telegram import html
from campaign.sandbox.telegram.markup import read_html
from campaign.sandbox.telegram.refusals import Refusal

FRAGMENTS = st.sampled_from(
    ["<b>", "</b>", "<i>", "</i>", "<a href='https://a.vn/?x=1&amp;y=2'>", "</a>", "<pre>", "</pre>", "<code>",
     "</code>", "<blockquote>", "</blockquote>", "<p>", "</p>", "<br>", "<script>x</script>", "<", ">", "&", "&lt;",
     "&nbsp;", "&#39;", "\n\n", "\n", " ", "Đừng bấm. ", "👨‍👩‍👧", "e\u0301", "a"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("source", "clean"),
    [
        ("<strong>a</strong> <em>b</em> <del>c</del>", "<b>a</b> <i>b</i> <s>c</s>"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<p>a</p><script>alert(1)</script><h1>b</h1>", "ab"),
        ("a<br>b", "a\nb"),
        ("<b>a<i>b</b>c</i>", "<b>a<i>b</i></b><i>c</i>"),
        ("<b>never closed", "<b>never closed</b>"),
        ('<a href="javascript:alert(1)">a</a>', "a"),
        ('<a href="https://a.vn/?x=1&amp;y=2">a</a>', '<a href="https://a.vn/?x=1&amp;y=2">a</a>'),
        ("<code>a<b>b</b></code>", "<code>ab</code>"),
        ('<pre><code class="language-python">x</code></pre>', '<pre><code class="language-python">x</code></pre>'),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "<blockquote>ab</blockquote>"),
        ('<span class="tg-spoiler">a</span><span>b</span>', "<tg-spoiler>a</tg-spoiler>b"),
        ("  <b> a </b>  ", "<b>a</b>"),
    ],
)
def test_only_what_telegram_knows_is_left(source: str, clean: str) -> None:
    assert html.read(source).html() == clean
    assert html.mistake(clean) == ""
    read_html(clean)


@given(st.lists(FRAGMENTS, max_size=30).map("".join))
def test_whatever_comes_in_telegram_can_read_what_goes_out(source: str) -> None:
    clean = html.read(source).html()
    assert read_html(clean).text == html.visible(source)
    assert html.mistake(clean) == ""
    assert html.read(clean).html() == clean


@given(st.lists(FRAGMENTS, max_size=60).map("".join), st.integers(min_value=4, max_value=40))
def test_pieces_fit_and_together_say_everything(source: str, limit: int) -> None:
    pieces = [read_html(piece).text for piece in html.split(source, limit)]
    assert all(0 < len(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(html.visible(source).split())


def test_a_long_text_is_parted_at_a_paragraph_with_its_tags_closed_and_opened_again() -> None:
    pieces = html.split(f"<b>{'a' * 50}\n\n{'b' * 60}</b>", 80)
    assert pieces == [f"<b>{'a' * 50}</b>", f"<b>{'b' * 60}</b>"]


def test_a_letter_is_never_parted_from_its_accent() -> None:
    assert html.split("aaa" + "e\u0301" * 2, 4) == ["aaa", "e\u0301e\u0301"]


@pytest.mark.parametrize("source", ["<p>a</p>", "<b>a", "a</b>", "<b><i>a</b></i>", "a < b"])
def test_what_telegram_would_refuse_is_named_before(source: str) -> None:
    assert html.mistake(source)
    with pytest.raises(Refusal):
        read_html(source)

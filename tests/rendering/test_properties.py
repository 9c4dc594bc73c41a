"""Whatever Markdown somebody writes: Telegram can read it, and no word of it is lost."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.platforms.telegram.html import mistake
from campaign.rendering.markdown import to_html, to_plain, to_telegram
from campaign.sandbox.telegram.markup import read_html
from campaign.workspace.text import clean_text

PIECES = (
    "chữ", "số1", " ", "\n", "\n\n", "**", "_", "~~", "`", "```\n", "> ", "* ", "1. ", "# ", "<", ">", "&", "&lt;", '"',
    "[", "](https://a.vn)", "](", ")", "![", "<b>", "</b>", "<br>", "<div>", "</div>", "<https://a.vn/é>", "|",
    "|---|\n", "---\n", "\\", "    ", "hxxp://x[.]y", "<script>", "</script>",
)  # fmt: skip
HIDES = ("~~~", "```", "<!")
"""What follows is no word for the reader: the language of a fence, a declaration; as is the name of a tag."""
markdown = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(markdown)
def test_telegram_html_is_balanced_and_the_platform_can_read_it(source: str) -> None:
    telegram = to_telegram(source)
    assert mistake(telegram) == ""
    read = re.sub(r"\s+", " ", read_html(telegram).text).strip()
    if "](" not in source and "<https" not in source:  # an address stands in the tag, not in the text
        assert read == re.sub(r"\s+", " ", to_plain(source)).strip()


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.lists(st.text(st.sampled_from("đườngtínABC0 <&>*_`[]()!#-|~\n"), max_size=12), max_size=6).map("\n\n".join))
def test_plain_text_keeps_every_word(source: str) -> None:
    kept = clean_text(to_plain(source))
    for word in re.findall(r"[đườngtínABC]+", clean_text(source)):
        assert word in kept or f"<{word}" in source or any(mark in source for mark in HIDES)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(markdown)
def test_a_page_never_gets_script_or_another_scheme(source: str) -> None:
    html = to_html(source)
    assert "<script" not in html
    assert set(re.findall(r'href="([a-z]+):', html)) <= {"https"}

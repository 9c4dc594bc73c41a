"""Clean text and spans of time."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.workspace.durations import duration_s
from campaign.workspace.text import clean_text, clean_texts


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("a\x00b\x08c\x7fd\x85e", "abcde"),
        ("một\r\nhai\rba\u2028bốn", "một\nhai\nba\nbốn"),
        ("\ufefftin", "tin"),
        ("exe.\u202egpj", "exe.gpj"),
        (unicodedata.normalize("NFD", "Đặng Hữu Nghị"), "Đặng Hữu Nghị"),
        ("e\x00\u0301", "é"),
        ("\ttab\nline", "\ttab\nline"),
        ("👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
    ],
)
def test_text_is_cleaned(dirty: str, clean: str) -> None:
    assert clean_text(dirty) == clean


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_clean_text_can_always_be_stored_and_cleaning_twice_is_the_same_as_once(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once == unicodedata.normalize("NFC", once)
    assert once.encode("utf-8").decode() == once
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\t\n" for letter in once)


def test_strings_inside_tables_are_cleaned() -> None:
    assert clean_texts({"a\x00": ["b\x00", 1, {"c": "d\x1b"}]}) == {"a": ["b", 1, {"c": "d"}]}


@pytest.mark.parametrize(
    ("text", "seconds"), [("0m", 0), ("90s", 90), ("5m", 300), ("1.5h", 5400), ("6h", 21600), ("2d", 172800)]
)
def test_a_duration_is_a_number_with_its_unit(text: str, seconds: float) -> None:
    assert duration_s(text) == seconds


@pytest.mark.parametrize("text", ["5", "m", "-5m", "5 phút", "1h30m", "", "1e9s", "9999d", 5, None, True])
def test_anything_else_is_refused_with_an_example(text: object) -> None:
    with pytest.raises(ValueError, match=r"5m|một năm"):
        duration_s(text)

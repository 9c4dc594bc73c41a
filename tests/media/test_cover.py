"""The cover card: the same picture for the same title, every Vietnamese letter drawn, nothing beside the card."""

from __future__ import annotations

import io
import itertools
import unicodedata

import pytest
from PIL import Image

from campaign.media.cover import NAME, SQUARE, WIDE, _fitted, _font, cover_name, draw_cover

TITLE = "Không đọc mã OTP cho bất kỳ ai"
VOWELS = "aăâeêioôơuưy"
MARKS = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = [
    unicodedata.normalize("NFC", letter + mark) for letter, mark in itertools.product(VOWELS + VOWELS.upper(), MARKS)
] + list("đĐ")


@pytest.mark.parametrize("size", [WIDE, SQUARE])
def test_a_card_is_a_jpeg_of_its_size_and_small_enough_for_zalo(size: tuple[int, int]) -> None:
    card = draw_cover(TITLE, size)
    with Image.open(io.BytesIO(card)) as image:
        assert (image.format, image.size) == ("JPEG", size)
    assert len(card) < 1_000_000


def test_the_same_title_gives_the_same_bytes_and_name_and_another_gives_others() -> None:
    decomposed = unicodedata.normalize("NFD", TITLE)
    assert draw_cover(TITLE) == draw_cover(f"  {decomposed} ")
    assert cover_name(TITLE) == cover_name(decomposed) != cover_name(TITLE + "!")
    assert NAME.fullmatch(cover_name(TITLE))
    assert draw_cover(TITLE) != draw_cover(TITLE + "!")


def test_the_font_has_every_vietnamese_letter() -> None:
    missing = bytes(_font(48).getmask("\uffff"))
    drawn = {letter: bytes(_font(48).getmask(letter)) for letter in LETTERS}
    assert [letter for letter, mask in drawn.items() if mask == missing] == []
    assert len(set(drawn.values())) == len(LETTERS)


@pytest.mark.parametrize(
    "title", ["", "x" * 400, "rất dài " * 80, "ngắn", "https://example.vn/" + "a" * 200, "😀 " * 9]
)
def test_any_title_stays_on_the_card(title: str) -> None:
    width, height = WIDE[0] - 168, WIDE[1] - 278
    lines, font = _fitted(title, width, height)
    assert len(lines) * int(font.size * 1.24) <= height
    assert max(font.getlength(line) for line in lines) <= width + font.getlength("…")
    assert draw_cover(title)


def test_a_short_title_is_drawn_large() -> None:
    assert _fitted("Mẹo hay", 1000, 400)[1].size > _fitted("Mẹo hay " * 30, 1000, 400)[1].size

"""Segments of a text message, at the edges of both alphabets."""

from __future__ import annotations

import pytest

from campaign.rendering.sms import segments


@pytest.mark.parametrize(
    ("text", "count", "used", "each", "unicode"),
    [
        ("", 0, 0, 160, False),
        ("  \n", 0, 0, 160, False),
        ("a" * 160, 1, 160, 160, False),
        ("a" * 161, 2, 161, 153, False),
        ("a" * 306, 2, 306, 153, False),
        ("[" * 80, 1, 160, 160, False),
        ("a" * 152 + "[" + "a" * 10, 2, 164, 153, False),
        ("Đ" * 70, 1, 70, 70, True),
        ("ệ" * 71, 2, 71, 67, True),
        ("e\u0323\u0302" * 70, 1, 70, 70, True),
        ("😀" * 36, 2, 72, 67, True),
    ],
)
def test_a_message_is_counted_as_the_network_does(text: str, count: int, used: int, each: int, unicode: bool) -> None:
    found = segments(text)
    assert (found.count, found.used, found.each, found.unicode) == (count, used, each, unicode)


def test_a_letter_of_two_units_stands_in_one_segment() -> None:
    assert segments("a" * 152 + "[" + "a" * 152).count == 3

"""SubRip becomes WebVTT whatever stands in it; a subtitle's language stands in its name."""

from __future__ import annotations

import pytest

from campaign.media.subtitles import language_of, to_webvtt


def test_times_get_dots_and_numbers_go() -> None:
    srt = "1\r\n00:00:01,000 --> 00:00:02,500\r\nXin chào\r\n\r\n2\n0:00:03,000 --> 00:00:04,000\nHai\ndòng\n"
    assert to_webvtt(srt) == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nXin chào\n\n00:00:03.000 --> 00:00:04.000\nHai\ndòng\n"
    )


@pytest.mark.parametrize("text", ["", "\0\0", "không phải phụ đề", "1\n--> -->\nx", "STYLE\n::cue{}", "\ufeff"])
def test_what_holds_no_cue_is_an_empty_file(text: str) -> None:
    assert to_webvtt(text) == "WEBVTT\n"


def test_no_cue_can_start_another() -> None:
    made = to_webvtt("1\n00:00:01,000 --> 00:00:02,000\nx\n00:00:05.000 --> 00:00:06.000\ny\n")
    assert made.count("-->") == 1


def test_the_language_stands_in_the_name() -> None:
    assert language_of("clip-en-1a2b3c4d.vtt", "vi") == "en"
    assert language_of("clip-otp-1a2b3c4d.vtt", "vi") == "vi"
    assert language_of("clip-xx-1a2b3c4d.srt", "vi") == "vi"

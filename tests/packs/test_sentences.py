"""Where a sentence ends."""

from __future__ import annotations

from campaign.packs.sentences import sentences


def test_abbreviations_and_quotations_end_no_sentence() -> None:
    text = "Ông ở TP. Cần Thơ. Cháu nói: “Ba ơi. Con đây!” Ai vậy? 113 là số của công an… Hết"
    assert sentences(text) == [
        "Ông ở TP. Cần Thơ.", "Cháu nói: “Ba ơi. Con đây!”", "Ai vậy?", "113 là số của công an…", "Hết",
    ]  # fmt: skip
    assert sentences("  ") == []


def test_nothing_is_lost() -> None:
    text = "Một. Hai! “Ba. Bốn” năm? v.v. Sáu"
    assert " ".join(sentences(text)) == text

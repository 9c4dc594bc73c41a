"""What changed between two texts and two revisions, in words."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from campaign.library.differences import LABELS, Change, field_changes, word_changes
from campaign.library.fields import FIELDS, ItemFields

TEXTS = st.lists(
    st.sampled_from(["mã", "OTP", " ", "\n", "  ", ".", "đừng", "đọc", "🌾", "a", "<b>", "\u0301", "\r\n", "\u2028"]),
    max_size=40,
).map("".join)

ITEM = ItemFields(title="Đừng đọc mã OTP", body="Không ai hỏi mã của bạn.", tags=["otp", "lừa đảo"])
PICTURE = {"sha256": "0" * 64, "name": "anh-00000000.jpg", "alt": "Màn hình điện thoại"}


@given(before=TEXTS, after=TEXTS)
def test_taking_a_side_of_the_changes_gives_that_text_back(before: str, after: str) -> None:
    changes = word_changes(before, after)
    assert "".join(change.text for change in changes if change.kind != "added") == before
    assert "".join(change.text for change in changes if change.kind != "removed") == after
    assert all(change.text for change in changes)
    assert all(one.kind != other.kind for one, other in pairwise(changes))
    assert all(change.kind == "same" for change in changes) == (before == after)


def test_one_word_that_was_put_in_is_the_only_change() -> None:
    assert word_changes("Đừng đọc mã OTP.", "Đừng bao giờ đọc mã OTP.") == [
        Change("same", "Đừng "), Change("added", "bao giờ "), Change("same", "đọc mã OTP."),
    ]  # fmt: skip


def test_a_rewritten_phrase_is_told_as_a_phrase() -> None:
    changes = word_changes("Gọi ngay số 156 để báo.", "Gọi tới đường dây nóng 113 để báo.")
    assert [change.text for change in changes if change.kind == "removed"] == ["ngay số 156"]
    assert [change.text for change in changes if change.kind == "added"] == ["tới đường dây nóng 113"]


def test_texts_made_to_be_slow_are_compared_in_bounded_time() -> None:
    started = time.process_time()
    word_changes("a " * 100_000, "a b " * 100_000)
    word_changes("a\n" * 50_000, "b\na\n" * 50_000)
    assert time.process_time() - started < 20


def test_each_field_has_a_name_that_people_read() -> None:
    assert set(LABELS) == set(FIELDS)


def test_only_the_fields_that_differ_are_told_and_dates_are_replaced_whole() -> None:
    after = replace(ITEM, title="Đừng đọc mã OTP cho ai", expires_on=date(2026, 12, 1), tags=["otp"])
    changes = field_changes(replace(ITEM, expires_on=date(2026, 12, 31)), after)
    assert [change.name for change in changes] == ["title", "tags", "expires_on"]
    assert changes[2].changes == [Change("removed", "31/12/2026"), Change("added", "01/12/2026")]
    assert field_changes(ITEM, ITEM) == []


def test_a_new_alternative_text_is_a_change_of_the_media() -> None:
    before, after = (replace(ITEM, media=[{**PICTURE, "alt": alt}]) for alt in ("Màn hình", "Màn hình điện thoại"))
    (change,) = field_changes(before, after)
    assert (change.name, change.changes[-1]) == ("media", Change("added", " điện thoại"))


def test_a_variant_that_goes_back_to_the_base_text_says_so() -> None:
    before = replace(ITEM, variants={"facebook": {"text": "Riêng cho Facebook"}, "zalo": {"media": []}})
    changes = field_changes(before, replace(ITEM, variants={"zalo": {"media": [PICTURE]}}))
    assert [(change.name, change.channel) for change in changes] == [
        ("variants.facebook.text", "facebook"), ("variants.zalo.media", "zalo"),
    ]  # fmt: skip
    assert changes[0].changes == [Change("removed", "Riêng cho Facebook"), Change("added", "(theo bản chung)")]

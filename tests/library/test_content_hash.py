"""What an approval binds to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from campaign.library.content_hash import PUBLISHED, content_sha256
from campaign.library.fields import FIELDS
from tests.library.items import TIP

PUBLISHED_CHANGES: dict[str, Any] = {
    "title": "Khác", "summary": "Khác", "body": "Khác", "link": "https://example.vn/khac", "tags": ["khac"],
    "kind": "article", "task": ["1b"], "unit": "dai", "language": "en", "defang": True, "sms": "Khác", "source": "Khác",
    "media": [{"sha256": "a" * 64, "name": "a.jpg", "alt": ""}], "variants": {"facebook": {"text": "Khác"}},
}  # fmt: skip
UNPUBLISHED_CHANGES: dict[str, Any] = {
    "audience": ["hoc-sinh"], "evergreen": True, "not_before": date(2027, 1, 1), "expires_on": date(2027, 1, 1),
    "review_by": date(2027, 1, 1), "verified": False,
}  # fmt: skip


def test_every_field_is_either_published_or_not() -> None:
    assert {*PUBLISHED, "media", "variants"} == set(PUBLISHED_CHANGES)
    assert set(PUBLISHED_CHANGES) | set(UNPUBLISHED_CHANGES) == set(FIELDS)


@pytest.mark.parametrize("name", PUBLISHED_CHANGES)
def test_a_change_of_what_is_published_is_another_content(name: str) -> None:
    assert content_sha256(replace(TIP, **{name: PUBLISHED_CHANGES[name]})) != content_sha256(TIP)


@pytest.mark.parametrize("name", UNPUBLISHED_CHANGES)
def test_dates_of_rotation_leave_the_content_as_it_is(name: str) -> None:
    assert content_sha256(replace(TIP, **{name: UNPUBLISHED_CHANGES[name]})) == content_sha256(TIP)


def test_a_picture_counts_by_its_bytes_its_words_and_its_place() -> None:
    one, two = {"sha256": "a" * 64, "name": "a.jpg", "alt": "một"}, {"sha256": "b" * 64, "name": "b.jpg", "alt": "hai"}
    here = content_sha256(replace(TIP, media=[one, two]))
    assert here == content_sha256(replace(TIP, media=[{**one, "name": "khac.jpg", "file": "khac.jpg"}, two]))
    assert here != content_sha256(replace(TIP, media=[two, one]))
    assert here != content_sha256(replace(TIP, media=[{**one, "alt": "khác"}, two]))


def test_the_order_of_variants_does_not_matter() -> None:
    first = {"a": {"text": "x", "media": [{"sha256": "a" * 64}]}, "b": {"text": "y"}}
    second = dict(reversed(first.items()))
    assert content_sha256(replace(TIP, variants=first)) == content_sha256(replace(TIP, variants=second))


def test_the_hash_is_the_same_in_every_version_of_the_program() -> None:
    assert content_sha256(TIP) == "b45f38fade662d7ee3158426e89bd7887277b8dfd6a61ffc4ad6f2e9cae558b6"

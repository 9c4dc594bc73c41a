"""Which item goes out next: one pick for one occurrence, or a sentence that says what is missing. Pure.

Orders: ``least_recent`` never used first, then the oldest last use; ``newest`` the latest first approval (else making);
``sequence`` by slug, going on after the one that the slot used last; ``best_reach`` most views first, items without
figures after them as in least_recent (so with no figures at all it is least_recent). Ties go by slug.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from campaign.models import Slot
from campaign.schedule.shelf import Candidate
from campaign.schedule.uses import Uses

KINDS = {"tip": "mẹo", "article": "bài viết", "clip": "clip"}

WHY_NOT = {
    "gone": "đã lưu trữ hoặc gỡ xuống",
    "unverified": "chưa kiểm chứng (verified: false)",
    "too_early": "chưa đến ngày được đăng",
    "expired": "đã hết hạn",
    "review": "đã quá hạn xem lại (review_by)",
    "elsewhere": "thuộc loại không đăng được lên kênh của khung giờ này",
    "unapproved": "chưa đủ người duyệt",
    "resting": "còn trong thời gian nghỉ {cooldown} ngày",
    "no_exempt_tag": "không có thẻ được đăng trong kỳ tạm ngưng",
}


@dataclass(frozen=True)
class Occasion:
    """What a pick is made for."""

    slot: Slot
    on: date
    """Its date in the plan's zone."""
    after_slug: str = ""
    """The slug that the slot used last before it; for ``sequence``."""
    allows: Callable[[Candidate], bool] | None = None
    """Where every channel is paused: whether the item is exempt on one of them."""
    takes: Callable[[Candidate], bool] | None = None
    """Whether some channel of the slot takes items of its kind; None: all do."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """The plan's names of kinds."""


@dataclass(frozen=True)
class Choice:
    """The item picked, or None and why."""

    candidate: Candidate | None
    reason: str = ""


def choose(occasion: Occasion, candidates: Iterable[Candidate], uses: Uses) -> Choice:
    """The first item in the slot's order that nothing stands against. ``candidates`` come in the order of slugs."""
    matching = [candidate for candidate in candidates if matches(candidate, occasion.slot.pick)]
    refused: Counter[str] = Counter()
    for candidate in in_order(matching, occasion, uses):
        obstacle = _obstacle(candidate, occasion, uses)
        if obstacle is None:
            return Choice(candidate)
        refused[obstacle] += 1
    return Choice(None, _what_is_missing(occasion, refused))


def matches(candidate: Candidate, pick: dict[str, Any]) -> bool:
    """Whether the item is of the kind, has all the tags and counts for the task that ``pick`` names."""
    kind, task = pick.get("kind"), pick.get("task")
    return (
        (not kind or candidate.kind == kind)
        and candidate.tags.issuperset(pick.get("tags") or ())
        and (not task or task in candidate.tasks)
    )


def bar(candidate: Candidate, on: date) -> str | None:
    """Why the item may not run on that date, whoever approved it (a key of WHY_NOT); None: nothing bars it."""
    if candidate.gone:
        return "gone"
    if not candidate.verified:
        return "unverified"
    if candidate.not_before and on < candidate.not_before:
        return "too_early"
    if candidate.expires_on and on > candidate.expires_on:
        return "expired"
    if candidate.review_by and on > candidate.review_by:
        return "review"
    return None


def in_order(by_slug: list[Candidate], occasion: Occasion, uses: Uses) -> list[Candidate]:
    """The candidates in the slot's order. Sorting is stable, so ties stay in the order of slugs."""
    rotation = occasion.slot.rotation
    if rotation == "sequence":
        return sorted(by_slug, key=lambda one: one.slug <= occasion.after_slug)
    if rotation == "newest":
        return sorted(by_slug, key=lambda one: one.newest_at, reverse=True)
    least_recent = sorted(by_slug, key=lambda one: uses.last(one.item_id))
    if rotation == "best_reach":
        return sorted(least_recent, key=lambda one: -1 if one.views is None else one.views, reverse=True)
    return least_recent


def _obstacle(candidate: Candidate, occasion: Occasion, uses: Uses) -> str | None:
    barred = bar(candidate, occasion.on)
    if barred:
        return barred
    if occasion.takes and not occasion.takes(candidate):
        return "elsewhere"
    if occasion.allows and not occasion.allows(candidate):
        return "no_exempt_tag"
    if not candidate.approved:
        return "unapproved"
    rested = uses.rested(candidate.item_id, occasion.on, occasion.slot.cooldown_days)
    return None if rested else "resting"


def _what_is_missing(occasion: Occasion, refused: Counter[str]) -> str:
    slot = occasion.slot
    wanted = _wanted(slot.pick, occasion.titles)
    if not refused:
        return f"Thư viện chưa có {wanted}. Hãy thêm nội dung rồi duyệt."
    counted = "; ".join(
        f"{refused[code]} {text.format(cooldown=slot.cooldown_days)}" for code, text in WHY_NOT.items() if refused[code]
    )
    return f"Không còn {wanted} dùng được cho kỳ này: {counted}. {_what_to_do(refused)}"


def _wanted(pick: dict[str, Any], titles: Mapping[str, str]) -> str:
    kind = str(pick.get("kind") or "")
    name = KINDS.get(kind) or titles.get(kind, kind).lower()
    wanted = f"{name} nào" if kind else "nội dung nào"
    if pick.get("tags"):
        wanted = f"{wanted} có thẻ {', '.join(f'“{tag}”' for tag in pick['tags'])}"
    if pick.get("task"):
        wanted = f"{wanted} thuộc nhiệm vụ {pick['task']}"
    return wanted


def _what_to_do(refused: Counter[str]) -> str:
    if refused["unapproved"]:
        return "Hãy duyệt nội dung đang chờ."
    if refused["unverified"] or refused["review"]:
        return "Hãy kiểm chứng, xem lại nội dung cũ hoặc thêm nội dung mới."
    return "Hãy thêm nội dung mới."

"""What can be measured: views and shares of each article from the lists alone, followers from the account.

No likes, no comments, no readers: Zalo's API has none. https://developers.zalo.me/docs/official-account/bai-viet
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from campaign.errors import PLATFORM_ERRORS, PlatformError
from campaign.platforms.seam import Destination, Receipt, Sample
from campaign.platforms.zalo import calls
from campaign.platforms.zalo.looking import entries

PAGES = 200
FIGURES = {"views": "total_view", "shares": "total_share"}


def samples(to: Destination, receipts: Sequence[Receipt]) -> list[Sample]:
    """Followers and the receipts' figures; what fails leaves the others. Raises if everything did."""
    found: list[Sample] = []
    trouble: list[PlatformError] = []
    try:
        found += _followers(calls.account(to))
    except PLATFORM_ERRORS as error:
        trouble.append(error)
    for kind in ("normal", "video"):
        wanted = {receipt.remote_id for receipt in receipts if receipt.extra.get("kind", kind) == kind}
        try:
            found += _articles(to, kind, wanted)
        except PLATFORM_ERRORS as error:
            trouble.append(error)
    if trouble and not found:
        raise trouble[0]
    return found


def _followers(account: Mapping[str, Any]) -> Iterator[Sample]:
    count = _count(account.get("num_follower"))
    if count is not None:
        yield Sample(
            remote_id=None, metric="followers", value=count, native_name="num_follower", api_version=calls.API_VERSION
        )


def _articles(to: Destination, kind: str, wanted: set[str]) -> list[Sample]:
    missing, found = set(wanted), list[Sample]()
    if not missing:
        return found
    for entry in entries(to, kind, PAGES):
        article_id = str(entry.get("id"))
        if article_id not in missing:
            continue
        missing.discard(article_id)
        for metric, native in FIGURES.items():
            count = _count(entry.get(native))
            if count is not None:
                found.append(
                    Sample(
                        remote_id=article_id, metric=metric, value=count, native_name=native,
                        api_version=calls.API_VERSION,
                    )
                )  # fmt: skip
        if not missing:
            break
    return found


def _count(told: object) -> int | None:
    """A count that was told, also as text; None for nothing."""
    if isinstance(told, bool) or not isinstance(told, int | str):
        return None
    return int(told) if str(told).isdigit() else None

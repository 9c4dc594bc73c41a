"""Cover cards of items without a picture: drawn when first asked for, then kept in memory. Their names hold a hash of
the title, so that only cards of titles that went out can be asked for and a changed title is a new address.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from campaign.media.cover import PODCAST, cover_name, draw_cover
from campaign.models import Revision
from campaign.public.answer import FILE_POLICY, FOR_EVER
from campaign.public.conditional import Validated, validated
from campaign.rendering.compose import card_title


def covers_of(revisions: Iterable[Revision]) -> dict[str, str]:
    """name -> title of every card that posts of these revisions may refer to."""
    titles = [card_title(revision) for revision in revisions]
    return {cover_name(title): title for title in titles}


@lru_cache(maxsize=64)
def cover_answer(title: str) -> Validated:
    """The card as a ready answer; about a tenth of a second's work and 100 kB the first time."""
    return validated("image/jpeg", draw_cover(title), cache=FOR_EVER, policy=FILE_POLICY)


@lru_cache(maxsize=8)
def podcast_cover(title: str) -> Validated:
    """The square card of a feed as a ready answer."""
    return validated("image/jpeg", draw_cover(title, PODCAST), cache=FOR_EVER, policy=FILE_POLICY)

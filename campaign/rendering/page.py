"""The body of an item's public page."""

from __future__ import annotations

from campaign.models import Revision
from campaign.rendering.defang import defang
from campaign.rendering.markdown import to_html


def item_html(revision: Revision) -> str:
    """Sanitised HTML of the body, dangerous addresses made harmless where the item asks for it."""
    return to_html(defang(revision.body) if revision.defang else revision.body)

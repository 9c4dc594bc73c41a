"""Posts that wait for a person to post them: the frozen text and the files to take along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import Delivery
from campaign.web.lines import Line


def with_posts(session: Session, lines: Sequence[Line]) -> list[Line]:
    """The same lines; those that wait to be posted by a person carry their frozen text and files."""
    wanted = [line.id for line in lines if line.waits_for_hand]
    if not wanted:
        return list(lines)
    query = sa.select(col(Delivery.id), col(Delivery.text), col(Delivery.post)).where(col(Delivery.id).in_(wanted))
    posts = {row_id: (text or "", post or {}) for row_id, text, post in session.execute(query)}
    return [_with_post(line, *posts[line.id]) if line.id in posts else line for line in lines]


def _with_post(line: Line, text: str, post: Mapping[str, Any]) -> Line:
    names = [str(file["name"]) for file in post.get("media", ())]
    return replace(line, text=text, files=tuple((name, f"/items/{line.slug}/media/{quote(name)}") for name in names))

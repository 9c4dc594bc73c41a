"""What an item still needs before it is what its kind promises."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.library.fields import ItemFields
from campaign.models import MediaRow, Revision
from campaign.workspace.kinds import Said, files_by_type, lacking
from campaign.workspace.stored import kinds_now


def missing_for_kind(session: Session, kind: str, said: Revision | ItemFields) -> list[str]:
    """The rest of a sentence each; nothing: the kind asks for no more."""
    rule = kinds_now(session).get(kind)
    if rule is None or (not rule.needs and not rule.max_chars):
        return []
    names = ("summary", "body", "link", "source", "sms", "tags", "audience")
    wanted = [entry["sha256"] for entry in said.media]
    query = sa.select(col(MediaRow.sha256), col(MediaRow.kind), col(MediaRow.mime))
    rows = {
        sha256: (family, mime)
        for sha256, family, mime in session.execute(query.where(col(MediaRow.sha256).in_(wanted)))
    }
    types = [rows[sha256] for sha256 in wanted if sha256 in rows]
    return lacking(rule, Said({name: getattr(said, name) for name in names}, files_by_type(types)))


def pictures_without_words(session: Session, said: Revision | ItemFields) -> list[str]:
    """Served names of pictures, the item's and its variants', whose alternative text is empty; each once."""
    files = [*said.media, *(each for variant in said.variants.values() for each in variant.get("media") or ())]
    bare = {each["sha256"] for each in files if not each.get("alt", "").strip()}
    query = sa.select(col(MediaRow.name)).where(col(MediaRow.sha256).in_(bare), col(MediaRow.kind) == "image")
    return list(session.scalars(query.order_by(col(MediaRow.name)))) if bare else []

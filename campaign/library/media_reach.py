"""Whether a person may open one stored file: that of an item within their reach, or one that they brought in."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.models import FittedMedia, MediaUpload, Revision


def may_open(session: Session, email: str, unit: str, sha256: str) -> bool:
    """``unit``: the person's, "" for one who sees all. Any revision that they may see counts, since an older one may be
    looked at and come back; what was made of a file for a platform is as near as the file itself."""
    if not unit:
        return True
    made_of = sa.select(col(FittedMedia.source_sha256)).where(col(FittedMedia.sha256) == sha256)
    wanted = [sha256, *session.scalars(made_of)]
    own = sa.select(col(MediaUpload.sha256)).where(col(MediaUpload.email) == email, col(MediaUpload.sha256).in_(wanted))
    if session.scalars(own.limit(1)).first() is not None:
        return True
    texts = [sa.cast(col(column), sa.String) for column in (Revision.media, Revision.variants)]
    named = sa.or_(*(text.contains(each) for text in texts for each in wanted))
    shown = sa.select(col(Revision.id)).where(col(Revision.unit).in_(("", unit)), named)
    return session.scalars(shown.limit(1)).first() is not None

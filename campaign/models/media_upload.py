"""Who brought a stored file in: its own people find it again before any item shows it."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel


class MediaUpload(SQLModel, table=True):
    """One person and one stored file that they uploaded or cut out of another."""

    __tablename__ = "media_upload"

    sha256: str = Field(primary_key=True, foreign_key="media.sha256")
    email: str = Field(primary_key=True)
    at: datetime = Field(index=True)
    """The last time that they brought it in."""

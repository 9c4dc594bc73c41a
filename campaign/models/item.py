"""Items of the library, their revisions and the approvals of one exact content."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from campaign.models.base import json_column

FILES_APPROVER = "files"
"""The approver of record where plan.toml says that files are approved."""


class Item(SQLModel, table=True):
    """One article, clip or tip. What it says stands in its current revision."""

    __tablename__ = "item"

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    guid: str
    """A permanent urn:uuid, made once."""
    kind: str = Field(index=True)
    state: str = Field(default="draft", index=True)
    """draft | submitted | returned | archived. Approved is not a state: it is what the approvals of the content say."""
    revision: int = 1
    """Number of the current revision."""
    content_sha256: str
    """Of the current revision: what approvals are compared with."""
    origin: str = "page"
    """files | page | feed | table | adopted (a post that was made elsewhere)"""
    origin_path: str = ""
    origin_sha256: str = Field(default="", index=True)
    """Of the file as last brought in; an item edited elsewhere since is never overwritten."""
    edited_since: bool = False
    """Edited in the page after the files brought it in."""
    submitted_by: str = ""
    form_key: str | None = Field(default=None, unique=True, index=True)
    """Who wrote it in which empty form ("e-mail:new:..."): a form sent twice makes one item. Null: in none."""
    first_sent_at: datetime | None = None
    """The first moment of sending anywhere: from then on its page is public."""
    withdrawn_at: datetime | None = None
    created_at: datetime
    updated_at: datetime


class Revision(SQLModel, table=True):
    """What an item says at one moment. Never changed; an edit makes the next one."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id", index=True)
    number: int
    content_sha256: str = Field(index=True)
    title: str
    summary: str = ""
    body: str = ""
    """Markdown."""
    link: str = ""
    tags: list[str] = Field(default_factory=list, sa_column=json_column())
    audience: list[str] = Field(default_factory=list, sa_column=json_column())
    task: list[str] = Field(default_factory=list, sa_column=json_column())
    """Task items; the first counts."""
    unit: str = ""
    language: str = "vi"
    media: list[dict[str, str]] = Field(default_factory=list, sa_column=json_column())
    """[{sha256, name, alt}] in order."""
    variants: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    """{channel key: {text, media}}"""
    evergreen: bool = False
    not_before: date | None = None
    expires_on: date | None = None
    review_by: date | None = None
    verified: bool = True
    source: str = ""
    sms: str = ""
    defang: bool = False
    author: str = ""
    """E-mail of who made this revision; "files" for a file."""
    created_at: datetime


class Approval(SQLModel, table=True):
    """One person's yes to one exact content. An edit makes another content; a return sets the yes aside."""

    __tablename__ = "approval"
    __table_args__ = (UniqueConstraint("item_id", "content_sha256", "approver"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id", index=True)
    content_sha256: str
    approver: str
    at: datetime
    returned_at: datetime | None = None
    """Set when the item was returned afterwards: the yes no longer counts."""
    bypass_reason: str = ""
    """Not empty: a manager let it go alone, for this reason, where no approver answered. It is enough by itself."""


class MediaRow(SQLModel, table=True):
    """One stored file, named by the hash of its bytes (after re-encoding)."""

    __tablename__ = "media"

    sha256: str = Field(primary_key=True)
    source_sha256: str = Field(index=True)
    """Of the bytes as they came, so that the same upload is not encoded twice."""
    kind: str
    mime: str
    name: str
    """A safe file name with the right ending, as served."""
    size: int
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None
    codec: str = ""
    """Of a video's picture and sound ("h264+aac", "hevc/yuv420p10le"), of sound alone ("mp3"); empty: not known."""
    frame_rate: float | None = None
    """Frames a second of a video, on the average; None: not known (taken in before it was looked at, WEBM)."""
    rate_varies: bool | None = None
    """Are they unevenly far apart? None: not known."""
    created_at: datetime


class FittedMedia(SQLModel, table=True):
    """A stored file made into what a platform takes. One recipe serves every channel that needs the same."""

    __tablename__ = "fitted_media"

    source_sha256: str = Field(primary_key=True)
    """Of the stored file (media.sha256)."""
    recipe: str = Field(primary_key=True)
    """campaign.media.fitting.Recipe.name"""
    sha256: str | None = None
    """The fitted file (media.sha256) once it is ready; the source itself where nothing had to be changed."""
    state: str = "working"
    """working | ready | failed"""
    progress: str = ""
    """"34 %" while working."""
    error: str = ""
    """Why it failed: the rest of a Vietnamese sentence that begins with the file's name."""
    updated_at: datetime

"""Documents and single facts that belong to the whole installation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from campaign.models.base import json_column


class Document(SQLModel, table=True):
    """A whole document as last brought in ("plan"), so that a worker elsewhere needs no files."""

    __tablename__ = "document"

    name: str = Field(primary_key=True)
    body: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    sha256: str
    loaded_at: datetime


class Fact(SQLModel, table=True):
    """A single named fact of the installation: last_tick_at, moved_to, public_url, ..."""

    __tablename__ = "fact"

    name: str = Field(primary_key=True)
    value: str
    at: datetime

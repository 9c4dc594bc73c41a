"""What a person has typed on the compose page and not saved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from campaign.models.base import json_column


class TypedText(SQLModel, table=True):
    """One person's unsaved form: no revision, no approval depends on it, and saving the item takes it away."""

    __tablename__ = "typed_text"

    user_id: int = Field(primary_key=True, foreign_key="user_account.id")
    place: str = Field(primary_key=True)
    """The item's slug, or "new:" and a random name (no slug holds ":")."""
    revision: int | None = None
    """The item's revision that the person had before them; null for a new item."""
    fields: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    """The form as it was sent."""
    typed_at: datetime

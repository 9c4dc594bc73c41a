"""Recurring slots, their occurrences, and pauses."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Integer
from sqlmodel import Field, SQLModel

from campaign.models.base import json_column


class Slot(SQLModel, table=True):
    """A recurring time: ``[[slot]]`` of schedules.toml as last brought in."""

    __tablename__ = "slot"

    key: str = Field(primary_key=True)
    title: str = ""
    days: list[str] = Field(default_factory=list, sa_column=json_column())
    times: list[str] = Field(default_factory=list, sa_column=json_column())
    cron: str = ""
    from_on: date | None = None
    to_on: date | None = None
    channels: list[str] = Field(default_factory=list, sa_column=json_column())
    pick: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    """{kind, tags, task}"""
    rotation: str = "least_recent"
    cooldown_days: int = 0
    grace_s: float | None = None
    position: int = 0
    removed_at: datetime | None = None


class Occurrence(SQLModel, table=True):
    """A slot on one date. Its row remembers what became of it, also when nothing could be picked."""

    __tablename__ = "occurrence"

    slot_key: str = Field(primary_key=True, foreign_key="slot.key")
    local_time: str = Field(primary_key=True)
    """Wall-clock time in the plan's zone, "2026-12-01T07:30"."""
    fold: int = Field(default=0, sa_column=Column(Integer, primary_key=True, autoincrement=False))
    due_at: datetime = Field(index=True)
    state: str
    """planned | empty | paused"""
    reason: str = ""
    item_id: int | None = Field(default=None, foreign_key="item.id")


class Pause(SQLModel, table=True):
    """A quiet period of the calendar. Its times are wall-clock in the plan's zone, both ends included to the minute."""

    __tablename__ = "pause"

    id: int | None = Field(default=None, primary_key=True)
    from_at: datetime
    to_at: datetime
    channels: list[str] = Field(default_factory=list, sa_column=json_column())
    """Channel keys, or ["*"]."""
    except_tags: list[str] = Field(default_factory=list, sa_column=json_column())
    reason: str = ""
    origin: str = "files"

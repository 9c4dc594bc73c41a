"""The one form around the list. Its buttons differ in where they send it, so each takes every field."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal

from fastapi import Form
from pydantic import BeforeValidator, Field, StringConstraints

from campaign.web.calendar_forms import Key
from campaign.web.forms import Line, PlainForm, or_none

Slug = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Gap = Literal["0", "15", "30", "60", "120", "1440", "10080"]
"""Minutes between two items."""


class ManyForm(PlainForm):
    item: Annotated[list[Slug], Field(max_length=500, default_factory=list)]
    name: Line = ""
    """A tag."""
    remove: Literal["", "yes"] = ""
    channel: Annotated[list[Key], Field(max_length=100, default_factory=list)]
    when: Literal["next", "exact"] = "next"
    on: Annotated[date | None, BeforeValidator(or_none)] = None
    at: Annotated[time | None, BeforeValidator(or_none)] = None
    apart: Gap = "1440"


Many = Annotated[ManyForm, Form()]

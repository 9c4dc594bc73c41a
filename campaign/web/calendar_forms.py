"""The forms of the calendar's pages. Times are on the plan's clock, so they carry no zone."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Literal

from fastapi import Form
from pydantic import BeforeValidator, Field, NaiveDatetime, StringConstraints

from campaign.desk.pauses import PauseForm as Written
from campaign.web.forms import Line, PlainForm, or_none

Key = Annotated[str, StringConstraints(max_length=100)]


class MoveForm(PlainForm):
    """``at`` empty: at the same clock time."""

    on: date
    at: Annotated[time | None, BeforeValidator(or_none)] = None


class PlaceForm(PlainForm):
    item: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    on: date
    at: time
    channel: Annotated[list[Key], Field(max_length=100, default_factory=list)]


class PauseForm(PlainForm):
    """``fallen``: what becomes of the posts that people scheduled inside it."""

    begins: NaiveDatetime
    ends: NaiveDatetime
    reason: Annotated[Line, StringConstraints(min_length=1)]
    channel: Annotated[list[Key], Field(max_length=100, default_factory=list)]
    except_tags: Line = ""
    fallen: Literal["wait", "move", "drop"] = "wait"

    def written(self) -> Written:
        tags = [tag.strip() for tag in self.except_tags.split(",") if tag.strip()]
        begins, ends = (_minute(moment) for moment in (self.begins, self.ends))
        return Written(begins, ends, self.reason, self.channel, tags)


class FallenForm(PlainForm):
    what: Literal["move", "drop"]
    sure: Literal["yes"]


class DayForm(PlainForm):
    name: Annotated[Line, StringConstraints(min_length=1, max_length=120)]
    kind: Literal["public", "press", "legal"]
    calendar: Literal["solar", "lunar"]
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    year: Annotated[int | None, Field(ge=1950, le=2099), BeforeValidator(or_none)] = None


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


Move = Annotated[MoveForm, Form()]
Place = Annotated[PlaceForm, Form()]
PauseFields = Annotated[PauseForm, Form()]
FallenChoice = Annotated[FallenForm, Form()]
DayFields = Annotated[DayForm, Form()]

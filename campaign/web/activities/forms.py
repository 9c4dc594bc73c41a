"""The forms. Fields are plain text and read here, so that a slip is told in a sentence and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import Form, UploadFile
from pydantic import Field, StringConstraints

from campaign.desk.activities import Said
from campaign.desk.activity_tables import read_day
from campaign.errors import Mistake
from campaign.packs.cells import read_number
from campaign.web.forms import Line, PlainForm

MOST_FILES = 5
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Files = Annotated[list[UploadFile], Field(max_length=MOST_FILES, default_factory=list)]


class ActivityForm(PlainForm):
    """One activity. ``words``: evidence, one a line."""

    task: Line = ""
    kind: Line = ""
    on: Line = ""
    title: Line = ""
    live: Literal["", "yes"] = ""
    minutes: Line = ""
    airings: Line = ""
    audience: Line = ""
    estimated: Literal["", "yes"] = ""
    place: Line = ""
    unit: Line = ""
    column: Line = ""
    words: Words = ""
    files: Files


class TableForm(PlainForm):
    file: UploadFile


class RegisterForm(PlainForm):
    target: Line = ""
    as_of: Line = ""
    source: Line = ""
    numerator: Line = ""
    denominator: Line = ""


class LinkForm(PlainForm):
    deadline: Line
    year: Annotated[int, Field(ge=2000, le=2200)]
    unit: Line


class HandInForm(PlainForm):
    office: Line = ""
    note: Words = ""


class DropForm(PlainForm):
    activity: Annotated[int, Field(ge=1, le=2**31 - 1)]


Activity = Annotated[ActivityForm, Form()]
Table = Annotated[TableForm, Form()]
Register = Annotated[RegisterForm, Form()]
Link = Annotated[LinkForm, Form()]
HandIn = Annotated[HandInForm, Form()]
Drop = Annotated[DropForm, Form()]


def said_in(form: ActivityForm, unit: str = "") -> Said:
    """``unit``: of a person who writes for that one only. Raises Mistake."""
    if not form.on:
        raise Mistake("Hãy ghi ngày làm.")
    return Said(
        task=form.task, kind=form.kind, on=read_day(form.on), title=form.title, live=form.live == "yes",
        minutes=read_number("Số phút", form.minutes), airings=read_number("Số lượt phát", form.airings),
        audience=read_number("Số lượt người", form.audience), estimated=form.estimated == "yes", place=form.place,
        unit=unit or form.unit, column=form.column,
        words=tuple(line.strip() for line in form.words.splitlines() if line.strip()), files=files_in(form.files),
    )  # fmt: skip


def files_in(files: Sequence[UploadFile]) -> tuple[tuple[str, bytes], ...]:
    """(name, bytes); a field that was left empty sends a file without a name."""
    return tuple((file.filename, file.file.read()) for file in files if file.filename)

"""The forms of bringing a table in."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Form, UploadFile
from pydantic import Field, StringConstraints

from campaign.library.tables.grid import MOST_COLUMNS
from campaign.web.forms import PlainForm

Column = Annotated[str, StringConstraints(max_length=120)]


class TableForm(PlainForm):
    file: UploadFile


class ColumnsForm(PlainForm):
    """``column``: the key of each column in order, "" for one that is left out. ``sha256``: of the table that the
    person has before them."""

    column: Annotated[list[Column], Field(max_length=MOST_COLUMNS, default_factory=list)]
    sha256: Annotated[str, StringConstraints(max_length=64)] = ""
    deed: Literal["check", "bring_in"] = "check"


Table = Annotated[TableForm, Form()]
Columns = Annotated[ColumnsForm, Form()]

"""The forms of the page of feeds."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Form, UploadFile
from pydantic import StringConstraints

from campaign.desk.feeds import Rules
from campaign.web.forms import Line, PlainForm

Addresses = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]


class RulesForm(PlainForm):
    """``tags``: with commas between them."""

    task: Line = ""
    unit: Line = ""
    tags: Line = ""
    auto_submit: Literal["yes", ""] = ""

    def rules(self) -> Rules:
        return Rules(self.task, self.unit, tuple(self.tags.split(",")), self.auto_submit == "yes")


class AddForm(RulesForm):
    """``urls``: one address a line."""

    urls: Addresses = ""


class TrustForm(PlainForm):
    trusted: Literal["yes", "no"]


class ListForm(PlainForm):
    file: UploadFile


Add = Annotated[AddForm, Form()]
Change = Annotated[RulesForm, Form()]
Trust = Annotated[TrustForm, Form()]
Outlines = Annotated[ListForm, Form()]

"""The correction dialog's form: each ``place`` holds the choice for one place, such as "12:amend"."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from fastapi import Form
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from campaign.desk.corrections import Choice

PLACE = re.compile(r"([1-9]\d{0,9}):(amend|retract|post)")
Text = Annotated[str, StringConstraints(max_length=20_000)]


class CorrectionForm(BaseModel):
    """``everywhere``: one deed for all places that can take it; empty: as chosen at each."""

    model_config = ConfigDict(extra="forbid")

    csrf: str = ""
    next: str = ""
    form: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{16})?$")] = ""
    """Made with the empty form: sent twice it is one correction."""
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""
    everywhere: Literal["", "amend", "retract", "post"] = ""
    place: Annotated[
        list[Annotated[str, StringConstraints(max_length=30)]], Field(max_length=200, default_factory=list)
    ]
    title: Annotated[str, StringConstraints(max_length=500)] = ""
    body: Text = ""

    def choices(self) -> list[Choice]:
        """What was chosen place by place; a place that is left as it is says nothing."""
        read = [PLACE.fullmatch(each) for each in self.place]
        return [Choice(int(found[1]), found[2]) for found in read if found]


CorrectionFields = Annotated[CorrectionForm, Form()]

"""The forms of packs. A pack's own options come as two lists: their names are the table's (campaign.packs.table)."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Form, UploadFile
from pydantic import Field, StringConstraints

from campaign.packs.choose import MOST, Wanted
from campaign.web.forms import PlainForm

Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Text = Annotated[str, StringConstraints(max_length=60_000)]
"""Longer than any option may be: what is too long is told with everything that was typed (campaign.packs.make)."""
MOST_OPTIONS = 30


class PackForm(PlainForm):
    """``q`` to ``task``: what is looked for; ``item``: what is chosen; ``option[n]`` says ``value[n]``."""

    deed: Literal["find", "look", "view", "take"] = "find"
    q: Word = ""
    tag: Word = ""
    kind: Word = ""
    task: Word = ""
    item: Annotated[list[Word], Field(max_length=MOST + 100, default_factory=list)]
    practice: Literal["", "yes"] = ""
    option: Annotated[list[Word], Field(max_length=MOST_OPTIONS, default_factory=list)]
    value: Annotated[list[Text], Field(max_length=MOST_OPTIONS, default_factory=list)]

    @property
    def wanted(self) -> Wanted:
        return Wanted(slugs=tuple(dict.fromkeys(self.item)), practice=self.practice == "yes")

    @property
    def said(self) -> dict[str, list[str]]:
        return {name: [value] for name, value in zip(self.option, self.value, strict=False) if name}


class LogForm(PlainForm):
    file: UploadFile
    task: Word = ""


Pack = Annotated[PackForm, Form()]
Log = Annotated[LogForm, Form()]
EMPTY = PackForm(item=[], option=[], value=[])

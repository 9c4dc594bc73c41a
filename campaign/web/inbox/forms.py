"""The forms of the inbox. ``content``: the hash of what the person had before them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Path
from pydantic import Field, StringConstraints

from campaign.web.calendar_forms import Key
from campaign.web.forms import PlainForm

Slug = Annotated[str, Path(pattern=r"^[\w.-]{1,200}$")]
Content = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{0,64}$")]
Why = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class ReadForm(PlainForm):
    content: Content = ""


class WhyForm(ReadForm):
    """The desk refuses an empty one with a sentence that says why it is asked for."""

    reason: Why = ""


class UrgentForm(ReadForm):
    """``yes``: whose word lets it go: the person's own approval, a manager's alone, or (empty) whoever approves."""

    channel: Annotated[list[Key], Field(max_length=100, default_factory=list)]
    yes: Annotated[str, StringConstraints(pattern="^(|approve|bypass)$")] = ""
    reason: Why = ""


Read = Annotated[ReadForm, Form()]
WhyBack = Annotated[WhyForm, Form()]
UrgentChoice = Annotated[UrgentForm, Form()]

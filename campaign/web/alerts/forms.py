"""The forms about alerts."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Form
from pydantic import Field, StringConstraints

from campaign.web.forms import PlainForm

Clock = Annotated[str, StringConstraints(strip_whitespace=True, max_length=8)]
Given = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class WishesForm(PlainForm):
    """``hear``: the kinds that are told; what is missing is not."""

    ways: list[Literal["email", "push"]] = Field(default_factory=list)
    hear: list[Annotated[str, StringConstraints(max_length=20)]] = Field(default_factory=list)
    quiet_from: Clock = ""
    quiet_to: Clock = ""


class BrowserForm(PlainForm):
    """A subscription as the browser made it."""

    endpoint: Given
    p256dh: Given
    auth: Given


Wished = Annotated[WishesForm, Form()]
OneBrowser = Annotated[BrowserForm, Form()]

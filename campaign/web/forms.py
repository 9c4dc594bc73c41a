"""The forms that pages send. An unknown field is refused, so no form can set what it does not show."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Form
from pydantic import BaseModel, ConfigDict, StringConstraints

from campaign.web.next_path import HOME

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


def or_none(value: object) -> object:
    """An empty field of a form means that nothing was chosen."""
    return None if value == "" else value


class PlainForm(BaseModel):
    """A button. ``csrf`` is looked at before the form is (campaign.web.csrf)."""

    model_config = ConfigDict(extra="forbid")

    csrf: str = ""
    next: str = ""
    """The page to go back to; empty: the one that the action belongs to."""


class SignInForm(PlainForm):
    next: str = HOME


class LanguageForm(PlainForm):
    lang: Literal["vi", "en"]
    next: str = HOME


class PublishedForm(PlainForm):
    permalink: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""


class SureForm(PlainForm):
    """For what cannot be undone: the page asks first, and the answer comes along."""

    sure: Literal["yes"]


class ReasonForm(PlainForm):
    reason: Annotated[Line, StringConstraints(min_length=1)]


Plain = Annotated[PlainForm, Form()]
SignIn = Annotated[SignInForm, Form()]
Language = Annotated[LanguageForm, Form()]
Published = Annotated[PublishedForm, Form()]
Sure = Annotated[SureForm, Form()]
Reason = Annotated[ReasonForm, Form()]

"""The forms of signing in, of one's own account and of the list of people."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Form
from pydantic import StringConstraints

from campaign.web.forms import PlainForm
from campaign.web.next_path import HOME

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300, pattern=r"^[^\x00]*$")]
Password = Annotated[str, StringConstraints(max_length=1000)]
"""Longer than any password may be: that it is too long is told in a sentence."""
Role = Literal["reporter", "editor", "manager", "admin"]


class PasswordSignInForm(PlainForm):
    email: Words
    password: Password
    next: str = HOME


class CodeForm(PlainForm):
    """``code``: of the phone or of the paper."""

    code: Words
    remember: Literal["yes", ""] = ""
    next: str = HOME


class FirstPersonForm(PlainForm):
    email: Words
    name: Words
    password: Password
    again: Password


class NewPasswordForm(PlainForm):
    current: Password = ""
    password: Password
    again: Password


class PhoneForm(PlainForm):
    """``secret`` is the one that the page showed: only a code made from it proves that the phone has it."""

    secret: Words
    code: Words
    current: Password = ""


class ConfirmForm(PlainForm):
    current: Password = ""


class PlaceForm(PlainForm):
    role: Role
    unit: Words = ""


class InviteForm(PlaceForm):
    email: Words
    name: Words


class NameForm(PlainForm):
    name: Words


class ProgramForm(NameForm):
    scope: Literal["read", "write"] = "read"


PasswordSignIn = Annotated[PasswordSignInForm, Form()]
Code = Annotated[CodeForm, Form()]
FirstPerson = Annotated[FirstPersonForm, Form()]
NewPassword = Annotated[NewPasswordForm, Form()]
Phone = Annotated[PhoneForm, Form()]
Confirm = Annotated[ConfirmForm, Form()]
Place = Annotated[PlaceForm, Form()]
Invite = Annotated[InviteForm, Form()]
Name = Annotated[NameForm, Form()]
Program = Annotated[ProgramForm, Form()]

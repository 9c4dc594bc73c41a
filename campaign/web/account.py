"""One's own account: the password, the second step, what one is told, programs that act in one's name."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import Response

from campaign.desk import second_step as desk
from campaign.desk import tokens, users
from campaign.errors import Conflict, Mistake
from campaign.models import User
from campaign.people import api_tokens, sessions, totp
from campaign.people import second_step as steps
from campaign.people.audit import record
from campaign.web.access import SignedIn
from campaign.web.alerts import wishes
from campaign.web.failures import retry_after, status_of
from campaign.web.forms import Plain
from campaign.web.language import language_of
from campaign.web.people_forms import Confirm, Name, NewPassword, Phone, Program
from campaign.web.respond import go_to, respond
from campaign.web.sign_in import DIFFER
from campaign.web.site import site_of
from campaign.web.status import zone_of


def show(request: Request, user: SignedIn, done: str = "") -> Response:
    """``done`` names what was just done; only the known names say anything."""
    return _account(request, user, done=done)


def set_password(request: Request, user: SignedIn, form: NewPassword) -> Response:
    """Every other browser of the person is signed out at once; this one gets a fresh session."""
    site = site_of(request)
    device = request.cookies.get(site.cookies.device, "")
    try:
        if form.password != form.again:
            raise Mistake(DIFFER)
        desk.confirm(site.database, user.email, form.current)
        users.change_password(site.database, user.email, form.password, device)
    except Mistake as mistake:
        return _account(request, user, mistake=mistake)
    with site.database.write() as session:
        secret = sessions.start(session, site.database.now(session), user)
    answer = go_to("/account?done=password")
    site.cookies.put(answer, site.cookies.session, secret)
    return answer


def leave_others(request: Request, user: SignedIn, form: Plain) -> Response:
    """Ends every session of the person but this one."""
    site = site_of(request)
    with site.database.write() as session:
        now = site.database.now(session)
        sessions.end_all(session, user)
        secret = sessions.start(session, now, user)
        record(session, now, user.email, "sign-out.others", f"user:{user.email}")
    answer = go_to("/account?done=left")
    site.cookies.put(answer, site.cookies.session, secret)
    return answer


def phone(request: Request, user: SignedIn) -> Response:
    """A fresh secret as a picture. Nothing is stored before a code has proved that the phone has it."""
    if user.totp_sealed:
        raise Conflict("Xác thực hai bước đang bật rồi. Muốn đổi điện thoại, hãy tắt trước.")
    return _phone(request, user, totp.new_secret())


def turn_on(request: Request, user: SignedIn, form: Phone) -> Response:
    """Shows the recovery codes, this once."""
    site = site_of(request)
    try:
        codes = desk.turn_on(site.database, site.vault, user.email, form.current, form.secret, form.code)
    except Mistake as mistake:
        if not totp.is_secret(form.secret):
            raise
        return _phone(request, user, form.secret, mistake)
    return respond(request, "recovery_codes.html", user=user, codes=codes)


def turn_off(request: Request, user: SignedIn, form: Confirm) -> Response:
    try:
        desk.turn_off(site_of(request).database, user.email, form.current)
    except Mistake as mistake:
        return _account(request, user, mistake=mistake)
    return go_to("/account?done=off")


def add_program(request: Request, user: SignedIn, form: Program) -> Response:
    """Shows the new token, this once. Sent again it is refused: the person has one of that name."""
    try:
        secret = tokens.add_api_token(site_of(request).database, user.email, form.name, user.email, form.scope)
    except Mistake as mistake:
        return _account(request, user, mistake=mistake)
    return respond(request, "account_program.html", user=user, name=form.name, secret=secret)


def revoke(request: Request, user: SignedIn, form: Name) -> Response:
    tokens.revoke_api_token(site_of(request).database, user.email, form.name, user.email)
    return go_to("/account?done=revoked")


def _account(request: Request, user: User, done: str = "", mistake: Mistake | None = None) -> Response:
    site = site_of(request)
    with site.database.read() as session:
        programs = [row for row, _ in api_tokens.list_all(session, user) if row.revoked_at is None]
        left = steps.codes_left(session, user)
        zone, alerts = zone_of(session), wishes.values_for(site, session, user)
    values: dict[str, Any] = {"done": done, "programs": programs, "left": left, "zone": zone, "sentence": ""}
    values |= {**alerts, "push_key": wishes.push_key(site)}
    return _with(request, "account.html", user, mistake, **values)


def _phone(request: Request, user: User, secret: str, mistake: Mistake | None = None) -> Response:
    picture = _picture(totp.address(secret, user.email))
    return _with(request, "account_phone.html", user, mistake, secret=secret, picture=picture)


def _with(request: Request, template: str, user: User, mistake: Mistake | None, **values: Any) -> Response:
    words = site_of(request).pages.said(language_of(request), str(mistake)) if mistake else ""
    status = status_of(mistake) if mistake else 200
    answer = respond(request, template, user=user, status=status, **(values | {"sentence": words}))
    if mistake:
        answer.headers.update(retry_after(mistake))
    return answer


def _picture(text: str) -> str:
    """A QR code as a ``data:`` address."""
    import segno  # only here, and not needed by any other page

    return segno.make(text, error="l").svg_data_uri(scale=5, border=4)

"""Signing in by a link that works once or by password, the second step, the first person; signing out, the language."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import Response

from campaign.desk import sign_in as desk
from campaign.desk.language import choose_language as choose
from campaign.errors import Mistake
from campaign.models import User
from campaign.people import devices, one_time, sessions, set_up
from campaign.people.audit import record
from campaign.web.access import SignedIn
from campaign.web.cookies import YEAR_S
from campaign.web.failures import retry_after, status_of
from campaign.web.forms import Language, Plain, SignIn
from campaign.web.language import gettext_noop, language_of
from campaign.web.next_path import next_path
from campaign.web.peer import address_of
from campaign.web.people_forms import Code, FirstPerson, PasswordSignIn
from campaign.web.respond import go_to, respond
from campaign.web.site import site_of

DIFFER = gettext_noop("Hai lần gõ mật khẩu không giống nhau. Hãy gõ lại.")
SECOND_STEP_S = int(one_time.SECOND_STEP_HOURS * 3600)
DEVICE_S = int(devices.KEPT.total_seconds())


def how(request: Request, next: str = "") -> Response:
    """The form, and where a link comes from."""
    return respond(request, "sign_in.html", user=_whoever(request), wanted=False, next=next_path(next))


def by_password(request: Request, form: PasswordSignIn) -> Response:
    """The same sentence for whatever is wrong; after some failures each next try has to wait a little."""
    try:
        entered = desk.by_password(site_of(request).database, browser_of(request), form.email, form.password)
    except Mistake as mistake:
        return _again(request, "sign_in.html", mistake, wanted=False, next=next_path(form.next), email=form.email)
    return let_in(request, entered, form.next)


def ask(request: Request, code: str, next: str = "") -> Response:
    """One button. Looking at the link does not spend it: mail programs and previews open links too."""
    site = site_of(request)
    try:
        with site.database.read() as session:
            person = one_time.look(session, site.database.now(session), code)
    except Mistake as mistake:
        return _no_longer(request, mistake)
    return respond(request, "sign_in_code.html", person=person, next=next_path(next))


def enter(request: Request, code: str, form: SignIn) -> Response:
    """Spends the link; the browser gets a fresh session and whatever it carried before ends."""
    try:
        entered = desk.by_link(site_of(request).database, browser_of(request), code)
    except Mistake as mistake:
        return _no_longer(request, mistake)
    return let_in(request, entered, form.next)


def second_step(request: Request, next: str = "") -> Response:
    """Asks for the code of the phone; without the first step there is nothing to ask for."""
    site = site_of(request)
    try:
        with site.database.read() as session:
            one_time.look(session, site.database.now(session), _step(request), one_time.SECOND_STEP)
    except Mistake:
        return go_to("/sign-in")
    return respond(request, "second_step.html", next=next_path(next))


def by_code(request: Request, form: Code) -> Response:
    site = site_of(request)
    remember = form.remember == "yes"
    try:
        entered = desk.by_code(
            site.database, site.vault, browser_of(request), _step(request), form.code, remember=remember
        )
    except Mistake as mistake:
        return _again(request, "second_step.html", mistake, next=next_path(form.next))
    return let_in(request, entered, form.next)


def set_up_form(request: Request, code: str) -> Response:
    """The page of the link that ``campaign serve`` prints while there is nobody."""
    site = site_of(request)
    try:
        with site.database.read() as session:
            set_up.look(session, site.database.now(session), code)
    except Mistake as mistake:
        return _no_longer(request, mistake)
    return respond(request, "set_up.html")


def first_person(request: Request, code: str, form: FirstPerson) -> Response:
    site = site_of(request)
    try:
        if form.password != form.again:
            raise Mistake(DIFFER)
        browser = browser_of(request)
        entered = desk.first_person(site.database, browser, code, form.email, form.name, form.password)
    except Mistake as mistake:
        return _again(request, "set_up.html", mistake, email=form.email, name=form.name)
    return let_in(request, entered, "/")


def leave(request: Request, user: SignedIn, form: Plain) -> Response:
    """Ends this browser's session; the old cookie is worth nothing from now on."""
    site = site_of(request)
    with site.database.write() as session:
        sessions.end(session, request.cookies.get(site.cookies.session, ""))
        record(session, site.database.now(session), user.email, "sign-out", f"user:{user.email}")
    answer = go_to("/sign-in")
    site.cookies.drop(answer, site.cookies.session)
    return answer


def choose_language(request: Request, form: Language) -> Response:
    site = site_of(request)
    choose(site.database, request.cookies.get(site.cookies.session, ""), form.lang)
    answer = go_to(form.next)
    site.cookies.put(answer, site.cookies.language, form.lang, keep_s=YEAR_S)
    return answer


def browser_of(request: Request) -> desk.Browser:
    """What this browser brings along. No header can claim another address, save that of a proxy which is named."""
    site = site_of(request)
    cookies = site.cookies
    return desk.Browser(
        address=address_of(request, site.settings),
        session=request.cookies.get(cookies.session, ""),
        device=request.cookies.get(cookies.device, ""),
    )


def let_in(request: Request, entered: desk.Entered, wanted: str) -> Response:
    """To the page that was wanted, or first to the second step."""
    cookies = site_of(request).cookies
    if entered.step:
        answer = go_to(f"/second-step?{urlencode({'next': next_path(wanted)})}")
        cookies.put(answer, cookies.step, entered.step, keep_s=SECOND_STEP_S)
        return answer
    answer = go_to(wanted)
    cookies.put(answer, cookies.session, entered.session)
    cookies.drop(answer, cookies.form)
    if entered.device:
        cookies.put(answer, cookies.device, entered.device, keep_s=DEVICE_S)
    if _step(request):
        cookies.drop(answer, cookies.step)
    return answer


def _step(request: Request) -> str:
    return request.cookies.get(site_of(request).cookies.step, "")


def _again(request: Request, template: str, mistake: Mistake, **values: Any) -> Response:
    """The same form with what was wrong; a password is never sent back."""
    sentence = site_of(request).pages.said(language_of(request), str(mistake))
    answer = respond(request, template, status=status_of(mistake), sentence=sentence, **values)
    answer.headers.update(retry_after(mistake))
    return answer


def _no_longer(request: Request, mistake: Mistake) -> Response:
    site = site_of(request)
    sentence = site.pages.said(language_of(request), str(mistake))
    return respond(request, "sign_in_code.html", status=status_of(mistake), person=None, sentence=sentence, next="/")


def _whoever(request: Request) -> User | None:
    site = site_of(request)
    with site.database.read() as session:
        return sessions.who(session, site.database.now(session), request.cookies.get(site.cookies.session, ""))

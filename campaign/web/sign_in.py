"""Signing in by a link that works once, signing out, choosing a language."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from campaign.errors import Mistake
from campaign.models import User
from campaign.people import one_time, sessions
from campaign.people.audit import record
from campaign.web.access import SignedIn
from campaign.web.cookies import YEAR_S
from campaign.web.failures import status_of
from campaign.web.forms import Language, Plain, SignIn
from campaign.web.language import language_of
from campaign.web.next_path import next_path
from campaign.web.respond import go_to, respond
from campaign.web.site import site_of


def how(request: Request) -> Response:
    """Says where a link comes from."""
    return respond(request, "sign_in.html", user=_whoever(request), wanted=False)


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
    site = site_of(request)
    before = request.cookies.get(site.cookies.session, "")
    try:
        with site.database.write() as session:
            now = site.database.now(session)
            user = one_time.use(session, now, code)
            secret = sessions.start(session, now, user, replaces=before)
            record(session, now, user.email, "sign-in", f"user:{user.email}")
    except Mistake as mistake:
        return _no_longer(request, mistake)
    answer = go_to(form.next)
    site.cookies.put(answer, site.cookies.session, secret)
    site.cookies.drop(answer, site.cookies.form)
    return answer


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
    answer = go_to(form.next)
    site.cookies.put(answer, site.cookies.language, form.lang, keep_s=YEAR_S)
    return answer


def _no_longer(request: Request, mistake: Mistake) -> Response:
    site = site_of(request)
    sentence = site.pages.translate(language_of(request), str(mistake))
    return respond(request, "sign_in_code.html", status=status_of(mistake), person=None, sentence=sentence, next="/")


def _whoever(request: Request) -> User | None:
    site = site_of(request)
    with site.database.read() as session:
        return sessions.who(session, site.database.now(session), request.cookies.get(site.cookies.session, ""))

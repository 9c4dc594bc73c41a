"""Turns a template into an answer, with what every page needs: the person, the form token, the language."""

from __future__ import annotations

import secrets
from functools import cache
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse

from campaign.models import User
from campaign.reach.seeded import watermark
from campaign.web.csrf import form_token
from campaign.web.inbox.review import review_of
from campaign.web.inbox.view import count_inbox
from campaign.web.language import language_of
from campaign.web.navigation import ON_A_PHONE, current_part, parts_for
from campaign.web.next_path import next_path
from campaign.web.practice import is_practice
from campaign.web.site import site_of
from campaign.web.status import count_to_settle


def is_fragment(request: Request) -> bool:
    """htmx asks for a part of a page: https://htmx.org/reference/#request_headers"""
    return request.headers.get("hx-request") == "true"


def render(request: Request, template: str, user: User | None, **values: Any) -> Markup:
    """The rendered template, safe to stand in another one."""
    pages, seed = site_of(request).pages, _seed(request)
    values |= {"user": user, "form_token": form_token(seed), "here": _here(request), "own_path": request.url.path}
    values |= {"parts_for": parts_for, "current_part": current_part, "on_a_phone": ON_A_PHONE}
    values |= {"waiting_count": cache(lambda: _waiting_count(request, user))}
    values |= {"inbox_count": cache(lambda: _inbox_count(request, user))}
    values |= {"is_practice": cache(lambda: _is_practice(request)), "answered": values.get("answered", False)}
    values |= {"watermark": cache(lambda: _watermark(request))}
    values |= {"review_of": lambda slug: review_of(request, user, slug) if user else None}
    return Markup(pages.render(language_of(request), template, values))  # noqa: S704  (escaped while rendering)


def respond(
    request: Request, template: str, *, user: User | None = None, status: int = 200, **values: Any
) -> HTMLResponse:
    """The rendered template. A browser that has no cookie yet gets one to tie its form tokens to."""
    cookies = site_of(request).cookies
    values["answered"] = request.method == "POST" and status < 400
    answer = HTMLResponse(render(request, template, user, **values), status)
    if _seed(request) not in request.cookies.values():
        cookies.put(answer, cookies.form, _seed(request))
    return answer


def _seed(request: Request) -> str:
    """What form tokens are made from: a cookie of this browser, else a fresh one, the same for the whole request."""
    cookies = site_of(request).cookies
    if not hasattr(request.state, "seed"):
        known = request.cookies.get(cookies.session) or request.cookies.get(cookies.form)
        request.state.seed = known or secrets.token_urlsafe(32)
    return str(request.state.seed)


def go_to(path: str) -> RedirectResponse:
    """After a form: another page, asked for anew. Only a path of ours is followed."""
    return RedirectResponse(next_path(path), 303)


def _waiting_count(request: Request, user: User | None) -> int:
    """How many deliveries wait for a person: asked only by pages that have a side bar."""
    site = site_of(request)
    with site.database.read() as session:
        return count_to_settle(session, user) if user else 0


def _is_practice(request: Request) -> bool:
    with site_of(request).database.read() as session:
        return is_practice(session)


def _inbox_count(request: Request, user: User | None) -> int:
    """How many items this person should look at: theirs to approve, or returned to them."""
    site = site_of(request)
    with site.database.read() as session:
        return count_inbox(session, site.settings, user) if user else 0


def _watermark(request: Request) -> str:
    """What every page says of a workspace whose figures were invented; else empty."""
    site = site_of(request)
    with site.database.read() as session:
        return watermark(session)


def _here(request: Request) -> str:
    """The page's own address, to come back to after switching the language; a form's address is no page."""
    if request.method not in ("GET", "HEAD"):
        return "/"
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in ("lang", "done")]
    return f"{request.url.path}?{urlencode(kept)}" if kept else request.url.path

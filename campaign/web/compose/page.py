"""Writing an item: the form of a new one or of one that is there, and what saving it does."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Path, Request
from starlette.responses import Response

from campaign.desk.editing import edit_item, written_in
from campaign.desk.editorial import submit_item
from campaign.errors import Conflict, Mistake, NotFound
from campaign.library import typed
from campaign.library.fields import ItemFields
from campaign.models import User
from campaign.web.access import SignedIn
from campaign.web.compose.form import Compose, ComposeForm, PlaceForm, form_of, sent_of
from campaign.web.compose.showing import Refusal, restored_form, same, show_page
from campaign.web.compose.view import Standing, channel_keys, read_standing, require_item
from campaign.web.compose.wording import LABELS, said, sayer
from campaign.web.failures import status_of
from campaign.web.language import gettext_noop, language_of
from campaign.web.respond import go_to
from campaign.web.site import Site, site_of

Slug = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,99}$")]
OFFERED_DRAFTS = 5
OVERTAKEN = gettext_noop("%(who)s đã lưu bản %(number)s trong lúc bạn viết.")
UNNUMBERED = gettext_noop(
    "Biểu mẫu không cho biết bạn viết từ bản nào nên chưa lưu, để không ghi đè lên bản của người khác. "
    "Chữ bạn viết còn nguyên ở dưới: hãy so với bản đang lưu rồi bấm lưu lần nữa."
)
SAVED_ONLY = gettext_noop("Đã lưu, nhưng chưa gửi duyệt được.")
COMPARED = ("title", "summary", "body", "link", "source", "sms", "tags", "audience")
"""Fields of the form that a conflict shows side by side."""


def new(request: Request, user: SignedIn, draft: str = "") -> Response:
    """An empty form, or with ``?draft=`` what was typed and not saved."""
    site = site_of(request)
    with site.database.read() as session:
        rows = typed.kept_new(session, user.id or 0)
        kept = next((row for row in rows if row.place == f"{typed.NEW}{draft}"), None)
    form = restored_form(kept) if kept else None
    form = form or form_of(f"{typed.NEW}{secrets.token_hex(6)}", None, ItemFields(title="", unit=user.unit))
    return show_page(
        request, user, form, unsaved=[row for row in rows if row is not kept][:OFFERED_DRAFTS], restored=kept
    )


def create(request: Request, user: SignedIn, form: Compose) -> Response:
    if form.slug is not None:
        raise NotFound("Không có mục này.")
    return _save(request, user, form, ItemFields(title="", unit=user.unit))


def edit(request: Request, user: SignedIn, slug: Slug, draft: str = "", done: str = "") -> Response:
    """The item as it is stored, or with ``?draft=1`` as this person left it."""
    site = site_of(request)
    with site.database.read() as session:
        item, _ = require_item(session, user, slug)
        kept = typed.kept(session, user.id or 0, slug)
        standing = read_standing(session, site.settings, site.database.now(session), user, slug)
    stored = form_of(slug, item.revision, standing.fields)
    left = restored_form(kept) if kept else None
    if kept is None or left is None or same(left, stored):
        return show_page(request, user, stored, standing, done=done)
    if draft:
        return show_page(request, user, left, standing, restored=kept)
    return show_page(request, user, stored, standing, done=done, unsaved=[kept])


def save(request: Request, user: SignedIn, slug: Slug, form: Compose) -> Response:
    if form.slug != slug:
        raise NotFound("Không có mục này.")
    site = site_of(request)
    with site.database.read() as session:
        require_item(session, user, slug)
        before = read_standing(session, site.settings, site.database.now(session), user, slug).fields
    return _save(request, user, form, before)


def show_edit(request: Request, user: User, slug: str, placing: PlaceForm, mistake: Mistake) -> Response:
    """The page again, with what was asked of the calendar and why it could not be."""
    site = site_of(request)
    with site.database.read() as session:
        standing = read_standing(session, site.settings, site.database.now(session), user, slug)
    form = form_of(slug, standing.item.revision, standing.fields)
    return show_page(
        request, user, form, standing, placing=placing, placing_wrong=str(mistake), status=status_of(mistake)
    )


def _save(request: Request, user: User, form: ComposeForm, before: ItemFields) -> Response:
    site = site_of(request)
    try:
        if form.slug is not None and form.revision is None:
            raise Conflict(UNNUMBERED)
        with site.database.read() as session:
            keys = channel_keys(session)
        sent = sent_of(form, before, keys)
        item = edit_item(
            site.database, user.email, form.slug, sent, revision=form.revision, settings=site.settings,
            form=form.place if form.slug is None else "",
        )  # fmt: skip
    except NotFound:
        raise
    except Mistake as mistake:
        return _refused(request, user, _as_made(site, user, form), mistake)
    with site.database.write() as session:
        typed.drop(session, user.id or 0, form.place)
    done = "saved"
    handed_in = item.state == "submitted" and item.submitted_by == user.email
    if form.then == "submit" and handed_in:  # the same form once more
        done = "submitted"
    elif form.then == "submit":
        try:
            submit_item(site.database, site.settings, item.slug, user.email)
            done = "submitted"
        except Mistake as mistake:
            return _saved_only(request, user, item.slug, form.place, mistake)
    return go_to(f"/library/{item.slug}/edit?{urlencode({'done': done, 'from': form.place})}")


def _as_made(site: Site, user: User, form: ComposeForm) -> ComposeForm:
    """A new item's form that was sent before is the form of the item that it made, from the first revision on."""
    made = written_in(site.database, user.email, form.place) if form.slug is None else None
    return form.model_copy(update={"place": made, "revision": 1}) if made else form


def _refused(request: Request, user: User, form: ComposeForm, mistake: Mistake) -> Response:
    """The form with everything that was typed. After somebody else's save it starts from theirs, and shows both."""
    site = site_of(request)
    sentence, keys = sayer(request)(str(mistake)), said(str(mistake))[1]
    standing = _standing(request, user, form.slug)
    theirs: list[tuple[str, str, str]] = []
    if standing and isinstance(mistake, Conflict) and form.revision != standing.item.revision:
        now = form_of(form.place, standing.item.revision, standing.fields)
        theirs = [(LABELS[name], *both) for name in COMPARED if (both := _two(now, form, name))]
        theirs += _own_texts(now.own_texts, form.own_texts)
        if form.revision is not None:
            words = site.pages.translate(language_of(request), OVERTAKEN)
            sentence = words % {"who": standing.author, "number": standing.item.revision}
        form = form.model_copy(update={"revision": standing.item.revision})
    return show_page(request, user, form, standing, refusal=Refusal(sentence, keys, status_of(mistake), theirs))


def _saved_only(request: Request, user: User, slug: str, place: str, mistake: Mistake) -> Response:
    standing = _standing(request, user, slug)
    assert standing is not None
    form = form_of(slug, standing.item.revision, standing.fields)
    words = site_of(request).pages.translate(language_of(request), SAVED_ONLY)
    refusal = Refusal(f"{words} {mistake}", status=status_of(mistake))
    return show_page(request, user, form, standing, refusal=refusal, saved_place=place)


def _standing(request: Request, user: User, slug: str | None) -> Standing | None:
    site = site_of(request)
    if slug is None:
        return None
    with site.database.read() as session:
        return read_standing(session, site.settings, site.database.now(session), user, slug)


def _two(stored: ComposeForm, mine: ComposeForm, name: str) -> tuple[str, str] | None:
    """Both texts, where they differ."""
    both = getattr(stored, name), getattr(mine, name).replace("\r\n", "\n")
    return None if both[0] == both[1] else both


def _own_texts(stored: Mapping[str, str], mine: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Texts of single channels that differ, under the channel's key."""
    both = [(key, stored.get(key, ""), mine.get(key, "").replace("\r\n", "\n")) for key in sorted({*stored, *mine})]
    return [each for each in both if each[1] != each[2]]

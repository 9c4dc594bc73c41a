"""The posts that a form would become if it were saved: by the code that builds what is sent, without saving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from markupsafe import Markup
from sqlmodel import Session, col

from campaign.delivery.fit import files_of, ready
from campaign.delivery.freeze import SOME_CODE, render
from campaign.desk.editing import slug_of
from campaign.desk.item_input import with_changes
from campaign.errors import Mistake
from campaign.library.content_hash import content_sha256
from campaign.library.fields import OF_REVISION, ItemFields
from campaign.library.lacking import missing_for_kind
from campaign.models import Channel, Item, MediaRow, Revision
from campaign.platforms import ADAPTERS, platform
from campaign.platforms.seam import MeasuresTexts, Post, Problem, TextLength
from campaign.rendering.addresses import short_url
from campaign.rendering.compose import Subject, media_files
from campaign.rendering.defang import defang
from campaign.rendering.page import item_html
from campaign.rendering.sms import Segments, segments
from campaign.schedule.alike import Alike, alike_items
from campaign.settings import Settings
from campaign.web.compose.form import ComposeForm, sent_of
from campaign.web.compose.shown import ShownFile, safe_text, shown_files
from campaign.web.compose.view import channel_keys
from campaign.web.status import ChannelLine

NO_TITLE = "…"
CANNOT_BE_WRONG = ("title", "summary", "body", "tags", "defang", "sms", "source", "variants")
"""Keys from which a preview can be made while others are being typed wrong."""


@dataclass(frozen=True)
class Trial:
    """One channel's post. ``base``: what it would read without a text of its own, the short link left out."""

    line: ChannelLine
    own: bool
    post: Post | None
    lengths: Sequence[TextLength]
    problems: Sequence[Problem]
    html: Markup
    files: Sequence[ShownFile]
    base: str

    @property
    def tightest(self) -> TextLength | None:
        """The length that is nearest to its limit, or furthest over it; None: nothing is limited."""
        limited = [each for each in self.lengths if each.limit]
        return max(limited, key=lambda each: each.length / (each.limit or 1), default=None)


@dataclass(frozen=True)
class Page:
    """The item's public page."""

    title: str
    summary: str
    html: Markup
    files: Sequence[ShownFile]
    source: str
    link: str


@dataclass(frozen=True)
class Check:
    """Everything that the right-hand side shows. ``mistake``: what saving would be refused for; empty: nothing.
    ``blank``: nobody has written anything yet, so nothing is wrong either."""

    mistake: str
    page: Page
    trials: Sequence[Trial]
    sms: Segments
    blank: bool
    lacking: Sequence[str] = ()
    """What the item's kind still asks for: it can be saved, not handed in."""
    alike: Sequence[Alike] = ()
    """Items that say nearly the same."""


def typed_fields(session: Session, form: ComposeForm, before: ItemFields) -> tuple[ItemFields, str]:
    """(what the form says, why saving it would be refused); keys that are wrong stay as they were."""
    try:
        sent = sent_of(form, before, channel_keys(session))
        return with_changes(session, before, sent), ""
    except Mistake as mistake:
        said = str(mistake)
    sent = sent_of(form.model_copy(update={"media": None}), before, channel_keys(session))
    kept = {key: value for key, value in sent.items() if key in CANNOT_BE_WRONG}
    title = str(kept["title"]).strip()
    try:
        done = with_changes(session, before, kept | {"title": title or NO_TITLE})
    except Mistake:
        return before, said
    return replace(done, title=done.title if title else ""), said


def try_out(
    session: Session,
    settings: Settings,
    now: datetime,
    form: ComposeForm,
    before: ItemFields,
    lines: Sequence[ChannelLine],
    unit: str = "",
) -> Check:
    """The form as every connected channel would have it. Nothing is written. ``unit``: the person's; "" sees all."""
    fields, mistake = typed_fields(session, form, before)
    subject = _subject(session, now, form, fields)
    wanted = [line for line in lines if (line.connected and line.enabled) or line.key in fields.variants]
    trials = [
        _trial(session, settings, line, session.get_one(Channel, line.key), subject)
        for line in wanted
        if line.platform in ADAPTERS
    ]
    blank = form.slug is None and not (fields.title or fields.body or fields.summary or fields.media or form.own_texts)
    return Check(
        mistake, _page(subject), trials, segments(fields.sms), blank, missing_for_kind(session, fields.kind, fields),
        _alike(session, form, fields, unit),
    )  # fmt: skip


def _alike(session: Session, form: ComposeForm, fields: ItemFields, unit: str) -> list[Alike]:
    own = session.scalar(sa.select(col(Item.id)).where(col(Item.slug) == form.slug)) if form.slug else None
    return alike_items(session, fields.title, fields.link, but=own, unit=unit)


def _subject(session: Session, now: datetime, form: ComposeForm, fields: ItemFields) -> Subject:
    """An item and a revision that no session knows."""
    slug, sha256 = form.slug or slug_of(fields.title), content_sha256(fields)
    item = Item(slug=slug, kind=fields.kind, content_sha256=sha256, guid="", created_at=now, updated_at=now)
    said = {name: getattr(fields, name) for name in OF_REVISION}
    revision = Revision(item_id=0, number=form.revision or 1, content_sha256=sha256, created_at=now, **said)
    files = files_of(revision)
    rows = session.scalars(sa.select(MediaRow).where(col(MediaRow.sha256).in_(files))).all() if files else []
    return Subject(item, revision, {row.sha256: row for row in rows}, ready(session, files))


def _trial(session: Session, settings: Settings, line: ChannelLine, channel: Channel, subject: Subject) -> Trial:
    frozen = render(session, settings, channel, subject)
    own = bool((subject.revision.variants.get(channel.key) or {}).get("text"))
    if frozen.post is None:
        return Trial(line, own, None, (), frozen.problems, Markup(), (), "")
    post, adapter = frozen.post, platform(channel.platform)
    lengths = adapter.lengths(post) if isinstance(adapter, MeasuresTexts) else [_plain_length(post)]
    files = shown_files(media_files(subject, channel.key, ""), subject)
    base = "" if own else _base(settings, channel, post)
    return Trial(line, own, post, lengths, frozen.problems, safe_text(channel.platform, post.text), files, base)


def _plain_length(post: Post) -> TextLength:
    return TextLength(name="Bài", length=len(post.plain))


def _base(settings: Settings, channel: Channel, post: Post) -> str:
    """The whole text as read: what follows in further messages too, without the line of the short link."""
    whole = platform(channel.platform).shape(post.draft.model_copy(update={"media": ()}), channel.options)
    texts = [whole.plain, *(part.plain for part in whole.parts if part.plain)]
    link = short_url(settings.links_url, SOME_CODE)
    return "\n".join(line for line in "\n\n".join(texts).split("\n") if link not in line).strip()


def _page(subject: Subject) -> Page:
    revision = subject.revision
    safe = defang if revision.defang else str
    return Page(
        title=safe(revision.title),
        summary=safe(revision.summary),
        html=safe_text("page", item_html(revision)),
        files=shown_files(media_files(subject, "", ""), subject),
        source=safe(revision.source),
        link=revision.link,
    )

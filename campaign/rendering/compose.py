"""item + channel -> Post: through the channel's ``post.j2`` (or the item's own text for that channel), cleaned,
defanged where asked, and laid out as the platform shows it.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field

from campaign.media.cover import WIDE, cover_name
from campaign.media.fitting import Need, Ready, foreseen, needs_of
from campaign.media.subtitles import MIMES as SUBTITLES
from campaign.models import Channel, Item, MediaRow, Revision
from campaign.platforms import platform
from campaign.platforms.seam import Draft, Markup, MediaFile, Post
from campaign.rendering.addresses import item_url, media_url, short_url
from campaign.rendering.defang import defang
from campaign.rendering.markdown import to_html, to_plain, to_telegram
from campaign.rendering.template import ItemView, render_template
from campaign.workspace.text import clean_text

SUBTITLED = frozenset({"rss", "manual"})
"""Feeds name them as a transcript; who posts by hand uploads them beside the clip. That Facebook, Zalo or Telegram take
subtitles through what we call there is not documented, so nothing is sent."""


@dataclass(frozen=True)
class Subject:
    """What is rendered: one revision of an item, with its stored files by sha256."""

    item: Item
    revision: Revision
    media: Mapping[str, MediaRow]
    fitted: Ready = field(default_factory=dict)
    """Files made anew for platforms that do not take them as they are."""


def compose(subject: Subject, channel: Channel, code: str, public_url: str, guid: str) -> Post:
    """The post of ``subject`` on ``channel``. ``code`` is the delivery's short link code.

    Raises TemplateFault for a ``post.j2`` that cannot render it, KeyError for a platform without an adapter.
    """
    adapter = platform(channel.platform)
    draft = _draft(subject, channel, adapter.limits.markup, code, public_url)
    if adapter.limits.needs_image and not any(file.kind == "image" for file in draft.media):
        draft = draft.model_copy(update={"media": (*draft.media, cover_file(subject, public_url))})
    return adapter.shape(draft, channel.options).model_copy(update={"guid": guid})


def media_files(subject: Subject, channel_key: str, public_url: str) -> tuple[MediaFile, ...]:
    """The files of a post in order, as they are stored."""
    return tuple(_media_file(row, entry, subject.item.slug, public_url) for entry, row in _chosen(subject, channel_key))


def needs(subject: Subject, channel: Channel) -> list[Need | None]:
    """What has to be made of each of the post's files before this channel's platform takes it; None: nothing."""
    rows = [row for _, row in _sent(subject, channel)]
    return needs_of(rows, platform(channel.platform).limits, card_title(subject.revision)) if rows else []


def _fitted_files(subject: Subject, channel: Channel, public_url: str) -> tuple[MediaFile, ...]:
    """The files of a post as the platform takes them. What is not ready stands there as it will be at most."""
    files = []
    for (entry, row), need in zip(_sent(subject, channel), needs(subject, channel), strict=True):
        taken = row if need is None else subject.fitted.get(need.key) or foreseen(need)
        file = _media_file(taken, entry, subject.item.slug, public_url)
        files.append(file.model_copy(update={"duration_s": row.duration_s}) if file.duration_s else file)
    return tuple(files)


def _chosen(subject: Subject, channel_key: str) -> list[tuple[Mapping[str, str], MediaRow]]:
    """The channel's own choice of files if the item has one, else the item's; what the store has lost is left out."""
    revision = subject.revision
    own = (revision.variants.get(channel_key) or {}).get("media")
    chosen = revision.media if own is None else own
    return [(entry, subject.media[entry["sha256"]]) for entry in chosen if entry["sha256"] in subject.media]


def _sent(subject: Subject, channel: Channel) -> list[tuple[Mapping[str, str], MediaRow]]:
    """The files that go to the channel. Subtitles only where they have a place (``SUBTITLED``): as a document of their
    own they say nothing to anyone.
    """
    chosen = _chosen(subject, channel.key)
    return chosen if channel.platform in SUBTITLED else [each for each in chosen if each[1].mime not in SUBTITLES]


def card_title(revision: Revision) -> str:
    """The title as it stands on the cover card."""
    return clean_text(defang(revision.title) if revision.defang else revision.title)


def cover_file(subject: Subject, public_url: str) -> MediaFile:
    """The cover card of an item without a picture: no stored file, it is drawn when its address is asked for."""
    title = card_title(subject.revision)
    name = cover_name(title)
    return MediaFile(
        sha256="", kind="image", mime="image/jpeg", name=name, size=0, alt=title, width=WIDE[0], height=WIDE[1],
        url=media_url(public_url, subject.item.slug, name),
    )  # fmt: skip


def _media_file(row: MediaRow, entry: Mapping[str, str], slug: str, public_url: str) -> MediaFile:
    return MediaFile(
        sha256=row.sha256, kind=row.kind, mime=row.mime, name=row.name, size=row.size, alt=entry.get("alt", ""),
        width=row.width, height=row.height, duration_s=row.duration_s, frame_rate=row.frame_rate,
        rate_varies=row.rate_varies, url=media_url(public_url, slug, row.name),
    )  # fmt: skip


def _draft(subject: Subject, channel: Channel, markup: Markup, code: str, public_url: str) -> Draft:
    revision, slug = subject.revision, subject.item.slug
    safe = defang if revision.defang else _as_is
    return Draft(
        title=clean_text(safe(revision.title)),
        text=clean_text(_text(subject, channel, markup, short_url(public_url, code))).strip(),
        link=short_url(public_url, code),
        target=revision.link or item_url(public_url, slug),
        media=_fitted_files(subject, channel, public_url),
        summary=clean_text(safe(revision.summary)),
        html=to_html(safe(revision.body)),
        tags=tuple(revision.tags),
        kind=subject.item.kind,
        language=revision.language,
        slug=slug,
    )


def _text(subject: Subject, channel: Channel, markup: Markup, link: str) -> str:
    revision = subject.revision
    safe = defang if revision.defang else _as_is
    own = (revision.variants.get(channel.key) or {}).get("text")
    if own:
        return html.escape(safe(own), quote=False) if markup == "telegram_html" else safe(own)
    body = safe(revision.body)
    view = ItemView(
        title=safe(revision.title),
        summary=safe(revision.summary),
        body=to_telegram(body) if markup == "telegram_html" else to_plain(body),
        link=safe(revision.link),
        tags=tuple(revision.tags),
        kind=subject.item.kind,
        task=revision.task[0] if revision.task else channel.task,
        unit=revision.unit or channel.unit,
    )
    seen = {"key": channel.key, "title": channel.title, "platform": channel.platform, "unit": channel.unit}
    return render_template(channel.template, markup, view, seen, link)


def _as_is(text: str) -> str:
    return text

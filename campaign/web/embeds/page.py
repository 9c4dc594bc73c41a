"""An editor chooses how a column looks, sees it, and copies the code for another site."""

from __future__ import annotations

from datetime import timedelta
from html import escape

import sqlalchemy as sa
from fastapi import Request
from sqlmodel import Session, col
from starlette.responses import Response

from campaign.models import Channel
from campaign.reach.columns import loaded
from campaign.rendering.addresses import embed_url, feed_url, opml_url
from campaign.rendering.looks import LOOKS, MOST, Look, look_of
from campaign.web.access import SignedIn
from campaign.web.respond import respond
from campaign.web.site import site_of
from campaign.web.status import zone_of

HEIGHTS = {"small": 140, "normal": 165, "large": 190}
"""Pixels that an entry takes, more or less; a frame cannot grow with what is in it."""
RECENT = timedelta(days=30)
MINUTE = timedelta(minutes=1)


def show(request: Request, user: SignedIn) -> Response:
    """``?path=&theme=&accent=&...&count=``: what cannot be read is the usual."""
    site = site_of(request)
    with site.database.read() as session:
        channels = _feeds(session)
        now = site.database.now(session)
        columns, zone = loaded(session, now - RECENT, now + MINUTE), zone_of(session)
    asked = request.query_params.get("path", "")
    path = asked if asked in channels else next(iter(channels), "")
    look = look_of(request.query_params.multi_items())
    base = site.settings.links_url
    address = _with(embed_url(base, path), look)
    endings = ("xml", "json", "podcast.xml") if path else ()
    return respond(
        request, "embeds/page.html", user=user, channels=channels, path=path, look=look, looks=LOOKS, most=MOST,
        preview=_with(embed_url("", path), look), code=_code(address, channels.get(path, ""), look),
        height=_height(look), columns=[each for each in columns if each.path in channels], zone=zone,
        feeds=[feed_url(base, path, ending) for ending in endings], opml=opml_url(base),
    )  # fmt: skip


def _feeds(session: Session) -> dict[str, str]:
    """Title by path."""
    declared = sa.select(Channel).where(col(Channel.platform) == "rss", col(Channel.removed_at).is_(None))
    found = session.scalars(declared.order_by(col(Channel.key)))
    return {str(channel.options.get("path")): channel.title for channel in found}


def _with(address: str, look: Look) -> str:
    return f"{address}?{look.query}" if look.query else address


def _height(look: Look) -> int:
    entry = HEIGHTS[look.size] + (150 if look.pictures == "yes" else 0) - (85 if look.summary == "no" else 0)
    return 70 + look.count * entry


def _code(address: str, title: str, look: Look) -> str:
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%" height="{_height(look)}" '
        'loading="lazy" referrerpolicy="no-referrer" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>'
    )

"""The buttons. Each is one action of the desk, then back to the page that shows what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Path, Request
from sqlmodel import select
from starlette.responses import Response

from campaign.desk import channels, deliveries
from campaign.models import Channel, User
from campaign.web.access import SignedIn, may_see, require_channel, require_delivery
from campaign.web.forms import Plain, Published, Reason, Sure
from campaign.web.next_path import next_path, with_done
from campaign.web.respond import go_to
from campaign.web.site import Site, site_of

MAX_ID = 2**31 - 1
"""What an INTEGER column of PostgreSQL holds."""
DeliveryId = Annotated[int, Path(ge=1, le=MAX_ID)]


def publish_now(request: Request, user: SignedIn, delivery_id: DeliveryId, form: Sure) -> Response:
    return _on_delivery(
        request,
        user,
        delivery_id,
        "now",
        lambda site: deliveries.publish_now(site.database, user.email, delivery_id),
        form.next,
    )


def release(request: Request, user: SignedIn, delivery_id: DeliveryId, form: Plain) -> Response:
    return _on_delivery(
        request,
        user,
        delivery_id,
        "released",
        lambda site: deliveries.release(site.database, user.email, delivery_id),
        form.next,
    )


def cancel(request: Request, user: SignedIn, delivery_id: DeliveryId, form: Sure) -> Response:
    return _on_delivery(
        request,
        user,
        delivery_id,
        "cancelled",
        lambda site: deliveries.cancel(site.database, user.email, delivery_id),
        form.next,
    )


def retry(request: Request, user: SignedIn, delivery_id: DeliveryId, form: Plain) -> Response:
    return _on_delivery(
        request,
        user,
        delivery_id,
        "retried",
        lambda site: deliveries.retry(site.database, user.email, delivery_id),
        form.next,
    )


def resolve_published(request: Request, user: SignedIn, delivery_id: DeliveryId, form: Published) -> Response:
    def act(site: Site) -> None:
        deliveries.resolve_published(site.database, user.email, delivery_id, permalink=form.permalink)

    return _on_delivery(request, user, delivery_id, "published", act, form.next)


def resolve_absent(request: Request, user: SignedIn, delivery_id: DeliveryId, form: Sure) -> Response:
    def act(site: Site) -> None:
        deliveries.resolve_absent(site.database, user.email, delivery_id)

    return _on_delivery(request, user, delivery_id, "absent", act, form.next)


def close_channel(request: Request, user: SignedIn, key: str, form: Reason) -> Response:
    site = site_of(request)
    with site.database.read() as session:
        require_channel(session, user, key)
    channels.close(site.database, user.email, key, form.reason)
    return _back("closed", "channels", form.next)


def open_channel(request: Request, user: SignedIn, key: str, form: Plain) -> Response:
    site = site_of(request)
    with site.database.read() as session:
        require_channel(session, user, key)
    channels.open_(site.database, user.email, key)
    return _back("opened", "channels", form.next)


def close_all_channels(request: Request, user: SignedIn, form: Reason) -> Response:
    site = site_of(request)
    for key in _all_of(site, user):
        channels.close(site.database, user.email, key, form.reason)
    return _back("closed", "channels", form.next)


def open_all_channels(request: Request, user: SignedIn, form: Plain) -> Response:
    site = site_of(request)
    for key in _all_of(site, user):
        channels.open_(site.database, user.email, key)
    return _back("opened", "channels", form.next)


def _all_of(site: Site, user: User) -> list[str | None]:
    """[None], which the desk takes as all; for a person of one unit the keys of its channels."""
    if not user.unit:
        return [None]
    with site.database.read() as session:
        return [channel.key for channel in session.exec(select(Channel)) if may_see(user, channel)]


def _on_delivery(
    request: Request, user: User, delivery_id: int, done: str, act: Callable[[Site], object], to: str = ""
) -> Response:
    site = site_of(request)
    with site.database.read() as session:
        require_delivery(session, user, delivery_id)
    act(site)
    return _back(done, "waiting", to)


def _back(done: str, section: str, to: str = "") -> Response:
    """To the page that the form came from, else to the first one; either says what was done."""
    if to:
        return go_to(with_done(next_path(to), done))
    return go_to(f"/?done={done}#{section}")

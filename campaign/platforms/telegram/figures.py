"""What can be measured: followers by the Bot API; views and reactions only on the public page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from campaign.platforms.seam import Destination, Receipt, Sample
from campaign.platforms.telegram.page import Message, read_page
from campaign.platforms.telegram.table import address_of, read_table

PAGES = 10
PAGE = "t.me page"


def page_samples(to: Destination, username: str, receipts: Sequence[Receipt]) -> list[Sample]:
    """Views and reactions of the receipts that the public page shows. Raises Unavailable, Rejected."""
    wanted = {address_of(receipt.remote_id)[1]: receipt for receipt in receipts if "/pin/" not in receipt.remote_id}
    samples: list[Sample] = []
    for number, message in _seen(to, username, wanted).items():
        samples += _of(wanted[number].remote_id, message)
    return samples


def _seen(to: Destination, username: str, wanted: Mapping[int, Receipt]) -> dict[int, Message]:
    """The wanted messages, newest page first; each page starts at the newest one still missing."""
    web_url, missing = read_table(to.options).web_url, set(wanted)
    seen: dict[int, Message] = {}
    for _ in range(PAGES):
        if not missing:
            break
        page = read_page(web_url, username, to.deadline, before=max(missing) + 1)
        if not page:
            break
        seen |= {message.id: message for message in page if message.id in missing}
        missing = {number for number in missing if number < page[0].id}
    return seen


def _of(remote_id: str, message: Message) -> Iterable[Sample]:
    if message.views is not None:
        yield Sample(
            remote_id=remote_id, metric="views", value=message.views.value, native_name="tgme_widget_message_views",
            api_version=PAGE, approximate=message.views.approximate,
        )  # fmt: skip
    if message.reactions:
        yield Sample(
            remote_id=remote_id, metric="reactions", value=sum(figure.value for figure in message.reactions),
            native_name="tgme_reaction", api_version=PAGE,
            approximate=any(figure.approximate for figure in message.reactions),
        )  # fmt: skip

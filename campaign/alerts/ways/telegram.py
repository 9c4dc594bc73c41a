"""A Telegram chat of the desk, through the same adapter that posts; its bot may be another one than a channel's."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import BinaryIO

from campaign.alerts.message import Message
from campaign.alerts.ways import NotTold, Setting
from campaign.errors import PLATFORM_ERRORS, NotFound
from campaign.net.deadline import Deadline
from campaign.platforms import platform
from campaign.platforms.seam import Destination, Draft

WITHIN_S = 15.0
MOST = 3500
"""Of 4096: entities count as they are written here. https://core.telegram.org/bots/api#sendmessage"""


class TelegramWay:
    def tell(self, setting: Setting, message: Message) -> None:
        given = setting.contacts.read("telegram")
        if not given:
            raise NotTold("Chưa nối nhóm Telegram.", way=True)
        to = Destination(
            key="alerts",
            options={"chat": given["chat"], "link_preview": "off"} | _only(given, "api_url"),
            credentials=setting.contacts.port("telegram"),
            deadline=Deadline.after(WITHIN_S),
            open_media=_nothing,
        )
        adapter = platform("telegram")
        text = f"<b>{escape(message.subject)}</b>\n\n{escape(_cut(message.text))}"
        post = adapter.shape(Draft(title=message.subject, text=text, link="", target=message.url), to.options)
        try:
            adapter.publish(to, post, adapter.start(post))
        except PLATFORM_ERRORS as failure:
            raise NotTold(f"Telegram: {failure.message}", way=True) from None


def _only(given: Mapping[str, str], name: str) -> dict[str, str]:
    value = given.get(name)
    return {name: value} if value else {}


def _cut(text: str) -> str:
    return text if len(text) <= MOST else text[: MOST - 1].rstrip() + "…"


def _nothing(sha256: str) -> BinaryIO:
    raise NotFound(f"{sha256}: an alert has no files")

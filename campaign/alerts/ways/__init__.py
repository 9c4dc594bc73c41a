"""Each way of telling: a message goes out, or NotTold says why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from campaign.alerts.contacts import Contacts
from campaign.alerts.message import Message
from campaign.settings import Settings


class NotTold(Exception):
    """Not sent, or perhaps not: it is tried again, since an alert told twice is better than one that is lost.
    ``way``: the way itself is the trouble, so its other messages wait too. ``str()`` is shown to people."""

    def __init__(self, why: str, *, way: bool = False) -> None:
        super().__init__(why)
        self.way = way


@dataclass(frozen=True)
class Setting:
    """What every way works with."""

    contacts: Contacts
    settings: Settings


class Way(Protocol):
    """``tell`` sends one message, within some seconds, once. Raises NotTold."""

    def tell(self, setting: Setting, message: Message) -> None: ...

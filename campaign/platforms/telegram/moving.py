"""A group that was upgraded has a new id: it is learnt from the refusal, remembered, and what was refused goes there.

https://core.telegram.org/bots/api#responseparameters (``migrate_to_chat_id``). The chat that channel.toml names stands
behind what is remembered, so that bringing the file in again undoes nothing, and naming the new chat there ends it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from campaign.errors import Rejected
from campaign.platforms.seam import Destination
from campaign.platforms.telegram.table import read_table

MIGRATED = "chat_migrated"
"""Code of the refusal; its ``detail`` is the new id."""
STEPS = 3
"""So many moves of one group are followed."""
T = TypeVar("T")

log = logging.getLogger(__name__)


def at_home(to: Destination) -> Destination:
    """The same, with the chat where its group is now."""
    declared = chat = read_table(to.options).chat
    known = to.memory.facts()
    for _ in range(STEPS):
        chat = known.get(_name(chat), chat)
    return to if chat == declared else replace(to, options={**to.options, "chat": chat})


def following(to: Destination, deed: Callable[[Destination], T]) -> T:
    """``deed`` where the group is; once more where it has just been learnt to be: a refused call did nothing."""
    here = at_home(to)
    try:
        return deed(here)
    except Rejected as refused:
        left, moved = read_table(here.options).chat, refused.detail
        if refused.code != MIGRATED or moved == left:
            raise
        to.memory.keep(_name(left), moved)
        log.warning("the group %s of channel %s is %s now: write that into its channel.toml", left, to.key, moved)
    return deed(at_home(to))


def moved_to(to: Destination) -> str:
    """Where the group is now, if not where channel.toml says; else empty."""
    now = read_table(at_home(to).options).chat
    return "" if now == read_table(to.options).chat else now


def _name(chat: str) -> str:
    return f"moved:{chat}"

"""The words in which a pack is described: its options, its maker, and what comes back for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Option:
    """One thing that a person may say of a pack: ``--name`` of the command, a field of the page.

    Makers get every option of their pack as text (``default`` where nothing was said); ``choice`` and ``number`` have
    been checked, a ``day`` is 2026-11-15 or "", ``lines`` is one line for each (a command's option given several
    times), ``yes`` is "1" or "".
    """

    name: str
    title: str
    kind: Literal["text", "lines", "number", "day", "choice", "yes"] = "text"
    default: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    """(value, title) of a choice."""
    says: str = ""
    """One sentence beneath the field."""
    needed: bool = False


@dataclass(frozen=True)
class Return:
    """What comes back for a pack as a table. ``reads``: "module:function" of
    (name, table: campaign.packs.logs.Table, campaign.packs.logs.Known) -> list of campaign.packs.logs.Came; raises
    campaign.packs.logs.WrongRows."""

    name: str
    title: str
    reads: str
    columns: tuple[str, ...]
    """The head of an empty one."""
    example: tuple[str, ...] = ()
    """One row, as an example in the empty one."""
    says: str = ""


@dataclass(frozen=True)
class Pack:
    """``makes``: "module:function" of (Chosen, options: Mapping[str, str]) -> Made, run in a thread without a
    transaction. ``prepares``: "module:function" of (session, Chosen, options) -> Mapping, run before it in one short
    write transaction; what it gives is ``Chosen.found``. ``items`` False: made from no items."""

    title: str
    says: str
    makes: str
    tasks: tuple[str, ...] = ()
    """The task items that it serves, as the plan's example names them; only shown."""
    options: tuple[Option, ...] = ()
    prepares: str = ""
    items: bool = True
    returns: tuple[Return, ...] = ()
    filled_by: tuple[Literal["words", "title", "sms", "sound", "files"], ...] = ("words",)
    """What an item must have one of; an item with none of them would leave an empty place and is left out."""

    def makes_links(self, options: Mapping[str, str]) -> bool:
        """Taking it with these options gives birth to short links; a look at it shows samples."""
        return self.items and bool(self.prepares) and options.get("link") != "no"

"""Taking a pack out of the house: who, which items, when; and the bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from campaign.db import Database
from campaign.desk.roles import acting
from campaign.errors import Mistake
from campaign.models import User
from campaign.packs.choose import Wanted, choose, nothing_chosen
from campaign.packs.make import made, pack_named, prepared, read_options, without_empty
from campaign.packs.shape import Chosen, Made
from campaign.people.audit import record
from campaign.people.users import get_user
from campaign.reach.seeded import watermark
from campaign.settings import Settings


@dataclass(frozen=True)
class Ready:
    """A made pack. ``sha256`` of its bytes; ``items``: how many are in it."""

    made: Made
    sha256: str
    items: int


def take(
    database: Database, settings: Settings, actor: str, name: str, wanted: Wanted, said: Mapping[str, Sequence[str]]
) -> Ready:
    """Make the pack ``name`` from what is wanted with the options that were said, and put on record who took it.

    ``actor``: an e-mail, or "cli". The making itself holds no transaction: it may take long. Raises Mistake, NotFound.
    """
    chosen = _chosen(database, settings, actor, name, wanted, said)
    result = made(name, chosen, options := read_options(name, said))
    content = result.content if isinstance(result.content, bytes) else result.content.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    with database.write() as session:
        record(
            session, database.now(session), actor, "pack.take", f"pack:{name}", name=result.name, sha256=sha256,
            size=len(content), items=[f"{item.slug}@{item.revision}" for item in chosen.items],
            **({"practice": True} if chosen.practice else {}),
            **{"options": {key: value for key, value in options.items() if value}},
        )  # fmt: skip
    return Ready(replace(result, content=content), sha256, len(chosen.items))


def look(
    database: Database, settings: Settings, actor: str, name: str, wanted: Wanted, said: Mapping[str, Sequence[str]]
) -> Made:
    """The same without taking it: what a person should read before they do. Nothing is written; where taking it would
    make short links, the look holds samples (``campaign.packs.shape.SAMPLE`` says so in it)."""
    chosen = _chosen(database, settings, actor, name, wanted, said, looking=True)
    return made(name, chosen, read_options(name, said))


def _chosen(
    database: Database, settings: Settings, actor: str, name: str, wanted: Wanted, said: Mapping[str, Sequence[str]],
    looking: bool = False,
) -> Chosen:  # fmt: skip
    pack, options = pack_named(name), read_options(name, said)
    with database.read() as session:
        acting(session, actor, "pack")
        unit_of = _unit(get_user(session, actor)) if "@" in actor else ""
        now, sign = database.now(session), watermark(session)
        if not pack.items:
            if unit_of:
                raise Mistake("Gói này gồm số liệu của mọi đơn vị; hãy nhờ người xem được mọi đơn vị tải.")
            chosen = nothing_chosen(session, settings, now, sign)
        else:
            chosen = choose(session, settings, now, replace(wanted, unit_of=unit_of), sign)
            chosen = replace(without_empty(name, chosen), looking=looking and pack.makes_links(options))
        if looking or not pack.prepares:
            return prepared(session, name, chosen, options)
    with database.write() as session:
        return prepared(session, name, chosen, options)


def _unit(user: User) -> str:
    return user.unit

"""A stage of the protocol with one channel for every platform that has a wire, connected as a person connects them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from campaign.db import Database
from campaign.desk import channels
from campaign.models import Channel, Delivery
from campaign.sandbox.facebook import page_token
from tests.delivery.stage import TEMPLATE, Stage, stage
from tests.platforms.rigs import LOCAL, PAGE_ID, RIGS, Rig

WIRED = tuple(sorted(set(RIGS) - LOCAL))
ACTOR = "e@example.vn"
ANOTHER_BOT = f"{300200100}:" + "another-of-the-stand-in"


@dataclass
class Newsroom:
    """One channel per platform, named after it."""

    stage: Stage
    rigs: dict[str, Rig] = field(init=False)

    def __post_init__(self) -> None:
        self.rigs = {name: RIGS[name](self.stage.sandbox) for name in WIRED}

    def declare(self, name: str, **columns: Any) -> None:
        rig = self.rigs[name]
        channel = Channel(
            key=name, platform=name, title=name, options=rig.options, template=TEMPLATE, template_sha256="t1",
            account=f"{name}:{rig.adapter.account(rig.options)}", **columns,
        )  # fmt: skip
        with self.stage.database.write() as session:
            session.add(channel)

    def connect(self, name: str, secrets: Mapping[str, str] | None = None) -> list[str]:
        self.stage.add_person(ACTOR, "manager")
        return channels.connect(self.stage.dispatch, ACTOR, name, secrets or self.rigs[name].secrets)

    def open(self) -> None:
        for name in WIRED:
            self.declare(name)
            self.connect(name)

    def schedule(self, slug: str, *names: str) -> dict[str, int]:
        """A new item, due now on these channels (none named: on all)."""
        self.stage.add_item(slug)
        return {name: self.stage.deliver(slug, name) for name in names or WIRED}

    def settle(self, seconds: int = 30) -> None:
        """As long as the waits between steps take."""
        for _ in range(seconds // 5):
            self.stage.settle()
            self.stage.clock.advance(seconds=5)
        self.stage.settle()

    def states(self, rows: Mapping[str, int]) -> dict[str, str]:
        return {name: self.stage.row(delivery).state for name, delivery in rows.items()}

    def channel(self, name: str) -> Channel:
        with self.stage.database.read() as session:
            return session.get_one(Channel, name)

    def posts_of(self, name: str) -> list[dict[str, Any]]:
        return [post for post in self.stage.sandbox.posts() if post["platform"] == name]

    def deliveries(self) -> list[Delivery]:
        with self.stage.database.read() as session:
            return list(session.exec(select(Delivery).order_by(col(Delivery.id))).all())

    def end_token(self, name: str) -> None:
        """As when a person takes the program's access away."""
        sandbox = self.stage.sandbox
        if name == "telegram":
            sandbox.telegram.accept_only(ANOTHER_BOT)
        elif name == "facebook":
            sandbox.facebook.control("tokens", {"refused": {self.rigs[name].secrets["page_token"]: 460}})
        else:
            sandbox.zalo.control("revoke", {})

    def new_secrets(self, name: str) -> dict[str, str]:
        """What the person gets when access is given again."""
        known = self.rigs[name].secrets
        if name == "telegram":
            return {"bot_token": ANOTHER_BOT}
        if name == "facebook":
            return known | {"page_token": page_token(PAGE_ID)}
        pair = {"access_token": "another-access-token", "refresh_token": "another-refresh-token"}
        self.stage.sandbox.zalo.control("tokens", pair)
        return known | pair


@contextmanager
def newsroom(database: Database, folder: Path) -> Iterator[Newsroom]:
    with stage(database, folder) as made:
        yield Newsroom(made)

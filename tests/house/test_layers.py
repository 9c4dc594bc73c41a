"""DESIGN section 3, held: imports point down, siblings do not speak, and every room stands in the table."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.sources import ROOT, Module, dotted, full_names, imports, modules

LAYERS = (
    ("cli", "app", "demo", "rehearse"),
    ("web", "public", "worker", "sandbox"),
    ("desk",),
    ("library", "schedule", "delivery", "reach", "packs", "alerts", "upkeep"),
    ("rendering",),
    ("media", "credentials", "people", "workspace"),
    ("db",),
    ("models",),
    ("platforms",),
    ("net",),
    ("sentences",),
    ("settings",),
    ("clock",),
    ("errors",),
)
"""From top to bottom: a room may import what stands below it. The ground is four lines of its own."""

COMPOSITION = LAYERS[0]
GROUND = {"errors", "clock", "settings", "net"}
NARROWER = {"models": GROUND, "db": GROUND | {"models"}, "platforms": {"errors", "net"}}
"""Rooms that may import less than everything below them."""

OUTBOUND = ("requests", "httpx", "httpcore", "urllib3", "urllib.request", "http.client", "aiohttp", "feedparser.parse")
OUTBOUND_ROOMS = ("campaign.net", "campaign.sandbox")
TELEGRAM = "campaign.platforms.telegram"
FEED_READER = "campaign.library.feeds.child"
"""The one that may call feedparser, a process without a way out; and only on bytes that it wraps itself: given a path
or an address, as text or as bytes, feedparser opens it."""

MACHINE_TIME = re.compile(r"datetime\.(datetime\.(now|utcnow|today)|date\.today)|time\.(time|time_ns|localtime|gmtime)")

UNUSED_WORDS = {
    "manager",
    "service",
    "helper",
    "helpers",
    "util",
    "utils",
    "handler",
    "processor",
    "data",
    "info",
    "provider",
    "job",
}
NAMED_ELSEWHERE = {"handle_data"}
"""Names that a base class of the standard library dictates."""


def layer(room: str) -> int:
    return next(index for index, rooms in enumerate(LAYERS) if room in rooms)


def room_of(name: str) -> str:
    """The room that a dotted name under ``campaign`` lives in; empty for the package itself."""
    room = [*name.split("."), ""][1]
    return "cli" if room == "__main__" else room if room in ROOMS_ON_DISK else ""


ROOMS_ON_DISK = {
    path.stem for path in (ROOT / "campaign").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
} - {"__init__", "__main__"}


def allowed(importer: str, target: str) -> bool:
    """May the module ``importer`` import ``target`` (both dotted, under ``campaign``)?"""
    here, there = room_of(importer), room_of(target)
    if not there or (here == there and here != "platforms"):
        return True
    if here == "platforms" == there:
        return _inside_platforms(importer, target)
    if not here:
        return False
    if here in NARROWER:
        return there in NARROWER[here]
    if here in COMPOSITION:
        return True
    return layer(there) > layer(here)


def _inside_platforms(importer: str, target: str) -> bool:
    """The seam is for all; the rest of an adapter is its own; the registry names adapters and imports none at once."""
    parts = [*target.split("."), ""]
    own = importer.split(".")[2] if importer.count(".") >= 2 else None
    return own is None or parts[2] in ("seam", own)


def wrong_imports(module: Module) -> Iterator[str]:
    for found in imports(module):
        if found.target.split(".")[0] == "campaign" and not allowed(module.name, found.target):
            yield f"{found.where}: {module.name} may not import {found.target}"


def ways_out(module: Module) -> Iterator[str]:
    """Clients that would reach the network beside the one outbound client."""
    if module.name.startswith(OUTBOUND_ROOMS):
        return
    adapter = module.name.startswith(TELEGRAM)
    if module.name == FEED_READER:
        yield from unwrapped_feeds(module)
    names = full_names(module)
    reached = [(found.where, found.target) for found in imports(module)]
    reached += [(module.at(n), dotted(n, names)) for n in ast.walk(module.tree) if isinstance(n, ast.Attribute)]
    for where, target in reached:
        if module.name == FEED_READER and target == "feedparser.parse":
            continue
        if (_under(target, OUTBOUND) or _under(target, ("telegram",))) and not adapter:
            yield f"{where}: {target} is a way out that is not net's"


def unwrapped_feeds(module: Module) -> Iterator[str]:
    """``feedparser.parse`` of anything but ``io.BytesIO(...)``."""
    names = full_names(module)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and dotted(node.func, names) == "feedparser.parse":
            first = node.args[0] if node.args else None
            if not (isinstance(first, ast.Call) and dotted(first.func, names) == "io.BytesIO"):
                yield f"{module.at(node)}: feedparser is given something else than io.BytesIO(...)"


def machine_times(module: Module) -> Iterator[str]:
    names = full_names(module)
    for node in ast.walk(module.tree):
        reached = dotted(node, names) if isinstance(node, ast.Attribute | ast.Name) else ""
        if MACHINE_TIME.fullmatch(reached):
            yield f"{module.at(node)}: {reached} (ask the clock instead)"


def unused_words(module: Module) -> Iterator[str]:
    """DESIGN section 7: words that say nothing, as a part of a class's, a function's or a module's name."""
    named = [(module.at(module.tree), module.name.rpartition(".")[2])]
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    named += [(module.at(node), node.name) for node in ast.walk(module.tree) if isinstance(node, kinds)]
    for where, name in named:
        words = {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}
        if name not in NAMED_ELSEWHERE and words & UNUSED_WORDS:
            yield f"{where}: {name}"


def test_every_room_on_disk_stands_in_the_table() -> None:
    listed = {room for rooms in LAYERS for room in rooms}
    assert ROOMS_ON_DISK - listed == set()


def test_imports_only_point_down_and_siblings_do_not_speak() -> None:
    assert [wrong for module in modules().values() for wrong in wrong_imports(module)] == []


def test_the_network_is_reached_through_net_alone() -> None:
    assert [out for module in modules().values() for out in ways_out(module)] == []


def test_only_the_clock_asks_the_machine_for_the_time() -> None:
    others = [module for module in modules().values() if module.name != "campaign.clock"]
    assert [time for module in others for time in machine_times(module)] == []


def test_names_say_what_they_are() -> None:
    assert [word for module in modules().values() for word in unused_words(module)] == []


@pytest.mark.parametrize(
    ("name", "source", "rule"),
    [
        ("campaign.delivery.x", "from campaign.schedule import slots", wrong_imports),
        ("campaign.delivery.x", "def f():\n    import campaign.desk.check", wrong_imports),
        ("campaign.library.x", "from campaign import web", wrong_imports),
        ("campaign.public.x", "from ..web import pages", wrong_imports),
        ("campaign.models.x", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import campaign.platforms.seam",
         wrong_imports),
        ("campaign.platforms.rss", "from campaign.clock import Clock", wrong_imports),
        ("campaign.platforms.rss", "from campaign.platforms.telegram import html", wrong_imports),
        ("campaign.rendering.x", "LATER = 'campaign.delivery.tick:tick'", wrong_imports),
        ("campaign.errors", "import campaign.clock", wrong_imports),
        ("campaign.library.x", "import urllib.request", ways_out),
        ("campaign.library.x", "import urllib\nurllib.request.urlopen('x')", ways_out),
        ("campaign.library.x", "def f():\n    from requests import get", ways_out),
        ("campaign.library.x", "import feedparser as fp\nfp.parse(b'x')", ways_out),
        (FEED_READER, "import feedparser\nfeedparser.parse(body)", ways_out),
        (FEED_READER, "import feedparser\nfeedparser.parse('https://a.vn/rss')", ways_out),
        (FEED_READER, "import requests", ways_out),
        ("campaign.reach.x", "from telegram import Bot", ways_out),
        ("campaign.reach.x", "import datetime as dt\ndt.datetime.now(dt.UTC)", machine_times),
        ("campaign.reach.x", "from datetime import datetime\nfield(default_factory=datetime.utcnow)", machine_times),
        ("campaign.reach.x", "from time import time as t\nt()", machine_times),
        ("campaign.reach.x", "class SampleManager: ...", unused_words),
        ("campaign.reach.x", "def report_helper(): ...", unused_words),
        ("campaign.reach.text_utils", "", unused_words),
    ],
)  # fmt: skip
def test_each_rule_sees_what_it_forbids(name: str, source: str, rule: object) -> None:
    module = Module(name, ROOT / "campaign" / "invented.py", ast.parse(source))
    assert list(rule(module)) != []  # type: ignore[operator]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("campaign.delivery.x", "from campaign.rendering import render\nfrom campaign.db import Database"),
        ("campaign.net.x", "from campaign.settings import Settings"),
        (
            "campaign.platforms",
            "from campaign.platforms.seam import Platform\nA = 'campaign.platforms.rss:RssPlatform'",
        ),
        ("campaign.platforms.telegram.send", "import telegram\nfrom campaign.platforms.telegram import html"),
        ("campaign.__main__", "from campaign.cli.main import run"),
        ("campaign.cli.main", "from campaign.app import serve"),
        ("campaign.clock", "import time\ntime.monotonic()"),
    ],
)
def test_what_the_table_allows_passes(name: str, source: str) -> None:
    module = Module(name, ROOT / "campaign" / "invented.py", ast.parse(source))
    found = [wrong for rule in (wrong_imports, ways_out, machine_times, unused_words) for wrong in rule(module)]
    assert found == []


def _under(target: str, names: tuple[str, ...]) -> bool:
    return any(target == name or target.startswith(f"{name}.") for name in names)

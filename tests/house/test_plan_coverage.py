"""docs/plan-coverage.md: every task item, outlet and deadline of the plan has a way that exists in the program."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from campaign.packs.table import PACKS
from campaign.web.routes import ROUTES
from tests.house.sources import ROOT
from tests.house.test_documentation import commands

PLAN = tomllib.loads((ROOT / "plan.toml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "plan-coverage.md").read_text(encoding="utf-8")
PUBLIC = (ROOT / "campaign" / "public" / "app.py").read_text(encoding="utf-8")
PUBLIC_ONES = {"feeds", "feeds.opml", "embed", "items", "go"}
SECTIONS = {"Task items": "task_item", "Outlets": "outlet", "Deadlines": "deadline"}
ROW = re.compile(r"^\| `(?P<id>[^`]+)` \|(?P<cells>.+)\|$", re.MULTILINE)
WAY = re.compile(r"`((?:campaign |/)[^`]+)`")


def rows(section: str) -> dict[str, str]:
    """What a section says of each id."""
    text = PAGE.split(f"## {section}\n")[1].split("\n## ")[0]
    return {match["id"]: match["cells"] for match in ROW.finditer(text)}


def exists(way: str) -> bool:
    """A command with a pack that is there, a page of the editors, or a public address."""
    if way.startswith("/"):
        pages = {re.sub(r"\{[^}]+\}", "[^/]+", path) for method, path, *_ in ROUTES if method == "GET"}
        first = way.split("/")[1]
        public = first in PUBLIC_ONES and f'case ["{first}"' in PUBLIC
        known_pack = not way.startswith("/packs/") or way.removeprefix("/packs/") in PACKS
        return public or (known_pack and any(re.fullmatch(page, way) for page in pages))
    words = way.removeprefix("campaign ").split()
    if words[0] == "export":
        return len(words) == 2 and words[1] in PACKS
    return " ".join(words) in commands()


@pytest.mark.parametrize(("section", "table"), SECTIONS.items())
def test_everything_that_the_plan_names_has_a_way(section: str, table: str) -> None:
    told = rows(section)
    named: list[dict[str, Any]] = PLAN[table]
    assert list(told) == [each["id"] for each in named]
    assert [name for name, cells in told.items() if not WAY.search(cells)] == []


@pytest.mark.parametrize("section", SECTIONS)
def test_every_way_that_is_named_exists(section: str) -> None:
    wrong = [(name, way) for name, cells in rows(section).items() for way in WAY.findall(cells) if not exists(way)]
    assert wrong == []


def test_the_packs_of_an_outlet_exist_and_stand_in_its_row() -> None:
    told = rows("Outlets")
    for outlet in PLAN["outlet"]:
        for pack in outlet.get("packs", []):
            assert pack in PACKS
            assert f"`campaign export {pack}`" in told[outlet["id"]], outlet["id"]


@pytest.mark.parametrize("way", ["campaign export nothing", "campaign fly", "/nowhere", "/packs/nothing", "/shown/x"])
def test_a_way_that_is_not_there_is_noticed(way: str) -> None:
    assert not exists(way)

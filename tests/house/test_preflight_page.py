"""docs/preflight.md names every refusal that the adapters know and every check that there is."""

from __future__ import annotations

import re

import pytest

from campaign.platforms.facebook.limits import CANNOT_KNOW
from campaign.platforms.facebook.refusals import REFUSED
from campaign.platforms.telegram.refusals import BAD_REQUESTS
from campaign.platforms.zalo.refusals import REFUSALS, STOPS
from tests.house.sources import ROOT, modules

PAGE = (ROOT / "docs" / "preflight.md").read_text(encoding="utf-8")
CHECK = re.compile(r'(?:Problem\(code=|Wait\(\s*|Hold\("preflight", )"(\w+)"')
PASSING = {"paused", "out_of_window", "rate_limited", "interval"}
"""Waits that are no refusal."""


def checks() -> set[str]:
    rooms = ("campaign.platforms.", "campaign.delivery.")
    texts = [m.path.read_text(encoding="utf-8") for name, m in modules().items() if name.startswith(rooms)]
    return {code for text in texts for code in CHECK.findall(text)} - PASSING


def test_every_check_stands_on_the_page() -> None:
    assert [code for code in sorted(checks()) if f"`{code}`" not in PAGE] == []


@pytest.mark.parametrize(
    "codes",
    [
        {code for code, _ in REFUSED.values()} | set(CANNOT_KNOW),
        {code for code, _ in REFUSALS.values()},
        {code for _, code, _ in BAD_REQUESTS},
    ],
    ids=["facebook", "zalo", "telegram"],
)
def test_every_refusal_of_a_platform_stands_on_the_page(codes: set[str]) -> None:
    assert sorted(code for code in codes if f"`{code}`" not in PAGE) == []


@pytest.mark.parametrize("number", sorted(STOPS))
def test_every_state_that_closes_an_official_account_stands_on_the_page(number: int) -> None:
    assert re.search(rf"{number}\b", PAGE)

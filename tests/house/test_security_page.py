"""Each requirement on the page of security names test files that are there."""

from __future__ import annotations

import re

from tests.house.sources import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| \d+ \|", line)]
ASKED = {*range(7, 25), 28, *range(31, 38), *range(39, 44)}


def test_every_requirement_of_pages_sessions_roles_uploads_and_the_api_has_its_row() -> None:
    assert {int(row.split("|")[1]) for row in ROWS} == ASKED


def test_every_row_names_files_that_hold_tests() -> None:
    for row in ROWS:
        files = re.findall(r"`(tests/[\w/]+\.py)`", row)
        assert files, row
        for name in files:
            assert "\ndef test_" in (ROOT / name).read_text(encoding="utf-8"), name
